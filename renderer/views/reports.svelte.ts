import type { Filter, ReportRow, ReportSort, ReportSortKey, Totals } from '../../shared/contract.ts';
import { removedAtOnceLimit } from '../../shared/removing.ts';
import type { Caller } from '../engine.ts';
import { Latest } from '../latest.svelte.ts';
import { GridState } from '../parts/grid.svelte.ts';
import { Pages } from '../parts/pages.svelte.ts';
import { RowSelection } from '../parts/selection.svelte.ts';

/** Sorted by these, the largest or newest is what one looks for first. */
const descendingFirst: ReportSortKey[] = ['startDatetime', 'successfulSessions', 'failedSessions'];

/** Ids are asked for in pieces of this many. */
const rowsTogether = 1_000;

/** The list of reports. */
export class Reports {
  sort = $state.raw<ReportSort>({ key: 'startDatetime', descending: true });
  readonly totals = new Latest<Totals>();
  readonly pages: Pages<ReportRow>;
  readonly grid: GridState<ReportRow>;
  readonly selection: RowSelection;
  #engine: Caller;
  #filter: Filter = {};
  #revision = -1;

  constructor(engine: Caller) {
    this.#engine = engine;
    this.pages = new Pages(({ offset, limit, after }) =>
      engine.call('reports.page', {
        filter: this.#filter,
        sort: this.sort,
        limit,
        ...(after === undefined ? { offset } : { after }),
      }),
    );
    this.grid = new GridState(this.pages);
    this.selection = new RowSelection(this);
  }

  get total(): number | null {
    return this.pages.total;
  }

  indexOf(id: number): number {
    return this.pages.indexOf(id);
  }

  get current(): ReportRow | null {
    return this.pages.row(this.grid.active) ?? null;
  }

  /** The selected reports, or else the current one. */
  async chosenIds(): Promise<number[]> {
    if (this.selection.isAll) return this.#allIds();
    if (this.selection.count > 0) return this.selection.ids;
    return this.current === null ? [] : [this.current.id];
  }

  async #allIds(): Promise<number[]> {
    const count = Math.min(this.total ?? 0, removedAtOnceLimit);
    const ids: number[] = [];
    while (ids.length < count) {
      const more = await this.idsBetween(ids.length, Math.min(rowsTogether, count - ids.length));
      if (more.length === 0) break;
      ids.push(...more);
    }
    return ids;
  }

  /** The ids of `count` rows from `first`: of those on the page, or asked for. */
  async idsBetween(first: number, count: number): Promise<number[]> {
    const indices = Array.from({ length: count }, (_, step) => first + step);
    const ids = indices.flatMap((index) => this.pages.row(index)?.id ?? []);
    if (ids.length === count) return ids;
    const query = { filter: this.#filter, sort: this.sort, offset: first, limit: count };
    const { rows } = await this.#engine.call('reports.page', query);
    return rows.map((row) => row.id);
  }

  /** Shows what the filter lets through; `revision` counts the changes of the store. */
  show(filter: Filter, revision: number): void {
    const isOtherFilter = filter !== this.#filter;
    if (!isOtherFilter && revision === this.#revision) return;
    this.#filter = filter;
    this.#revision = revision;
    if (isOtherFilter) {
      this.grid.toBeginning();
      this.selection.clear();
    }
    this.pages.refresh();
    void this.totals.ask((signal) => this.#engine.call('totals', filter, { signal }));
  }

  /** Without a direction: the one that one looks for first, and the other one the second time. */
  sortBy(key: ReportSortKey, descending?: boolean): void {
    const isSame = key === this.sort.key;
    const usual = isSame ? !this.sort.descending : descendingFirst.includes(key);
    this.sort = { key, descending: descending ?? usual };
    this.grid.toBeginning();
    this.pages.refresh();
  }

  /** Makes the row `step` away current and answers its id; null where the list ends or the row is not there yet. */
  step(step: 1 | -1): number | null {
    const row = this.pages.row(this.grid.active + step);
    if (row === undefined) return null;
    this.grid.activate(this.grid.active + step);
    return row.id;
  }
}
