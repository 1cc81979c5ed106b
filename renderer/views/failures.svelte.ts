import type { Breakdown, Dimension, Filter, Series } from '../../shared/contract.ts';
import type { Caller } from '../engine.ts';
import { Latest } from '../latest.svelte.ts';

/** Failed sessions by day and by one dimension. */
export class Failures {
  /** The breakdown keeps the dimension that it answers: while the next one is asked for, labels must fit the rows. */
  readonly breakdown = new Latest<{ by: Dimension; breakdown: Breakdown }>();
  readonly series = new Latest<Series>();
  #engine: Caller;
  #filter: Filter | null = null;
  #by: Dimension | null = null;
  #revision = -1;

  constructor(engine: Caller) {
    this.#engine = engine;
  }

  show(filter: Filter, by: Dimension, revision: number): void {
    const isOtherFilter = filter !== this.#filter || revision !== this.#revision;
    if (!isOtherFilter && by === this.#by) return;
    this.#filter = filter;
    this.#by = by;
    this.#revision = revision;
    void this.breakdown.ask(async (signal) => ({
      by,
      breakdown: await this.#engine.call('breakdown', { filter, by }, { signal }),
    }));
    if (isOtherFilter) void this.series.ask((signal) => this.#engine.call('series', filter, { signal }));
  }

  /** Asks the same again, after a problem. */
  retry(): void {
    const [filter, by] = [this.#filter, this.#by];
    this.#filter = null;
    if (filter !== null && by !== null) this.show(filter, by, this.#revision);
  }
}
