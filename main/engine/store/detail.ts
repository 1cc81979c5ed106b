import type { Database } from 'better-sqlite3';
import type { ReportDetail } from '../../../shared/contract.ts';
import { DeskError } from '../../../shared/error.ts';
import type { Deviation } from '../../../shared/model.ts';
import { expand } from './compression.ts';
import { PolicyReader } from './policies.ts';
import { readReportRows } from './rows.ts';
import { readSigners } from './signers.ts';

/** More reports than this that contradict one another are told apart by nobody. */
const maxConflicts = 100;

interface StoredReport {
  day: number;
  message: number;
  identity: Buffer;
  domains: number;
  editionOf: Buffer;
  deviations: string;
}

/** One report with everything. Throws DeskError not-found. */
export function readReport(database: Database, id: number): ReportDetail {
  const stored = database
    .prepare<[number], StoredReport>(
      `SELECT day, message, identity, domains, edition_of AS editionOf, original.deviations FROM report JOIN original ON original.report = report.id WHERE report.id = ?`,
    )
    .get(id);
  const [row] = readReportRows(database, [id]);
  if (stored === undefined || row === undefined) throw new DeskError('not-found', `report ${id}`);
  const { organizationName, startDatetime, endDatetime, contactInfo, reportId } = row;
  const policies = new PolicyReader(database).read(stored.day, id);
  return {
    row,
    report: { organizationName, startDatetime, endDatetime, contactInfo, reportId, policies },
    deviations: JSON.parse(stored.deviations) as Deviation[],
    usualSigners: readSigners(database, organizationName),
    conflictsWith: readConflicts(database, id, stored),
    replaces: row.replacedBy === null ? readReplaced(database, stored) : [],
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

function readConflicts(database: Database, id: number, { identity, domains }: StoredReport): number[] {
  return database
    .prepare<[Buffer, number, number], number>(
      `SELECT id FROM report WHERE identity = ? AND domains = ? AND id <> ? ORDER BY id LIMIT ${maxConflicts}`,
    )
    .pluck()
    .all(identity, domains, id);
}

function readReplaced(database: Database, { editionOf }: StoredReport): number[] {
  return database
    .prepare<[Buffer], number>(
      `SELECT id FROM report WHERE edition_of = ? AND conflicting = 1 AND is_replaced = 1 ORDER BY id LIMIT ${maxConflicts}`,
    )
    .pluck()
    .all(editionOf);
}

function readMessage(database: Database, id: number): ReportDetail['message'] {
  const message = database
    .prepare<[number], Omit<ReportDetail['message'], 'isKept'> & { isKept: number }>(
      `SELECT id, source, subject, sender AS "from", received_at AS receivedAt,
         EXISTS (SELECT 1 FROM refused_source WHERE message = id) AS isKept
       FROM message WHERE id = ?`,
    )
    .get(id);
  if (message === undefined) throw new DeskError('not-found', `message ${id}`);
  return { ...message, isKept: message.isKept === 1 };
}
