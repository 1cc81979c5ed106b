import type { Database } from 'better-sqlite3';
import { domainsLimit, type DomainSummaries, type DomainSummary } from '../../../shared/overview.ts';
import { dayText } from './day.ts';
import { inTurns } from './fairness.ts';
import { isVerified, matchingPolicies, policyDays, type CountingFilter } from './filter.ts';
import { readPeriod, type Period } from './period.ts';
import { Texts } from './text.ts';

interface DomainSums {
  domain: number;
  policyDomain: string;
  successfulSessions: number;
  failedSessions: number;
  reporters: number;
  lastDay: number;
  lastReport: number;
  total: number;
}

type Columns = Pick<DomainSummary, 'dailySuccessful' | 'dailyFailed'>;
type PolicyInForce = Pick<DomainSummary, 'policyTypes' | 'stsMode' | 'tlsaRecords'>;

/** What reports say about each policy domain: most failed sessions first, then most sessions. */
export function readDomains(database: Database, filter: CountingFilter): DomainSummaries {
  const sums = readSums(database, filter);
  const period = readPeriod(database, filter);
  const daily = readDaily(database, filter, period, sums);
  const policyInForce = policyReader(database);
  const domains = sums.map(({ domain, lastDay, lastReport, ...row }) => ({
    policyDomain: row.policyDomain,
    ...policyInForce(lastReport, domain),
    successfulSessions: row.successfulSessions,
    failedSessions: row.failedSessions,
    reporters: row.reporters,
    lastSeen: dayText(lastDay),
    ...(daily.get(domain) ?? { dailySuccessful: period.column(), dailyFailed: period.column() }),
  }));
  return { firstDay: period.firstDay, domains, total: sums[0]?.total ?? 0 };
}

/** The latest report of a domain is found as one number, its day before its id; neither needs more than 31 bits. */
const reportBits = 31;

function readSums(database: Database, filter: CountingFilter): DomainSums[] {
  const matching = matchingPolicies(filter);
  return database
    .prepare<unknown[], DomainSums>(
      `WITH grouped AS (
         SELECT policy_domain AS domain, total(successful_sessions) AS successfulSessions,
           total(failed_sessions) AS failedSessions, count(DISTINCT organization) AS reporters,
           max(day + days - 1 << ${reportBits} | report) AS latest, max(${isVerified}) AS isVerified
         FROM (${matching.sql}) GROUP BY policy_domain
       ),
       chosen AS (
         SELECT *, count(*) OVER () AS total FROM grouped
         ORDER BY ${inTurns('failedSessions DESC, successfulSessions DESC')} LIMIT ${domainsLimit}
       )
       SELECT domain, (SELECT value FROM text WHERE id = domain) AS policyDomain, successfulSessions, failedSessions,
         reporters, latest >> ${reportBits} AS lastDay, latest & ${2 ** reportBits - 1} AS lastReport, total
       FROM chosen ORDER BY failedSessions DESC, successfulSessions DESC, policyDomain`,
    )
    .all(matching.parameters);
}

function readDaily(
  database: Database,
  filter: CountingFilter,
  period: Period,
  sums: DomainSums[],
): Map<number, Columns> {
  const matching = policyDays(filter);
  const rows = database
    .prepare<unknown[], [domain: number, day: number, successful: number, failed: number]>(
      `SELECT policy_domain, day, total(successful_sessions), total(failed_sessions) FROM (${matching.sql})
       WHERE policy_domain IN (SELECT value FROM json_each($domains)) GROUP BY policy_domain, day`,
    )
    .raw()
    .all({ ...matching.parameters, domains: JSON.stringify(sums.map(({ domain }) => domain)) });
  const daily = new Map<number, Columns>();
  for (const [domain, day, successful, failed] of rows) {
    const columns = daily.get(domain) ?? { dailySuccessful: period.column(), dailyFailed: period.column() };
    daily.set(domain, columns);
    period.add(columns.dailySuccessful, day, successful);
    period.add(columns.dailyFailed, day, failed);
  }
  return daily;
}

/** For reading the policies that a report found for a domain. */
function policyReader(database: Database): (report: number, domain: number) => PolicyInForce {
  const texts = new Texts(database, (text) => text);
  const find = database
    .prepare<[number, number], [type: number, strings: number, stsMode: number]>(
      `SELECT policy_type, policy_string, sts_mode FROM report CROSS JOIN policy
         ON policy.day = report.day AND policy.report = report.id
       WHERE report.id = ? AND policy.policy_domain = ? ORDER BY position`,
    )
    .raw();
  return (report, domain) => {
    const policies = find.all(report, domain).map(([type, strings, stsMode]) => ({
      type: texts.textOf(type),
      strings,
      stsMode: texts.textOf(stsMode),
    }));
    const records = policies
      .filter(({ type }) => type === 'tlsa')
      .flatMap(({ strings }) => JSON.parse(texts.textOf(strings)) as string[]);
    return {
      policyTypes: [...new Set(policies.map(({ type }) => type))],
      stsMode: policies.find(({ stsMode }) => stsMode !== '')?.stsMode ?? '',
      tlsaRecords: new Set(records).size,
    };
  };
}
