import { recall, remember, type Shelf } from './shelf.ts';

export const minColumnPx = 40;
export const maxColumnPx = 1_200;
/** More of them than any table has: what is remembered cannot grow beyond it. */
const maxColumns = 60;
/** Between two cells, and beside the first and the last one; Grid.svelte draws them so. */
export const columnGapPx = 14;
export const rowPaddingPx = { start: 16, end: 34 };

/** A column as its table plans it. */
export interface ColumnPlan {
  key: string;
  title: string;
  /** Its width as a track of CSS grid: `minmax(96px, 1fr)` or `48px`. */
  track: string;
  /** Left out where the grid is narrower, unless the person wants it. */
  fromPx?: number;
}

/** What the person made of the columns; what is not mentioned is as planned. */
interface Choices {
  order: string[];
  shown: Record<string, boolean>;
  widthsPx: Record<string, number>;
}

const asPlanned: Choices = { order: [], shown: {}, widthsPx: {} };

/** Which columns a table shows, in which order and how wide, remembered under the table's name. */
export class ColumnLayout<Plan extends ColumnPlan> {
  /** Width of the table. */
  gridPx = $state(0);
  #choices = $state.raw<Choices>(asPlanned);
  #plans: () => Plan[];
  #shelf: Shelf;
  #name: string;

  constructor(name: string, plans: () => Plan[], shelf: Shelf) {
    this.#name = `columns.${name}`;
    this.#plans = plans;
    this.#shelf = shelf;
    this.#choices = choicesOf(recall(shelf, this.#name));
  }

  /** All columns in the person's order. */
  get all(): Plan[] {
    return ordered(this.#plans(), this.#choices.order);
  }

  get shown(): Plan[] {
    const shown = this.all.filter((plan) => this.isShown(plan));
    return shown.length > 0 ? shown : this.all.slice(0, 1);
  }

  /** For grid-template-columns. */
  get tracks(): string {
    return this.shown.map((plan) => this.#track(plan)).join(' ');
  }

  /** The table scrolls sideways where it is narrower. */
  get minPx(): number {
    const { shown } = this;
    const columnsPx = shown.reduce((sum, plan) => sum + leastPx(this.#track(plan)), 0);
    return columnsPx + columnGapPx * (shown.length - 1) + rowPaddingPx.start + rowPaddingPx.end;
  }

  get isAsPlanned(): boolean {
    const { order, shown, widthsPx } = this.#choices;
    return order.length + Object.keys(shown).length + Object.keys(widthsPx).length === 0;
  }

  isShown({ key, fromPx }: Plan): boolean {
    return this.#choices.shown[key] ?? (fromPx === undefined || this.gridPx >= fromPx);
  }

  /** The last column that is shown stays. */
  canHide(plan: Plan): boolean {
    return !this.isShown(plan) || this.shown.length > 1;
  }

  toggle(plan: Plan): void {
    if (!this.canHide(plan)) return;
    this.#choose({ shown: { ...this.#choices.shown, [plan.key]: !this.isShown(plan) } });
  }

  /** Puts a column before another one; null: after the last one. */
  place(key: string, before: string | null): void {
    if (key === before) return;
    const order = this.all.map((plan) => plan.key).filter((each) => each !== key);
    const index = before === null ? order.length : order.indexOf(before);
    if (index !== -1) this.#choose({ order: order.toSpliced(index, 0, key) });
  }

  canMove(key: string, step: 1 | -1): boolean {
    const { shown } = this;
    const index = shown.findIndex((plan) => plan.key === key);
    return index !== -1 && shown[index + step] !== undefined;
  }

  /** Past its neighbour among the columns that are shown. */
  move(key: string, step: 1 | -1): void {
    if (!this.canMove(key, step)) return;
    const { shown } = this;
    const index = shown.findIndex((plan) => plan.key === key);
    this.place(key, shown[step === 1 ? index + 2 : index - 1]?.key ?? null);
  }

  /**
   * Gives a column a width. `drawnPx` are the widths of all as they are drawn: those before the column keep theirs, so
   * that its edge stays under the pointer. The change is remembered with the next `keep`.
   */
  resize(key: string, widthPx: number, drawnPx: Record<string, number>): void {
    const widthsPx = { ...this.#choices.widthsPx };
    for (const plan of this.shown) {
      const drawn = drawnPx[plan.key];
      if (plan.key === key) break;
      if (drawn !== undefined) widthsPx[plan.key] = clamped(drawn);
    }
    this.#choices = { ...this.#choices, widthsPx: { ...widthsPx, [key]: clamped(widthPx) } };
  }

  /** As wide as planned. */
  resetWidth(key: string): void {
    const widthsPx = Object.fromEntries(Object.entries(this.#choices.widthsPx).filter(([each]) => each !== key));
    this.#choose({ widthsPx });
  }

  reset(): void {
    this.#choose(asPlanned);
  }

  keep(): void {
    remember(this.#shelf, this.#name, this.#choices);
  }

  #choose(change: Partial<Choices>): void {
    this.#choices = { ...this.#choices, ...change };
    this.keep();
  }

  #track({ key, track }: Plan): string {
    const widthPx = this.#choices.widthsPx[key];
    return widthPx === undefined ? track : `${widthPx}px`;
  }
}

/** A column that the remembered order does not know stands behind the one it is planned behind. */
function ordered<Plan extends ColumnPlan>(plans: Plan[], order: string[]): Plan[] {
  const known = order.flatMap((key) => plans.find((plan) => plan.key === key) ?? []);
  return plans.reduce((result, plan, index) => {
    if (result.includes(plan)) return result;
    const before = plans[index - 1];
    return result.toSpliced(before === undefined ? 0 : result.indexOf(before) + 1, 0, plan);
  }, known);
}

function leastPx(track: string): number {
  return Number(/^(?:minmax\()?(\d+)px/.exec(track)?.[1] ?? minColumnPx);
}

function clamped(widthPx: number): number {
  return Math.round(Math.min(maxColumnPx, Math.max(minColumnPx, widthPx)));
}

function choicesOf(value: unknown): Choices {
  const { order, shown, widthsPx } = isRecord(value) ? value : {};
  const isWidth = (each: unknown) => typeof each === 'number' && Number.isFinite(each);
  const widths = entriesOf(widthsPx, isWidth).map(([key, width]) => [key, clamped(Number(width))] as const);
  return {
    order: Array.isArray(order)
      ? [...new Set(order.filter((key) => typeof key === 'string'))].slice(0, maxColumns)
      : [],
    shown: Object.fromEntries(entriesOf(shown, (each) => typeof each === 'boolean')) as Record<string, boolean>,
    widthsPx: Object.fromEntries(widths),
  };
}

function entriesOf(value: unknown, isMeant: (each: unknown) => boolean): [string, unknown][] {
  if (!isRecord(value)) return [];
  return Object.entries(value)
    .filter(([, each]) => isMeant(each))
    .slice(0, maxColumns);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
