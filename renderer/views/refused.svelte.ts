import type { RefusedRow } from '../../shared/contract.ts';
import { words } from '../../shared/words.ts';
import type { Caller } from '../engine.ts';
import { Latest } from '../latest.svelte.ts';
import { GridState } from '../parts/grid.svelte.ts';
import { Pages } from '../parts/pages.svelte.ts';
import type { Saver } from '../parts/saver.svelte.ts';

/** The mails that hold nothing that could be stored. */
export class Refused {
  readonly pages: Pages<RefusedRow>;
  readonly grid: GridState<RefusedRow>;
  readonly source = new Latest<string>();
  /** Whether the selected mail, read again, holds a report. */
  readonly retried = new Latest<boolean>();
  /** The mail that the last attempt turned into a report. */
  lastAccepted = $state.raw<RefusedRow | null>(null);
  #engine: Caller;
  #saver: Saver;
  #revision = -1;
  #shownId = 0;

  constructor(engine: Caller, saver: Saver) {
    this.#engine = engine;
    this.#saver = saver;
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

  /** To be said again when the engine is back: a source that went down with it is asked for anew. */
  showSource(row: RefusedRow | null): void {
    if (row?.id === this.#shownId && this.source.problem?.code !== 'engine-gone') return;
    this.source.clear();
    this.retried.clear();
    this.#shownId = row?.id ?? 0;
    if (row !== null && row.kept !== 'nothing')
      void this.source.ask((signal) => this.#engine.call('refused.source', row.id, { signal }));
  }

  /** Reads a refused mail again; one that holds a report now leaves the list. */
  async retry(row: RefusedRow): Promise<void> {
    this.lastAccepted = null;
    await this.retried.ask((signal) => this.#engine.call('refused.retry', row.id, { signal }));
    if (this.retried.value !== true) return;
    this.lastAccepted = row;
    this.pages.refresh();
  }

  /** Writes a refused mail as it came. */
  async save(row: RefusedRow): Promise<void> {
    await this.#saver.save({
      suggestedName: words.refused.fileName(row.id),
      isTable: false,
      write: (grant, options) => this.#engine.call('refused.save', { id: row.id, grant }, options),
    });
  }
}
