import type { Database } from 'better-sqlite3';
import { reportersLimit, type Coverage, type ReporterCoverage } from '../../../shared/overview.ts';
import { dayText } from './day.ts';
import { policyDays, reportingFilter, withDaysBefore, type CountingFilter } from './filter.ts';
import { readPeriod, type Period } from './period.ts';
import { Texts } from './text.ts';

/** Reports may be a day or two late, and some reporters leave out days without mail. */
const silentReportDays = 3;
/** Who reported on at least so many of so many days before reports regularly, and not by chance. */
const regularDays = 5;
const regularWithinDays = 14;

interface ReporterDay {
  organization: number;
  day: number;
  reports: number;
  failedSessions: number;
}

interface Reporter {
  organization: number;
  isSilent: boolean;
  total: number;
  days: ReporterDay[];
}

/** Who reported on which day: who fell silent first, then most reports. */
export function readCoverage(database: Database, filter: CountingFilter): Coverage {
  const period = readPeriod(database, filter);
  const silent = readSilent(database, filter);
  const byReporter = Map.groupBy(readReporterDays(database, filter), ({ organization }) => organization);
  // Who fell silent before the period began belongs to what is missing in it.
  for (const organization of period.days === 0 ? [] : silent.keys()) {
    if (!byReporter.has(organization)) byReporter.set(organization, []);
  }
  const texts = new Texts(database, (text) => text);
  const reporters = [...byReporter].map(([organization, days]): Reporter => {
    const total = days.reduce((sum, { reports }) => sum + reports, 0);
    return { organization, isSilent: silent.has(organization), total, days };
  });
  reporters.sort(
    (a, b) =>
      Number(b.isSilent) - Number(a.isSilent) ||
      b.total - a.total ||
      (texts.textOf(a.organization) < texts.textOf(b.organization) ? -1 : 1),
  );
  return {
    firstDay: period.firstDay,
    days: period.days,
    reporters: reporters
      .slice(0, reportersLimit)
      .map((reporter) => coverageOf(reporter, period, texts, silent.get(reporter.organization) ?? 0)),
    total: reporters.length,
  };
}

function coverageOf(
  { organization, isSilent, days }: Reporter,
  period: Period,
  texts: Texts,
  lastBefore: number,
): ReporterCoverage {
  const [reports, failedSessions] = [period.column(), period.column()];
  for (const { day, ...sums } of days) {
    period.add(reports, day, sums.reports);
    period.add(failedSessions, day, sums.failedSessions);
  }
  const lastSeen = dayText(days.at(-1)?.day ?? lastBefore);
  return { organizationName: texts.textOf(organization), reports, failedSessions, lastSeen, isSilent };
}

/** By reporter and day, both ascending. */
function readReporterDays(database: Database, filter: CountingFilter): ReporterDay[] {
  const { sql, parameters } = policyDays(filter);
  return database
    .prepare<unknown[], ReporterDay>(
      `SELECT organization, day, count(DISTINCT report) AS reports, total(failed_sessions) AS failedSessions
       FROM (${sql}) GROUP BY organization, day ORDER BY organization, day`,
    )
    .all(parameters);
}

/**
 * Who reported regularly and on none of the last days on which anybody did, and the day of their last report. Asked of
 * all that they reported: who no longer meets a failure is not silent.
 */
function readSilent(database: Database, filter: CountingFilter): Map<number, number> {
  const { sql, parameters } = policyDays(withDaysBefore(reportingFilter(filter), regularWithinDays));
  const rows = database
    .prepare<unknown[], [organization: number, lastDay: number]>(
      `WITH reported AS MATERIALIZED (SELECT DISTINCT organization, day FROM (${sql})),
       silence AS (
         SELECT min(day) AS began, count(*) AS days
         FROM (SELECT DISTINCT day FROM reported ORDER BY day DESC LIMIT ${silentReportDays})
       )
       SELECT organization, max(day) FROM reported, silence
       GROUP BY organization
       HAVING max(day) < began AND days = ${silentReportDays}
         AND count(*) FILTER (WHERE day >= began - ${regularWithinDays} AND day < began) >= ${regularDays}`,
    )
    .raw()
    .all(parameters);
  return new Map(rows);
}
