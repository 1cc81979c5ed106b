import type { Snippet } from 'svelte';
import type { ColumnPlan } from './columns.svelte.ts';
import { Scroller } from './scroller.ts';

export const rowHeightPx = 28;
/** Rows of the skeleton that stands in for a list until its length is known. */
const skeletonRows = 40;

export interface Column<Row extends { id: number }> extends ColumnPlan {
  isNumeric?: boolean;
  isSortable?: boolean;
  cell: Snippet<[Row]>;
  /** The cell as it is copied: numbers without separators, codes as RFC 8460 has them. */
  text: (row: Row) => string;
}

/** What a grid shows: a list of known or still unknown length whose rows come when they are wanted. */
export interface GridRows<Row extends { id: number }> {
  readonly total: number | null;
  readonly isStale: boolean;
  row(index: number): Row | undefined;
  /** Where the row with this id stands among the rows that are there; -1 for nowhere. */
  indexOf(id: number): number;
  want(first: number, last: number): void;
  /** The first `most` rows of the whole list that are wanted, in its order. */
  collect(isWanted: (row: Row) => boolean, most: number): Promise<Row[]>;
}

/** `heightPx` and `scrollTopPx` are the scroll container's; `topPx` is where the list stands, unscaled. */
interface Drawn {
  topPx: number;
  heightPx: number;
  scrollTopPx: number;
  isScaled: boolean;
  first: number;
  last: number;
}

/** Where a grid stands: its scroll position and its current row. It outlives the component, so "back" returns here. */
export class GridState<Row extends { id: number }> {
  readonly rows: GridRows<Row>;
  /** A row was opened: when the grid is shown again, the focus belongs there. */
  isRowOpen = false;
  #active = $state(0);
  /** The row that the person made current; null while it is the first one by default. */
  #activeId = $state<number | null>(null);
  /** The cell of the current row that has the focus, by its place; -1 for the row itself. */
  #cell = $state(-1);
  #scroller = new Scroller();
  /** What the component draws; the scroller itself is not reactive. */
  #drawn = $state.raw<Drawn>({ topPx: 0, heightPx: 0, scrollTopPx: 0, isScaled: false, first: 0, last: -1 });
  #viewportPx = 0;

  constructor(rows: GridRows<Row>) {
    this.rows = rows;
  }

  get rowCount(): number {
    return this.rows.total ?? skeletonRows;
  }

  get active(): number {
    return Math.min(this.#active, Math.max(0, this.rowCount - 1));
  }

  get cell(): number {
    return this.#cell;
  }

  get drawn(): Drawn {
    return this.#drawn;
  }

  /** The rows in the DOM: those in sight, and the current one, which must keep the focus when it is scrolled away. */
  get drawnRows(): number[] {
    const { first, last } = this.#drawn;
    const rows = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
    if (this.rowCount === 0 || (this.active >= first && this.active <= last)) return rows;
    return this.active < first ? [this.active, ...rows] : [...rows, this.active];
  }

  resize(viewportPx: number): void {
    this.#viewportPx = viewportPx;
    this.#scroller.resize({ rows: this.rowCount, rowHeightPx, viewportPx });
    this.#draw();
  }

  scrolledTo(scrollTopPx: number): void {
    this.#scroller.scrolledTo(scrollTopPx);
    this.#draw();
  }

  scrollBy(deltaPx: number): void {
    this.#scroller.moveTo(this.#scroller.topPx + deltaPx);
    this.#draw();
  }

  toBeginning(): void {
    this.activate(0);
    this.#activeId = null;
  }

  activate(row: number, cell = -1): void {
    this.#cell = cell;
    this.#active = Math.min(Math.max(0, row), Math.max(0, this.rowCount - 1));
    this.#activeId = this.rows.row(this.#active)?.id ?? null;
    this.#scroller.reveal(this.#active);
    this.#draw();
  }

  /** Where the current row stands now, as far as that is known; -1 otherwise. */
  get position(): number {
    return this.#activeId === null ? -1 : this.rows.indexOf(this.#activeId);
  }

  /** Rows have arrived: the current one is still the same, and does not move for the person. */
  follow(): void {
    if (this.#activeId === null && this.#active > 0) this.#activeId = this.rows.row(this.active)?.id ?? null;
    const index = this.position;
    if (index === -1 || index === this.#active) return;
    const isAtTop = this.#scroller.topPx === 0;
    const shiftPx = (index - this.#active) * rowHeightPx;
    this.#active = index;
    if (!isAtTop) this.#scroller.moveTo(this.#scroller.topPx + shiftPx);
    this.#draw();
  }

  /** Moves the current row, or the cell in it, as the key says; false for a key that does not. */
  press(key: string, columns = 0): boolean {
    if (key === 'ArrowRight' || key === 'ArrowLeft') {
      const cell = this.#cell + (key === 'ArrowRight' ? 1 : -1);
      this.activate(this.active, Math.min(columns - 1, Math.max(-1, cell)));
      return true;
    }
    const pageStep = Math.max(1, Math.floor(this.#viewportPx / rowHeightPx) - 1);
    const targets: Record<string, number> = {
      ArrowDown: this.active + 1,
      ArrowUp: this.active - 1,
      PageDown: this.active + pageStep,
      PageUp: this.active - pageStep,
      Home: 0,
      End: this.rowCount - 1,
    };
    const target = targets[key];
    if (target === undefined) return false;
    this.activate(target, this.#cell);
    return true;
  }

  #draw(): void {
    const { topPx, scrollHeightPx: heightPx, scrollTopPx, isScaled, visibleRows } = this.#scroller;
    const [first, last] = visibleRows;
    this.#drawn = { topPx, heightPx, scrollTopPx, isScaled, first, last };
    this.rows.want(first, Math.max(first, last));
  }
}
