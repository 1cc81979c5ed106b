import type { Database } from 'better-sqlite3';
import { DeskError } from '../../../shared/error.ts';
import type { IgnoredReporter } from '../../../shared/removing.ts';
import type { ParsedReport, Report } from '../../../shared/model.ts';
import { compress, expand } from './compression.ts';
import { formerContent, type ReportKey } from './identity.ts';
import { reporterOf, type Reporter } from './reporter.ts';

/** What was removed can be brought back for so long. What an ignored reporter sent, as long as they are ignored. */
const undoDays = 7;

/** Answers the id by which it is undone. */
export function beginRemoval(database: Database): number {
  const insert = 'INSERT INTO removal (removed_at) VALUES (unixepoch())';
  return Number(database.prepare(insert).run().lastInsertRowid);
}

/** Ignores a reporter from now on; answers the id by which it is undone. */
export function ignoreReporter(database: Database, reporter: Reporter): number {
  const known = ignoredBy(database, reporter);
  if (known !== undefined) return known;
  const insert = `INSERT INTO removal (removed_at, organization_name, contact_domain)
    VALUES (unixepoch(), $organizationName, $contactDomain)`;
  return Number(database.prepare(insert).run(reporter).lastInsertRowid);
}

/** The removal that has the reporter ignored. */
export function ignoredBy(database: Database, reporter: Reporter): number | undefined {
  return database
    .prepare<[Reporter], number>(
      'SELECT id FROM removal WHERE organization_name = $organizationName AND contact_domain = $contactDomain',
    )
    .pluck()
    .get(reporter);
}

export function readIgnored(database: Database): IgnoredReporter[] {
  return database
    .prepare<[], IgnoredReporter>(
      `SELECT id AS removal, organization_name AS organizationName, contact_domain AS contactDomain,
         (SELECT count(*) FROM removed_report WHERE removal = removal.id) AS reports
       FROM removal WHERE organization_name IS NOT NULL ORDER BY organization_name COLLATE NOCASE, contact_domain`,
    )
    .all();
}

/** Reports of a reporter that are stored, each with what it takes to be sure: names are compared as they are. */
export function readReportsBy(database: Database, reporter: Reporter): number[] {
  return database
    .prepare<[string], { id: number; organizationName: string; contactInfo: string }>(
      `SELECT id, organization_name AS organizationName, contact_info AS contactInfo
       FROM report WHERE organization_name = ?`,
    )
    .all(reporter.organizationName)
    .filter((row) => {
      const of = reporterOf(row);
      return of.organizationName === reporter.organizationName && of.contactDomain === reporter.contactDomain;
    })
    .map(({ id }) => id);
}

/** A report that is set aside. */
export interface RemovedReport extends ReportKey {
  id: number;
  removal: number;
  day: number;
  message: number;
  authenticity: string;
  signingDomain: string;
  /** 1 where a person said that it counts. */
  confirmed: number;
  parsed: ParsedReport;
  originalGzip: Buffer;
}

export function keepRemoved(
  database: Database,
  { parsed, ...removed }: Omit<RemovedReport, 'id'> & { id: number | null },
): void {
  database
    .prepare(
      `INSERT INTO removed_report (id, removal, identity, content, day, message, authenticity, signing_domain, confirmed,
         parsed, original)
       VALUES ($id, $removal, $identity, $content, $day, $message, $authenticity, $signingDomain, $confirmed,
         $parsed, $originalGzip)`,
    )
    .run({ ...removed, parsed: compress(Buffer.from(JSON.stringify(parsed))) });
}

/** Whether a report with this content was removed, or set aside. */
export function wasRemoved(database: Database, report: Report, { identity, content }: ReportKey): boolean {
  const removed = database.prepare<[Buffer, Buffer], number>(
    'SELECT 1 FROM removed_report WHERE identity = ? AND content = ?',
  );
  if (removed.get(identity, content) !== undefined) return true;
  const isAnyForgotten = database
    .prepare('SELECT 1 FROM removed_report WHERE identity = ? AND parsed IS NULL LIMIT 1')
    .get(identity);
  return isAnyForgotten !== undefined && removed.get(identity, formerContent(report)) !== undefined;
}

/** Some of what a removal set aside and what can still be brought back. */
export function readRemoved(database: Database, removal: number, limit: number): RemovedReport[] {
  return database
    .prepare<[number, number], Omit<RemovedReport, 'parsed'> & { parsed: Buffer }>(
      `SELECT id, removal, identity, content, day, message, authenticity, signing_domain AS signingDomain, confirmed, parsed,
         original AS originalGzip
       FROM removed_report WHERE removal = ? AND parsed IS NOT NULL LIMIT ?`,
    )
    .all(removal, limit)
    .map((row) => ({ ...row, parsed: JSON.parse(expand(row.parsed).toString('utf8')) as ParsedReport }));
}

/** Takes refused mails off the list; their counts stay. */
export function removeRefused(database: Database, removal: number, ids: number[]): void {
  const remove = database.prepare(
    `UPDATE message SET removal = ? WHERE id = ? AND outcome = 'refused' AND removal IS NULL`,
  );
  for (const id of ids) remove.run(removal, id);
}

/** The end of an undo. Mails that were refused because their reporter was ignored are stored now. */
export function forgetRemoval(database: Database, removal: number): void {
  database.prepare('UPDATE message SET removal = NULL WHERE removal = ?').run(removal);
  const { changes } = database.prepare('DELETE FROM removal WHERE id = ?').run(removal);
  if (changes === 0) throw new DeskError('not-found', `removal ${removal}`);
}

/** What was removed longer ago cannot be brought back; that it was is remembered. */
export function forgetOldRemovals(database: Database): void {
  const old = `SELECT id FROM removal WHERE organization_name IS NULL AND removed_at < unixepoch() - ${undoDays} * 86400`;
  database.exec(`
    UPDATE removed_report SET parsed = NULL, original = NULL WHERE parsed IS NOT NULL AND removal IN (${old});
    DELETE FROM refused_source WHERE message IN (SELECT id FROM message WHERE removal IN (${old}));`);
}
