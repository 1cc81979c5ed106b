import { type Problem, problemOf } from '../../shared/contract.ts';
import { asDeskError } from '../../shared/error.ts';

export const pageRows = 200;
/** 4,800 rows: enough for scrolling to and fro, little enough to forget. */
const maxPages = 24;
/** Rows that are not on the page are asked for in pieces of this many, */
const collectedRows = 1_000;
/** and so many of them are looked at. */
const searchedRowsLimit = 100_000;

export interface Page<Row> {
  rows: Row[];
  total: number;
  /** Cursor of the last row where the source has one. */
  last?: string;
}

export interface PageRequest {
  offset: number;
  limit: number;
  /** Cursor of the row before `offset`, when it is known. */
  after?: string;
}

interface CachedPage<Row> extends Page<Row> {
  number: number;
  generation: number;
}

/**
 * A long list of which only the pages in sight are fetched, one at a time: while the person drags the scrollbar,
 * what is wanted changes faster than pages arrive, and only the newest wish is worth a question.
 */
export class Pages<Row extends { id: number }> {
  /** null until the first answer. */
  total = $state.raw<number | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** The rows answer an older question than the one under way. */
  isStale = $state(false);
  /** The most recently fetched one last. */
  #pages = $state.raw<CachedPage<Row>[]>([]);
  #fetchPage: (request: PageRequest) => Promise<Page<Row>>;
  #generation = 0;
  #wanted: [number, number] = [0, 0];
  #isFetching = false;

  constructor(fetchPage: (request: PageRequest) => Promise<Page<Row>>) {
    this.#fetchPage = fetchPage;
  }

  row(index: number): Row | undefined {
    return this.#page(Math.floor(index / pageRows))?.rows[index % pageRows];
  }

  /** Where the row with this id stands, as far as the newest answers tell; -1 when they do not. */
  indexOf(id: number): number {
    for (const { number, generation, rows } of this.#pages) {
      const place = generation === this.#generation ? rows.findIndex((row) => row.id === id) : -1;
      if (place !== -1) return number * pageRows + place;
    }
    return -1;
  }

  /** The first `most` rows of the whole list that are wanted, in its order. */
  async collect(isWanted: (row: Row) => boolean, most: number): Promise<Row[]> {
    const rows: Row[] = [];
    let request: PageRequest = { offset: 0, limit: collectedRows };
    while (rows.length < most && request.offset < searchedRowsLimit) {
      const page = await this.#fetchPage(request);
      rows.push(...page.rows.filter(isWanted));
      const offset = request.offset + page.rows.length;
      if (page.rows.length === 0 || offset >= page.total) break;
      request = { offset, limit: collectedRows, ...(page.last ? { after: page.last } : {}) };
    }
    return rows.slice(0, most);
  }

  /** The rows in sight, from `first` to `last`. */
  want(first: number, last: number): void {
    this.#wanted = [Math.floor(first / pageRows), Math.floor(Math.max(first, last) / pageRows)];
    void this.#fetchWanted();
  }

  /** Asks again; the rows already there stay in sight until the new ones come. */
  refresh(): void {
    this.#generation += 1;
    this.isStale = this.total !== null;
    void this.#fetchWanted();
  }

  async #fetchWanted(): Promise<void> {
    // Generation 0: nobody has said yet what the list is to show.
    if (this.#isFetching || this.#generation === 0) return;
    this.#isFetching = true;
    for (let page = this.#missing(); page !== null; page = this.#missing()) {
      const generation = this.#generation;
      try {
        this.#keep(page, generation, await this.#fetchPage(this.#request(page)));
      } catch (thrown) {
        if (generation !== this.#generation) continue;
        this.problem = problemOf(asDeskError(thrown));
        this.isStale = false;
        break;
      }
    }
    this.#isFetching = false;
  }

  #page(number: number): CachedPage<Row> | undefined {
    return this.#pages.find((page) => page.number === number);
  }

  #missing(): number | null {
    const [first, last] = this.#wanted;
    for (let page = first; page <= last; page += 1) {
      const isBeyondEnd = page > 0 && this.total !== null && page * pageRows >= this.total;
      if (!isBeyondEnd && this.#page(page)?.generation !== this.#generation) return page;
    }
    return null;
  }

  #request(page: number): PageRequest {
    const request = { offset: page * pageRows, limit: pageRows };
    const before = this.#page(page - 1);
    const isCurrent = before?.generation === this.#generation;
    return isCurrent && before.last !== undefined && before.last !== '' ? { ...request, after: before.last } : request;
  }

  #keep(page: number, generation: number, answer: Page<Row>): void {
    if (generation !== this.#generation) return;
    const others = this.#pages.filter((each) => each.number !== page);
    this.#pages = [...others, { ...answer, number: page, generation }].slice(-maxPages);
    this.total = answer.total;
    this.problem = null;
    this.isStale = false;
  }
}
