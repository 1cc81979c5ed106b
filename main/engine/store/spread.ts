import type { Database } from 'better-sqlite3';
import type { CountingFilter } from './filter.ts';

// A report of several days counts on each of them with its share: whole sessions, and on all days together what it says.

/** Of several days, on columns of `policy`, `failure` or `report`: that one of them is in the filter's range. */
export function daysInRange(day: string) {
  return {
    // The longest that is stored, for a range of the clustered key: 1 where nothing has several days.
    since: `${day} > $since - (SELECT ifnull(max(days), 1) FROM policy WHERE days > 1) AND day + days > $since`,
    until: `${day} <= $until`,
  };
}

/** Whether any report that is stored has several days. */
export function hasLongReports(database: Database): boolean {
  return database.prepare('SELECT 1 FROM policy WHERE days > 1 LIMIT 1').get() !== undefined;
}

/** How much of a count is on days of the filter's range. Values are bound as real numbers, and whole sessions wanted. */
export function shareInRange(count: string, { since, until }: CountingFilter, table = ''): string {
  if (since === undefined && until === undefined) return count;
  const upTo = until === undefined ? 'days' : `min(days, CAST($until AS INTEGER) - ${table}day + 1)`;
  const before = since === undefined ? '0' : `max(0, CAST($since AS INTEGER) - ${table}day)`;
  return `iif(days = 1, ${count}, ${count} * ${upTo} / days - ${count} * ${before} / days)`;
}

/** How much of a count is on the day that is so many after the first. */
export function shareOfDay(count: string, offset: string): string {
  return `${count} * (${offset} + 1) / days - ${count} * ${offset} / days`;
}

/** The rows of `day_offset` that are days of the row, in the filter's range. */
export function offsetConditions({ since, until }: CountingFilter): string[] {
  return [
    'days > 1 AND day_offset.number < days',
    ...(since === undefined ? [] : ['day + day_offset.number >= $since']),
    ...(until === undefined ? [] : ['day + day_offset.number <= $until']),
  ];
}
