import type { Database } from 'better-sqlite3';
import type { Day } from '../../../shared/contract.ts';
import { dayText } from './day.ts';
import { policyDays, type CountingFilter } from './filter.ts';

/** Ten years and a bit: a report dated 1970 would else make every row of a table half a megabyte long. */
const maxPeriodDays = 3_700;

/** The days that are shown one by one. */
export class Period {
  /** Days since 1970. */
  readonly first: number;
  readonly days: number;

  constructor(first: number, last: number) {
    this.first = Math.max(first, last - maxPeriodDays + 1);
    this.days = last - this.first + 1;
  }

  /** '' for none. */
  get firstDay(): Day {
    return this.days === 0 ? '' : dayText(this.first);
  }

  /** An entry a day, all 0. */
  column(): Float64Array {
    return new Float64Array(this.days);
  }

  /** Adds what happened on a day; before the period, nothing. */
  add(column: Float64Array, day: number, value: number): void {
    const index = day - this.first;
    column[index] = (column[index] ?? 0) + value;
  }
}

/** From the first day to the last on which a report matches, as in the series; of more, the last `maxPeriodDays`. */
export function readPeriod(database: Database, filter: CountingFilter): Period {
  const matching = policyDays(filter);
  const { first, last } = database
    .prepare<unknown[], { first: number | null; last: number | null }>(
      `SELECT min(day) AS first, max(day) AS last FROM (${matching.sql})`,
    )
    .get(matching.parameters) ?? { first: null, last: null };
  return first === null || last === null ? new Period(0, -1) : new Period(first, last);
}
