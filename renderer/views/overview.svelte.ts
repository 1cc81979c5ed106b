import type { Day, Filter, Problem, Series, Totals } from '../../shared/contract.ts';
import type { Coverage, DomainSummaries, FailureKind, FailureKinds } from '../../shared/overview.ts';
import type { Caller } from '../engine.ts';
import { Latest } from '../latest.svelte.ts';
import { lastDayOf, padded, previousSpan, type Span } from '../period.ts';

/** What is asked: the overview's filter and the days that it comes to. */
export interface OverviewQuestion {
  filter: Filter;
  span: Span;
}

/** Sums of the period and of the one before, which come together so that no change is shown against another's period. */
export interface Figures extends OverviewQuestion {
  totals: Totals;
  series: Series;
  /** null where nothing can be compared. */
  previous: { span: Span; totals: Totals } | null;
  /** Where the period has no reports: the day of the latest one; '' for none. */
  latestDay: Day;
}

/** Whether mail is delivered securely; if not, who fails, where, since when and why. */
export class Overview {
  readonly figures = new Latest<Figures>();
  readonly kinds = new Latest<FailureKinds>();
  readonly domains = new Latest<DomainSummaries>();
  readonly coverage = new Latest<Coverage>();
  isComparing = $state(true);
  isLogarithmic = $state(false);
  /** Key of the kind that is explained; '' for none. */
  explained = $state('');
  areGoneShown = $state(false);
  /** The explained kind is to be brought into sight. */
  isRevealing = $state(false);
  #zoom = $state.raw<{ from: Filter; to: Filter } | null>(null);
  #engine: Caller;
  #asked = '';
  #question: OverviewQuestion | null = null;

  constructor(engine: Caller) {
    this.#engine = engine;
  }

  get problem(): Problem | null {
    const answers = [this.figures, this.kinds, this.domains, this.coverage];
    return answers.map((answer) => answer.problem).find((problem) => problem !== null) ?? null;
  }

  /** `revision` counts the changes of the store. */
  show(question: OverviewQuestion, revision: number): void {
    const asked = JSON.stringify([question, revision]);
    if (asked === this.#asked) return;
    this.#asked = asked;
    this.#question = question;
    this.#ask(question);
  }

  /** Asks the same again, after a problem. */
  retry(): void {
    if (this.#question !== null) this.#ask(this.#question);
  }

  explain(kind: FailureKind): void {
    const key = keyOf(kind);
    this.explained = this.explained === key ? '' : key;
  }

  /** Opens the explanation of a kind, wherever it is in the table. */
  reveal(kind: FailureKind): void {
    this.explained = keyOf(kind);
    this.isRevealing = true;
    if (kind.trend === 'gone') this.areGoneShown = true;
  }

  /** Remembers where a zoom came from, across several of them; answers the filter to go to. */
  zoomTo(since: Day, until: Day, from: Filter): Filter {
    const to = { ...from, since, until };
    this.#zoom = { from: this.zoomedFrom(from) ?? from, to };
    return to;
  }

  /** The filter before zooming in; null where this one is not the result of a zoom. */
  zoomedFrom(filter: Filter): Filter | null {
    return this.#zoom?.to === filter ? this.#zoom.from : null;
  }

  #ask(question: OverviewQuestion): void {
    const { filter } = question;
    void this.figures.ask((signal) => this.#askFigures(question, signal));
    void this.kinds.ask((signal) => this.#engine.call('kinds', filter, { signal }));
    void this.domains.ask((signal) => this.#engine.call('domains', filter, { signal }));
    void this.coverage.ask((signal) => this.#engine.call('coverage', filter, { signal }));
  }

  async #askFigures({ filter, span }: OverviewQuestion, signal: AbortSignal): Promise<Figures> {
    const [totals, series] = await Promise.all([
      this.#engine.call('totals', filter, { signal }),
      this.#engine.call('series', filter, { signal }),
    ]);
    const before = previousSpan(span, lastDayOf(series));
    const [previous, latestDay] = await Promise.all([
      before === null ? null : this.#askPrevious(filter, before, signal),
      totals.reports > 0 ? '' : this.#askLatestDay(filter, signal),
    ]);
    return { filter, span, totals, series: padded(series, span), previous, latestDay };
  }

  async #askPrevious(filter: Filter, span: Span, signal: AbortSignal): Promise<Figures['previous']> {
    const { since, until } = span;
    return { span, totals: await this.#engine.call('totals', { ...filter, since, until }, { signal }) };
  }

  async #askLatestDay({ policyDomain }: Filter, signal: AbortSignal): Promise<Day> {
    const filter = policyDomain === undefined ? {} : { policyDomain };
    const sort = { key: 'startDatetime', descending: true } as const;
    const { rows } = await this.#engine.call('reports.page', { filter, sort, limit: 1 }, { signal });
    return rows[0]?.startDatetime.slice(0, 10) ?? '';
  }
}

/** Tells kinds apart. */
export function keyOf({ policyDomain, resultType, receivingMxHostname }: FailureKind): string {
  return JSON.stringify([policyDomain, resultType, receivingMxHostname]);
}

/** The condition that lists one kind's failures within the overview's filter. */
export function filterOf(filter: Filter, { policyDomain, resultType, receivingMxHostname }: FailureKind): Filter {
  return { ...filter, policyDomain, resultType, receivingMxHostname };
}
