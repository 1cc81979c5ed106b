import type { Database } from 'better-sqlite3';
import type { Filter, ReportsPage, ReportSortKey, ReportsQuery } from '../../../shared/contract.ts';
import { DeskError } from '../../../shared/error.ts';
import { dayNumber, dayText } from './day.ts';
import { isDateRange, matchingPolicies, type Selection } from './filter.ts';
import { daysInRange } from './spread.ts';
import { readReportRows } from './rows.ts';

/** Columns of `report`; each has an index that goes on with the id, so that a page is a stretch of the index. */
const sortColumns: Record<ReportSortKey, string> = {
  startDatetime: 'start_datetime',
  organizationName: 'organization_name',
  policyDomain: 'policy_domain',
  successfulSessions: 'successful_sessions',
  failedSessions: 'failed_sessions',
  reportId: 'report_id',
};

export function readReportsPage(database: Database, query: ReportsQuery): ReportsPage {
  const matching = matchingReports(query.filter, 'day');
  const total = database
    .prepare<unknown[], number>(`SELECT count(*) FROM report WHERE ${matching.sql}`)
    .pluck()
    .get(matching.parameters);
  // Without the index by day, which has them in another order: each order has one that goes on with the id.
  const ids = readPageIds(database, query, matchingReports(query.filter, '+day'));
  return { rows: readReportRows(database, ids), last: String(ids.at(-1) ?? ''), total: total ?? 0 };
}

/** All that match, the oldest first. */
export function readReportIds(database: Database, filter: Filter): number[] {
  const matching = matchingReports(filter, 'day');
  return database
    .prepare<unknown[], number>(`SELECT id FROM report WHERE ${matching.sql} ORDER BY start_datetime, id`)
    .pluck()
    .all(matching.parameters);
}

/** A condition on `report`. Days alone need no look at policies, nor does what the report itself was found to be. */
function matchingReports({ authenticity, ...filter }: Filter, day: 'day' | '+day'): Selection {
  const { sql, parameters } = matchingByPolicies(filter, day);
  if (authenticity === undefined) return { sql, parameters };
  if (authenticity === 'unconfirmed') return { sql: `${sql} AND doubt <> ''`, parameters };
  if (authenticity === 'replaced') return { sql: `${sql} AND is_replaced = 1`, parameters };
  return { sql: `${sql} AND authenticity = $authenticity`, parameters: { ...parameters, authenticity } };
}

function matchingByPolicies(filter: Filter, day: 'day' | '+day'): Selection {
  if (!isDateRange(filter)) {
    const { sql, parameters } = matchingPolicies(filter);
    return { sql: `id IN (SELECT report FROM (${sql}))`, parameters };
  }
  const conditions: string[] = [];
  const parameters: Selection['parameters'] = {};
  if (filter.since !== undefined) {
    conditions.push(daysInRange(day).since);
    parameters['since'] = dayNumber(filter.since);
  }
  if (filter.until !== undefined) {
    // None begins later than its first day, and the index of the order ends there too.
    conditions.push(`${daysInRange(day).until} AND start_datetime < $after`);
    parameters['until'] = dayNumber(filter.until);
    parameters['after'] = dayText(dayNumber(filter.until) + 1);
  }
  return { sql: conditions.join(' AND ') || 'TRUE', parameters };
}

function readPageIds(database: Database, { sort, limit, offset, after }: ReportsQuery, matching: Selection): number[] {
  const column = sortColumns[sort.key];
  const direction = sort.descending ? 'DESC' : 'ASC';
  const beyond = after === undefined ? 'TRUE' : `(${column}, id) ${sort.descending ? '<' : '>'} ($afterKey, $afterId)`;
  return database
    .prepare<unknown[], number>(
      `SELECT id FROM report WHERE ${matching.sql} AND ${beyond}
       ORDER BY ${column} ${direction}, id ${direction} LIMIT $limit OFFSET $offset`,
    )
    .pluck()
    .all({
      ...matching.parameters,
      ...(after === undefined ? {} : readCursorRow(database, column, after)),
      limit,
      offset: after === undefined ? (offset ?? 0) : 0,
    });
}

/** A page's cursor is its last row's id, whose place in the order is looked up: texts to sort by may be long. */
function readCursorRow(database: Database, column: string, after: string) {
  const row = database
    .prepare<[number], { afterKey: string | number; afterId: number }>(
      `SELECT ${column} AS afterKey, id AS afterId FROM report WHERE id = ?`,
    )
    .get(Number(after));
  if (row === undefined) throw new DeskError('bad-request', `after: no report ${after}`);
  return row;
}
