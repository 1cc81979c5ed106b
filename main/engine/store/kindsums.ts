import type { Database } from 'better-sqlite3';
import { dayNumber } from './day.ts';
import {
  failureDays,
  policyDays,
  reportingFilter,
  trustCondition,
  withDaysBefore,
  type CountingFilter,
} from './filter.ts';
import type { Witness, Witnessed, Witnesses } from './witnesses.ts';

/** Far more than all domains of a large provider have. What is beyond is made up, and would fill the memory. */
const maxKinds = 100_000;

/** A kind of failure by the ids of its texts, with what its failures come to. */
export interface KindSum extends Witnessed {
  resultType: number;
  mxHostname: number;
  sessions: number;
  reports: number;
  reporters: Set<number>;
  /** Details by reason code. */
  reasons: Map<number, number>;
  lastReport: number;
  /** Reports of several days, which come again on each. */
  longReports: Set<number>;
}

type Row = [
  day: number,
  days: number,
  report: number,
  organization: number,
  authenticity: number,
  policyDomain: number,
  resultType: number,
  mxHostname: number,
  failed: number,
  reason: number,
];

/**
 * In one pass: grouping a million rows in SQL takes as long for the sums alone. `daysBefore` the filter's first day
 * the failures of its kinds are looked at too, for the sightings alone.
 */
export function readKindSums(
  database: Database,
  filter: CountingFilter,
  daysBefore: number,
  witnesses: Witnesses,
): KindSum[] {
  const from = filter.since === undefined ? 0 : dayNumber(filter.since);
  const matching = failureDays(withDaysBefore(filter, daysBefore));
  const rows = database
    .prepare<unknown[], Row>(
      `SELECT day, days, report, organization, authenticity, policy_domain, result_type, receiving_mx_hostname, failed_sessions,
         failure_reason_code
       FROM (${matching.sql}) ORDER BY day, report`,
    )
    .raw()
    .iterate(matching.parameters);
  const sums = new Map<string, KindSum>();
  for (const row of rows) {
    const [, , report, organization, authenticity, policyDomain, resultType, mxHostname] = row;
    const witness = witnesses.meet(organization, authenticity, report);
    const key = `${policyDomain} ${resultType} ${mxHostname}`;
    const known = sums.get(key);
    if (known !== undefined) count(known, row, witness, from);
    else if (sums.size < maxKinds)
      sums.set(key, count(newSum(policyDomain, resultType, mxHostname), row, witness, from));
  }
  return [...sums.values()].filter(({ reports }) => reports > 0);
}

function newSum(policyDomain: number, resultType: number, mxHostname: number): KindSum {
  const sums = {
    sessions: 0,
    reports: 0,
    reporters: new Set<number>(),
    reasons: new Map<number, number>(),
    lastReport: 0,
    longReports: new Set<number>(),
  };
  return { policyDomain, resultType, mxHostname, days: [], failedSessions: [], seenBy: new Map(), ...sums };
}

/** Rows come by day and report. */
function count(
  sum: KindSum,
  [day, days, report, organization, , , , , failed, reason]: Row,
  witness: Witness,
  from: number,
): KindSum {
  sum.seenBy.set(witness, day);
  if (sum.days.at(-1) !== day) {
    sum.days.push(day);
    sum.failedSessions.push(0);
  }
  const last = sum.failedSessions.length - 1;
  sum.failedSessions[last] = (sum.failedSessions[last] ?? 0) + failed;
  if (day < from) return sum;
  sum.sessions += failed;
  if (sum.lastReport !== report && !sum.longReports.has(report)) {
    if (days > 1) sum.longReports.add(report);
    else sum.lastReport = report;
    sum.reports += 1;
    sum.reporters.add(organization);
  }
  sum.reasons.set(reason, (sum.reasons.get(reason) ?? 0) + 1);
  return sum;
}

/** The days on which each policy domain was reported on, by its text's id, ascending. */
export function readReportDays(database: Database, filter: CountingFilter): Map<number, number[]> {
  const matching = policyDays(reportingFilter(filter));
  const rows = database
    .prepare<unknown[], [domain: number, day: number]>(
      `SELECT DISTINCT policy_domain, day FROM (${matching.sql}) ORDER BY day`,
    )
    .raw()
    .iterate(matching.parameters);
  const days = new Map<number, number[]>();
  for (const [domain, day] of rows) {
    const ofDomain = days.get(domain);
    if (ofDomain === undefined) days.set(domain, [day]);
    else ofDomain.push(day);
  }
  return days;
}

export interface Span {
  first: number;
  last: number;
}

/** For finding the first and last day of a kind, of all that is stored and counts. */
export function spanFinder(database: Database, filter: CountingFilter): (kind: KindSum) => Span {
  const find = database.prepare<[Record<string, string | number>], Span>(
    `SELECT min(first_day) AS first, max(last_day) AS last FROM kind
     WHERE policy_domain = $domain AND result_type = $type AND receiving_mx_hostname = $mx
       AND ${trustCondition(filter)}`,
  );
  const asked = filter.authenticity === undefined ? {} : { authenticity: filter.authenticity };
  return ({ policyDomain, resultType, mxHostname }) => {
    const span = find.get({ domain: policyDomain, type: resultType, mx: mxHostname, ...asked });
    if (span === undefined) throw new Error('an aggregate without a row');
    return span;
  };
}
