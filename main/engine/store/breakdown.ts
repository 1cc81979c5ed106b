import type { Database } from 'better-sqlite3';
import { breakdownRowsLimit, type Breakdown, type BreakdownRow, type Dimension } from '../../../shared/contract.ts';
import { dayText } from './day.ts';
import { sources } from './dimension.ts';
import { inTurns } from './fairness.ts';
import {
  isVerified,
  matchingFailures,
  matchingPolicies,
  narrowsFailures,
  policyDays,
  type CountingFilter,
} from './filter.ts';

interface Row {
  key: string | number;
  failedSessions: number;
  reports: number;
  firstDay: number;
  lastDay: number;
  totalRows: number;
  totalFailedSessions: number;
}

/** Failed sessions by one dimension, of more rows than are listed a fair choice (see inTurns); a detail dimension has a row also where the details count no session. */
export function readBreakdown(database: Database, filter: CountingFilter, by: Dimension): Breakdown {
  const { of, column } = sources[by];
  const ofPolicies = by === 'day' ? policyDays(filter) : matchingPolicies(filter);
  const matching = of === 'failures' ? matchingFailures(filter) : ofPolicies;
  const key = by === 'day' ? 'grouped.value' : '(SELECT text.value FROM text WHERE text.id = grouped.value)';
  const rows = database
    .prepare<unknown[], Row>(
      `WITH matching AS (${matching.sql}),
       grouped AS (
         SELECT ${column} AS value, total(failed_sessions) AS failedSessions, count(DISTINCT report) AS reports,
           min(day) AS firstDay, max(${by === 'day' ? 'day' : 'day + days - 1'}) AS lastDay, max(${isVerified}) AS isVerified
         FROM matching ${of === 'policies' ? 'WHERE failed_sessions > 0' : ''} GROUP BY ${column}
       ),
       ranked AS (
         SELECT ${key} AS key, failedSessions, reports, firstDay, lastDay, count(*) OVER () AS totalRows,
           total(failedSessions) OVER () AS totalFailedSessions, ${inTurns('failedSessions DESC')} AS turn
         FROM grouped
       )
       SELECT * FROM (SELECT * FROM ranked ORDER BY turn LIMIT ${breakdownRowsLimit}) ORDER BY failedSessions DESC, key`,
    )
    .all(matching.parameters);
  return {
    rows: rows.map(breakdownRow),
    totalRows: rows[0]?.totalRows ?? 0,
    failedSessions: rows[0]?.totalFailedSessions ?? 0,
    withoutDetails: readWithoutDetails(database, filter),
  };
}

function breakdownRow({ key, failedSessions, reports, firstDay, lastDay }: Row): BreakdownRow {
  const text = typeof key === 'number' ? dayText(key) : key;
  return { key: text, failedSessions, reports, firstSeen: dayText(firstDay), lastSeen: dayText(lastDay) };
}

function readWithoutDetails(database: Database, filter: CountingFilter): number {
  if (narrowsFailures(filter)) return 0;
  const matching = matchingPolicies(filter);
  const read = database.prepare<unknown[], number>(`SELECT total(undetailed_sessions) FROM (${matching.sql})`).pluck();
  return read.get(matching.parameters) ?? 0;
}
