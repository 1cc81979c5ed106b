import type { Breakdown, Dimension, FailureRow, Filter, Series } from '../../shared/contract.ts';
import type { Caller } from '../engine.ts';
import { Latest } from '../latest.svelte.ts';
import { GridState } from '../parts/grid.svelte.ts';
import { Pages } from '../parts/pages.svelte.ts';
import { askParts, askTrends, type Parts, type Trends } from '../parts/rows.ts';

/** Rows of the breakdown that are shown, and asked about, at first. */
export const rowsAtFirst = 200;

export interface FailuresQuestion {
  filter: Filter;
  by: Dimension;
  then: Dimension | '';
}

/** Failed sessions by day, by one dimension and perhaps a second one, and the failure details they are made of. */
export class Failures {
  /** The breakdown keeps the dimension that it answers: while the next one is asked for, labels must fit the rows. */
  readonly breakdown = new Latest<{ by: Dimension; breakdown: Breakdown }>();
  readonly trends = new Latest<Trends>();
  readonly parts = new Latest<Parts>();
  readonly series = new Latest<Series>();
  readonly pages: Pages<FailureRow>;
  readonly grid: GridState<FailureRow>;
  /** The table of failure details is shown, not the breakdown. */
  isShowingDetails = $state(false);
  areAllRowsShown = $state(false);
  /** Divided bars are all of one length: what a row consists of is then seen in small rows too. */
  areBarsEqual = $state(true);
  #engine: Caller;
  #question: FailuresQuestion | null = null;
  #revision = -1;

  constructor(engine: Caller) {
    this.#engine = engine;
    this.pages = new Pages(({ offset, limit }) =>
      engine.call('failures.page', { filter: this.#question?.filter ?? {}, offset, limit }),
    );
    this.grid = new GridState(this.pages);
  }

  /** The rows of the breakdown that are shown. */
  get rows(): Breakdown['rows'] {
    const rows = this.breakdown.value?.breakdown.rows ?? [];
    return this.areAllRowsShown ? rows : rows.slice(0, rowsAtFirst);
  }

  show(question: FailuresQuestion, revision: number): void {
    const previous = this.#question;
    this.#question = question;
    const isOtherFilter = question.filter !== previous?.filter;
    const isOther = isOtherFilter || revision !== this.#revision;
    this.#revision = revision;
    if (isOtherFilter) this.grid.toBeginning();
    if (isOther) this.#askAbout(question.filter);
    if (isOther || question.by !== previous.by) void this.#askBreakdown(question);
    else if (question.then !== previous.then) this.#askParts(question);
  }

  /** Asks the same again, after a problem. */
  retry(): void {
    const question = this.#question;
    this.#question = null;
    if (question !== null) this.show(question, this.#revision);
  }

  showAllRows(): void {
    this.areAllRowsShown = true;
    if (this.#question !== null) this.#askTrends(this.#question);
  }

  #askAbout(filter: Filter): void {
    void this.series.ask((signal) => this.#engine.call('series', filter, { signal }));
    this.pages.refresh();
  }

  async #askBreakdown(question: FailuresQuestion): Promise<void> {
    const { filter, by } = question;
    await this.breakdown.ask(async (signal) => ({
      by,
      breakdown: await this.#engine.call('breakdown', { filter, by }, { signal }),
    }));
    const latest = this.#question;
    // Another breakdown may be under way by now, which asks about its own rows.
    if (latest === null || this.breakdown.isStale || this.breakdown.problem !== null) return;
    this.areAllRowsShown = false;
    this.#askTrends(latest);
    this.#askParts(latest);
  }

  #askTrends({ filter, by }: FailuresQuestion): void {
    const keys = this.rows.map((row) => row.key);
    void this.trends.ask((signal) => askTrends(this.#engine, { filter, by, keys }, signal));
  }

  #askParts({ filter, by, then }: FailuresQuestion): void {
    const keys = this.rows.slice(0, rowsAtFirst).map((row) => row.key);
    if (then === '' || then === by || keys.length === 0) return this.parts.clear();
    void this.parts.ask((signal) => askParts(this.#engine, { filter, by, then, keys }, signal));
  }
}
