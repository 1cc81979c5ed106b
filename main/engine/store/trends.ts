import type { Database } from 'better-sqlite3';
import type { BreakdownTrends, Dimension } from '../../../shared/contract.ts';
import { columnValues, sources } from './dimension.ts';
import { failureDays, policyDays, type CountingFilter } from './filter.ts';
import { readPeriod } from './period.ts';

interface DaySum {
  value: number;
  day: number;
  failedSessions: number;
}

/** Failed sessions of some rows of a breakdown, day by day. */
export function readTrends(database: Database, filter: CountingFilter, by: Dimension, keys: string[]): BreakdownTrends {
  const { of, column } = sources[by];
  const matching = of === 'failures' ? failureDays(filter) : policyDays(filter);
  const values = columnValues(database, by, keys);
  const sums = database
    .prepare<unknown[], DaySum>(
      `SELECT ${column} AS value, day, total(failed_sessions) AS failedSessions FROM (${matching.sql})
       WHERE ${column} IN (SELECT value FROM json_each($values)) GROUP BY ${column}, day`,
    )
    .all({ ...matching.parameters, values: JSON.stringify(values) });
  const period = readPeriod(database, filter);
  const daily = new Map(values.map((value) => [value, period.column()]));
  for (const { value, day, failedSessions } of sums) {
    const column = daily.get(value);
    if (column !== undefined) period.add(column, day, failedSessions);
  }
  return { firstDay: period.firstDay, daily: values.map((value) => daily.get(value) ?? period.column()) };
}
