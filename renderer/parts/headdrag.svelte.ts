import type { ColumnLayout, ColumnPlan } from './columns.svelte.ts';

/** A press that moves less than this is a click. */
const dragFromPx = 5;

/** A header cell as it is drawn. */
export interface HeadCell {
  key: string;
  startPx: number;
  endPx: number;
}

type Drag =
  | { kind: 'width'; key: string; fromPx: number; widthPx: number }
  | { kind: 'place'; key: string; fromPx: number; isMoving: boolean };

/** The pointer on a table's head: an edge makes a column wider, a title carries it to another place. */
export class HeadDrag<Plan extends ColumnPlan> {
  /** Key of the column that is carried. */
  moving = $state<string | null>(null);
  /** Before which column it would be put; '' for after the last one, null while nothing is carried. */
  before = $state<string | null>(null);
  #drag: Drag | null = null;
  #cells: HeadCell[] = [];
  #layout: ColumnLayout<Plan>;

  constructor(layout: ColumnLayout<Plan>) {
    this.#layout = layout;
  }

  pressEdge(key: string, xPx: number, cells: HeadCell[]): void {
    const cell = cells.find((each) => each.key === key);
    if (cell === undefined) return;
    this.#cells = cells;
    this.#drag = { kind: 'width', key, fromPx: xPx, widthPx: cell.endPx - cell.startPx };
  }

  pressTitle(key: string, xPx: number, cells: HeadCell[]): void {
    this.#cells = cells;
    this.#drag = { kind: 'place', key, fromPx: xPx, isMoving: false };
  }

  moveTo(xPx: number): void {
    const drag = this.#drag;
    if (drag === null) return;
    if (drag.kind === 'width') {
      this.#layout.resize(drag.key, drag.widthPx + xPx - drag.fromPx, widthsOf(this.#cells));
      return;
    }
    drag.isMoving ||= Math.abs(xPx - drag.fromPx) >= dragFromPx;
    if (!drag.isMoving) return;
    this.moving = drag.key;
    this.before = this.#cells.find(({ startPx, endPx }) => xPx < (startPx + endPx) / 2)?.key ?? '';
  }

  /** True where the press was a drag and is to be no click. */
  release(): boolean {
    const drag = this.#drag;
    const before = this.before;
    this.cancel();
    if (drag?.kind === 'width') this.#layout.keep();
    if (drag?.kind !== 'place' || before === null) return false;
    this.#layout.place(drag.key, before === '' ? null : before);
    return true;
  }

  cancel(): void {
    this.#drag = null;
    this.moving = null;
    this.before = null;
  }
}

export function widthsOf(cells: HeadCell[]): Record<string, number> {
  return Object.fromEntries(cells.map(({ key, startPx, endPx }) => [key, endPx - startPx]));
}
