import { SvelteSet } from 'svelte/reactivity';
import { combinedReportsLimit } from '../../shared/contract.ts';

/** Rows are asked for in pieces of this many where a range reaches beyond what the list holds. */
const rangeRows = 1_000;

/** Where ids come from that are not on the page. */
export interface RowIds {
  readonly total: number | null;
  idsBetween(first: number, count: number): Promise<number[]>;
  indexOf(id: number): number;
}

/** The selected rows of a long list, by id, so that they stay selected however the list shifts or is sorted. */
export class RowSelection {
  #ids = new SvelteSet<number>();
  /** All rows that the list shows, also those that come later. */
  isAll = $state(false);
  #anchor: number | null = null;
  #source: RowIds;
  /** Counts the changes: a range that arrives after another one is dropped. */
  #change = 0;

  constructor(source: RowIds) {
    this.#source = source;
  }

  get count(): number {
    return this.isAll ? (this.#source.total ?? 0) : this.#ids.size;
  }

  /** For a Selection: [] stands for all. */
  get ids(): number[] {
    return this.isAll ? [] : [...this.#ids];
  }

  has(id: number): boolean {
    return this.isAll || this.#ids.has(id);
  }

  clear(): void {
    this.#set([]);
    this.#anchor = null;
  }

  selectAll(): void {
    this.#set([]);
    this.isAll = true;
  }

  /** Taking one row out of "all" begins a selection of its own. */
  toggle(id: number): void {
    const isSelected = !this.isAll && this.#ids.has(id);
    this.#set(isSelected ? this.ids.filter((each) => each !== id) : [...this.ids, id]);
    this.#anchor = id;
  }

  /** The rows from the last one that was toggled to `index`; from row `from` when there is none. */
  async extendTo(index: number, from: number): Promise<void> {
    const anchorIndex = this.#anchor === null ? from : this.#source.indexOf(this.#anchor);
    const start = anchorIndex === -1 ? from : anchorIndex;
    const change = (this.#change += 1);
    const ids = await this.#range(Math.min(start, index), Math.max(start, index));
    if (change !== this.#change) return;
    const anchor = index < start ? ids.at(-1) : ids[0];
    this.#set(ids);
    this.#anchor ??= anchor ?? null;
  }

  async #range(first: number, last: number): Promise<number[]> {
    const ids: number[] = [];
    const end = Math.min(last + 1, first + combinedReportsLimit);
    for (let next = first; next < end; next += rangeRows)
      ids.push(...(await this.#source.idsBetween(next, Math.min(rangeRows, end - next))));
    return ids;
  }

  #set(ids: number[]): void {
    this.#change += 1;
    this.#ids.clear();
    for (const id of ids) this.#ids.add(id);
    this.isAll = false;
  }
}
