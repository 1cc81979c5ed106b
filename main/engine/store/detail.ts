import type { Database } from 'better-sqlite3';
import type { ReportDetail } from '../../../shared/contract.ts';
import { DeskError } from '../../../shared/error.ts';
import type { Deviation, FailureDetails, Result } from '../../../shared/model.ts';
import { expand } from './compression.ts';
import { readReportRows } from './rows.ts';
import { readSigners } from './signers.ts';
import { Texts } from './text.ts';

/** More reports than this that contradict one another are told apart by nobody. */
const maxConflicts = 100;

interface StoredReport {
  day: number;
  message: number;
  identity: Buffer;
  deviations: string;
}

/** One report with everything. Throws DeskError not-found. */
export function readReport(database: Database, id: number): ReportDetail {
  const stored = database
    .prepare<[number], StoredReport>(
      `SELECT day, message, identity, original.deviations FROM report JOIN original ON original.report = report.id WHERE report.id = ?`,
    )
    .get(id);
  const [row] = readReportRows(database, [id]);
  if (stored === undefined || row === undefined) throw new DeskError('not-found', `report ${id}`);
  const { organizationName, startDatetime, endDatetime, contactInfo, reportId } = row;
  const policies = readPolicies(database, stored.day, id);
  return {
    row,
    report: { organizationName, startDatetime, endDatetime, contactInfo, reportId, policies },
    deviations: JSON.parse(stored.deviations) as Deviation[],
    usualSigners: readSigners(database, organizationName),
    conflictsWith: readConflicts(database, id, stored.identity),
    message: readMessage(database, stored.message),
  };
}

/** The JSON, byte by byte as the reporter wrote it. Throws DeskError not-found. */
export function readOriginal(database: Database, id: number): Buffer {
  const gzip = database.prepare<[number], Buffer>('SELECT gzip FROM original WHERE report = ?').pluck().get(id);
  if (gzip === undefined) throw new DeskError('not-found', `report ${id}`);
  return expand(gzip);
}

/** The header fields of the mail that first brought the report; '' for a file. Throws DeskError not-found. */
export function readHeaders(database: Database, id: number): string {
  const row = database
    .prepare<[number], { gzip: Buffer | null }>(
      `SELECT gzip FROM report LEFT JOIN message_header ON message_header.message = report.message WHERE id = ?`,
    )
    .get(id);
  if (row === undefined) throw new DeskError('not-found', `report ${id}`);
  return row.gzip === null ? '' : expand(row.gzip).toString('utf8');
}

function readConflicts(database: Database, id: number, identity: Buffer): number[] {
  return database
    .prepare<[Buffer, number], number>(
      `SELECT id FROM report WHERE identity = ? AND id <> ? ORDER BY id LIMIT ${maxConflicts}`,
    )
    .pluck()
    .all(identity, id);
}

function readMessage(database: Database, id: number): ReportDetail['message'] {
  const message = database
    .prepare<[number], ReportDetail['message']>(
      'SELECT source, subject, sender AS "from", received_at AS receivedAt FROM message WHERE id = ?',
    )
    .get(id);
  if (message === undefined) throw new DeskError('not-found', `message ${id}`);
  return message;
}

type PolicyRow = [
  position: number,
  type: number,
  strings: number,
  domain: number,
  mxHost: number,
  successful: number,
  failed: number,
];

/** The report's policies as they were read from it, put together from the facts. */
function readPolicies(database: Database, day: number, id: number): Result[] {
  const texts = new Texts(database, (text) => text);
  const failures = readFailures(database, day, id, texts);
  const rows = database
    .prepare<[number, number], PolicyRow>(
      `SELECT position, policy_type, policy_string, policy_domain, mx_host, successful_sessions, failed_sessions
       FROM policy WHERE day = ? AND report = ? ORDER BY position`,
    )
    .raw()
    .all(day, id);
  return rows.map(([position, type, strings, domain, mxHost, successful, failed]) => ({
    policy: {
      policyType: texts.textOf(type),
      policyString: JSON.parse(texts.textOf(strings)) as string[],
      policyDomain: texts.textOf(domain),
      mxHost: JSON.parse(texts.textOf(mxHost)) as string[],
    },
    totalSuccessfulSessionCount: successful,
    totalFailureSessionCount: failed,
    failureDetails: failures.get(position) ?? [],
  }));
}

type FailureRow = [
  policy: number,
  resultType: number,
  sendingMtaIp: number,
  mxHostname: number,
  mxHelo: number,
  receivingIp: number,
  failed: number,
  information: number,
  reason: number,
];

/** Failure details by the position of their policy. */
function readFailures(database: Database, day: number, id: number, texts: Texts): Map<number, FailureDetails[]> {
  const rows = database
    .prepare<[number, number], FailureRow>(
      `SELECT policy, result_type, sending_mta_ip, receiving_mx_hostname, receiving_mx_helo, receiving_ip,
         failed_sessions, additional_information, failure_reason_code
       FROM failure WHERE day = ? AND report = ? ORDER BY policy, position`,
    )
    .raw()
    .all(day, id);
  const failures = new Map<number, FailureDetails[]>();
  for (const [policy, resultType, sendingMtaIp, mxHostname, mxHelo, receivingIp, failed, information, reason] of rows) {
    const ofPolicy = failures.get(policy) ?? [];
    failures.set(policy, ofPolicy);
    ofPolicy.push({
      resultType: texts.textOf(resultType),
      sendingMtaIp: texts.textOf(sendingMtaIp),
      receivingMxHostname: texts.textOf(mxHostname),
      receivingMxHelo: texts.textOf(mxHelo),
      receivingIp: texts.textOf(receivingIp),
      failedSessionCount: failed,
      additionalInformation: texts.textOf(information),
      failureReasonCode: texts.textOf(reason),
    });
  }
  return failures;
}
