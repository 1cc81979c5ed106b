import type { Database } from 'better-sqlite3';
import type { Series, Totals } from '../../../shared/contract.ts';
import { dayText } from './day.ts';
import { matchingPolicies, policyDays, type CountingFilter } from './filter.ts';

/** Sums of sessions are total(), never sum(): what reporters claim may exceed 64 bits, which sum() refuses. */
export function readTotals(database: Database, filter: CountingFilter): Omit<Totals, 'messages'> {
  const matching = matchingPolicies(filter);
  const totals = database
    .prepare<unknown[], Omit<Totals, 'messages'>>(
      `WITH matching AS (${matching.sql}),
       report_sums AS (
         SELECT organization, count(*) AS policies, total(successful_sessions) AS successful_sessions,
           total(failed_sessions) AS failed_sessions, total(failure_details) AS failure_details
         FROM matching GROUP BY day, report
       )
       SELECT count(*) AS reports, total(policies) AS policies, total(successful_sessions) AS successfulSessions,
         total(failed_sessions) AS failedSessions, total(failure_details) AS failureDetails,
         count(DISTINCT organization) AS reporters
       FROM report_sums`,
    )
    .get(matching.parameters);
  if (totals === undefined) throw new Error('an aggregate without a row');
  return totals;
}

interface DaySums {
  day: number;
  reports: number;
  successfulSessions: number;
  failedSessions: number;
}

export function readSeries(database: Database, filter: CountingFilter): Series {
  const matching = policyDays(filter);
  const sums = database
    .prepare<unknown[], DaySums>(
      `WITH matching AS (${matching.sql})
       SELECT day, count(DISTINCT report) AS reports, total(successful_sessions) AS successfulSessions,
         total(failed_sessions) AS failedSessions
       FROM matching GROUP BY day ORDER BY day`,
    )
    .all(matching.parameters);
  const firstDay = sums[0]?.day ?? 0;
  // At most the years that tlsrpt/dates.ts lets in.
  const days = sums.length === 0 ? 0 : (sums.at(-1)?.day ?? 0) - firstDay + 1;
  const series: Series = {
    firstDay: days === 0 ? '' : dayText(firstDay),
    successfulSessions: new Float64Array(days),
    failedSessions: new Float64Array(days),
    reports: new Float64Array(days),
  };
  for (const { day, reports, successfulSessions, failedSessions } of sums) {
    series.successfulSessions[day - firstDay] = successfulSessions;
    series.failedSessions[day - firstDay] = failedSessions;
    series.reports[day - firstDay] = reports;
  }
  return series;
}
