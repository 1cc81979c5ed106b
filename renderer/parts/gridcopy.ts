import type { Copier } from './copier.svelte.ts';
import { copiedRowsLimit, type CopyFormat, tableOf } from './copying.ts';
import type { Column, GridState } from './grid.svelte.ts';
import type { RowSelection } from './selection.svelte.ts';

/** Copies rows of a grid: those at hand are there, others are asked for. */
export class GridCopy<Row extends { id: number }> {
  #grid: GridState<Row>;
  #selection: RowSelection | undefined;
  #copier: Copier;

  constructor(grid: GridState<Row>, selection: RowSelection | undefined, copier: Copier) {
    this.#grid = grid;
    this.#selection = selection;
    this.#copier = copier;
  }

  /** How many rows are meant by one: the selected ones where it is one of them, else itself. */
  count(row: Row): number {
    return this.#isSelected(row) ? (this.#selection?.count ?? 1) : 1;
  }

  async rows(columns: Column<Row>[], row: Row, format: CopyFormat): Promise<void> {
    if (this.#selection?.isAll === true) return this.all(columns, format);
    const ids = this.#isSelected(row) ? (this.#selection?.ids ?? []) : [row.id];
    const copy = async () => tableOf(columns, ids.length === 1 ? [row] : await this.#withIds(new Set(ids)));
    await this.#copier.copyTable(copy, format, ids.length);
  }

  async all(columns: Column<Row>[], format: CopyFormat): Promise<void> {
    const { rows } = this.#grid;
    const copy = async () => tableOf(columns, await rows.collect(() => true, copiedRowsLimit));
    await this.#copier.copyTable(copy, format, rows.total ?? 0);
  }

  #isSelected(row: Row): boolean {
    return this.#selection?.has(row.id) === true;
  }

  /** In the list's order. */
  async #withIds(ids: Set<number>): Promise<Row[]> {
    const { rows } = this.#grid;
    const most = Math.min(ids.size, copiedRowsLimit);
    const isMany = ids.size > copiedRowsLimit;
    const indices = isMany ? [] : [...ids].map((id) => rows.indexOf(id)).toSorted((one, other) => one - other);
    const atHand = indices.flatMap((index) => rows.row(index) ?? []);
    if (atHand.length === ids.size) return atHand;
    return rows.collect((row) => ids.has(row.id), most);
  }
}
