import type { RefusedRow } from '../../shared/contract.ts';
import type { Caller } from '../engine.ts';
import { Latest } from '../latest.svelte.ts';
import { GridState } from '../parts/grid.svelte.ts';
import { Pages } from '../parts/pages.svelte.ts';

/** The mails that hold nothing that could be stored. */
export class Refused {
  readonly pages: Pages<RefusedRow>;
  readonly grid: GridState<RefusedRow>;
  readonly source = new Latest<string>();
  #engine: Caller;
  #revision = -1;
  #shownId = 0;

  constructor(engine: Caller) {
    this.#engine = engine;
    this.pages = new Pages(({ offset, limit }) => engine.call('refused.page', { offset, limit }));
    this.grid = new GridState(this.pages);
  }

  show(revision: number): void {
    if (revision === this.#revision) return;
    this.#revision = revision;
    this.pages.refresh();
  }

  /** The row whose source is on show: the grid's current one, once it is there. */
  get selected(): RefusedRow | null {
    return this.pages.row(this.grid.active) ?? null;
  }

  showSource(row: RefusedRow | null): void {
    if (row?.id === this.#shownId) return;
    this.source.clear();
    this.#shownId = row?.id ?? 0;
    if (row?.sourceKept === true)
      void this.source.ask((signal) => this.#engine.call('refused.source', row.id, { signal }));
  }
}
