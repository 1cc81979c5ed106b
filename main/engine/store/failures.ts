import type { Database } from 'better-sqlite3';
import type { FailureRow, FailuresPage } from '../../../shared/contract.ts';
import { maxFailureDetails, maxPolicies } from '../tlsrpt/limits.ts';
import { dayText } from './day.ts';
import { matchingFailures, matchingPolicies, type CountingFilter } from './filter.ts';
import { Texts } from './text.ts';

type Row = [
  day: number,
  report: number,
  policy: number,
  position: number,
  organization: number,
  domain: number,
  type: number,
  resultType: number,
  sendingMtaIp: number,
  mxHostname: number,
  receivingIp: number,
  failed: number,
  reason: number,
];

/** The failure details that match: the latest day first, then most failed sessions. */
export function readFailuresPage(
  database: Database,
  filter: CountingFilter,
  offset: number,
  limit: number,
): FailuresPage {
  const matching = matchingFailures(filter);
  const rows = database
    .prepare<unknown[], Row>(
      `SELECT day, report, policy, position, organization, policy_domain, policy_type, result_type, sending_mta_ip,
         receiving_mx_hostname, receiving_ip, failed_sessions, failure_reason_code
       FROM (${matching.sql})
       ORDER BY day DESC, failed_sessions DESC, report DESC, policy, position LIMIT $limit OFFSET $offset`,
    )
    .raw()
    .all({ ...matching.parameters, limit, offset });
  const texts = new Texts(database, (text) => text);
  return { rows: rows.map((row) => failureRow(row, texts)), total: readTotal(database, filter) };
}

/** Policies know how many details they have, which spares counting them. */
function readTotal(database: Database, filter: CountingFilter): number {
  const { sql, parameters } = matchingPolicies(filter);
  const read = database.prepare<unknown[], number>(`SELECT total(failure_details) FROM (${sql})`).pluck();
  return read.get(parameters) ?? 0;
}

function failureRow(row: Row, texts: Texts): FailureRow {
  const [day, report, policy, position, organization, domain, type, ...detail] = row;
  const [resultType, sendingMtaIp, mxHostname, receivingIp, failed, reason] = detail;
  return {
    // The caps of one report keep it unique, and a safe integer for the first millions of reports.
    id: (report * maxPolicies + policy) * maxFailureDetails + position,
    reportId: report,
    day: dayText(day),
    organizationName: texts.textOf(organization),
    policyDomain: texts.textOf(domain),
    policyType: texts.textOf(type),
    resultType: texts.textOf(resultType),
    sendingMtaIp: texts.textOf(sendingMtaIp),
    receivingMxHostname: texts.textOf(mxHostname),
    receivingIp: texts.textOf(receivingIp),
    failedSessionCount: failed,
    failureReasonCode: texts.textOf(reason),
  };
}
