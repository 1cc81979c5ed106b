import type { Database } from 'better-sqlite3';
import type { ParsedReport, Report } from '../../../shared/model.ts';
import { normalAddress } from '../tlsrpt/address.ts';
import { normalDomain } from '../tlsrpt/domain.ts';
import { normalOrganization } from '../tlsrpt/organization.ts';
import { compress, expand } from './compression.ts';
import { editionIndexes } from './editionschema.ts';
import { reportKey } from './identity.ts';
import { idOf } from './normalforms.ts';
import { PolicyReader } from './policies.ts';

/** Read together: what is not yet written to the file is in memory. */
const reportsTogether = 1_000;

type StoredReport = Omit<Report, 'policies'> & { id: number; day: number };

/**
 * A step of schema.ts, after writeNormalForms: tells anew which reports are the same, so that a copy of a stored one
 * is known when it comes, which contradict one another, and which count.
 */
export function writeKeys(database: Database): void {
  writeReportKeys(database);
  writeRemovedKeys(database);
  mergeEqual(database);
  markEditions(database);
}

function writeReportKeys(database: Database): void {
  const policies = new PolicyReader(database);
  const some = database.prepare<[number], StoredReport>(
    `SELECT id, day, organization_name AS organizationName, start_datetime AS startDatetime,
       end_datetime AS endDatetime, contact_info AS contactInfo, report_id AS reportId
     FROM report WHERE id > ? ORDER BY id LIMIT ${reportsTogether}`,
  );
  const write = database.prepare(
    `UPDATE report SET identity = $identity, content = $content, domains = $domains, edition_of = $editionOf
     WHERE id = $id`,
  );
  for (let reports = some.all(0); reports.length > 0; reports = some.all(reports.at(-1)?.id ?? 0)) {
    for (const { id, day, ...report } of reports) {
      write.run({ id, ...reportKey({ ...report, policies: policies.read(day, id) }) });
    }
  }
}

/** Of what can be brought back. What cannot any more is known by the key that it had, see formerContent. */
function writeRemovedKeys(database: Database): void {
  const ids = database.prepare<[], number>('SELECT id FROM removed_report WHERE parsed IS NOT NULL').pluck().all();
  const read = database.prepare<[number], Buffer>('SELECT parsed FROM removed_report WHERE id = ?').pluck();
  const write = database.prepare(
    'UPDATE OR REPLACE removed_report SET identity = $identity, content = $content, parsed = $parsed WHERE id = $id',
  );
  for (const id of ids) {
    const gzip = read.get(id);
    // Another one that has become the same took its place.
    if (gzip === undefined) continue;
    const { report, deviations } = JSON.parse(expand(gzip).toString('utf8')) as ParsedReport;
    const normal = normalReport(report);
    const { identity, content } = reportKey(normal);
    const parsed = compress(Buffer.from(JSON.stringify({ report: normal, deviations } satisfies ParsedReport)));
    write.run({ id, identity, content, parsed });
  }
  database.exec(`DELETE FROM removed_report WHERE parsed IS NOT NULL AND EXISTS (
    SELECT 1 FROM report WHERE report.identity = removed_report.identity AND report.content = removed_report.content)`);
}

function normalReport(report: Report): Report {
  return {
    ...report,
    organizationName: normalOrganization(report.organizationName),
    policies: report.policies.map(({ policy, failureDetails, ...counts }) => ({
      ...counts,
      policy: {
        ...policy,
        policyDomain: normalDomain(policy.policyDomain),
        mxHost: policy.mxHost.map(normalDomain),
      },
      failureDetails: failureDetails.map((failure) => ({
        ...failure,
        receivingMxHostname: normalDomain(failure.receivingMxHostname),
        sendingMtaIp: normalAddress(failure.sendingMtaIp),
        receivingIp: normalAddress(failure.receivingIp),
      })),
    })),
  };
}

/** Reports that have become the same: the best proven stays, the messages of the others become duplicates. */
function mergeEqual(database: Database): void {
  database.exec('CREATE INDEX report_by_new_key ON report (identity, content)');
  const groups = database
    .prepare<[], string>(
      `SELECT json_group_array(id ORDER BY authenticity = 'verified' DESC, doubt = '' DESC, id)
       FROM report GROUP BY identity, content HAVING count(*) > 1`,
    )
    .pluck()
    .all();
  for (const group of groups) {
    const [kept = 0, ...others] = JSON.parse(group) as number[];
    for (const id of others) mergeInto(database, kept, id);
  }
  database.exec('DROP INDEX report_by_new_key');
}

function mergeInto(database: Database, kept: number, id: number): void {
  const report = database
    .prepare<[number], { day: number; message: number }>('SELECT day, message FROM report WHERE id = ?')
    .get(id);
  if (report === undefined) return;
  const { day, message } = report;
  database
    .prepare('INSERT OR IGNORE INTO message_report SELECT message, ? FROM message_report WHERE report = ?')
    .run(kept, id);
  database.prepare('DELETE FROM message_report WHERE report = ?').run(id);
  for (const table of ['failure', 'policy']) {
    database.prepare(`DELETE FROM ${table} WHERE day = ? AND report = ?`).run(day, id);
  }
  database.prepare('DELETE FROM original WHERE report = ?').run(id);
  database.prepare('DELETE FROM report WHERE id = ?').run(id);
  const brought = database
    .prepare(
      `SELECT 1 FROM message_report JOIN report ON report.id = message_report.report
       WHERE message_report.message = $message AND report.message = $message
       UNION ALL SELECT 1 FROM removed_report WHERE message = $message`,
    )
    .get({ message });
  if (brought !== undefined) return;
  database.prepare(`UPDATE message SET outcome = 'duplicate' WHERE id = ? AND outcome = 'stored'`).run(message);
  database.prepare('DELETE FROM message_header WHERE message = ?').run(message);
}

/** As Editions does it from now on, for all at once. */
function markEditions(database: Database): void {
  const level = `(CASE WHEN doubt <> '' THEN 0 WHEN authenticity = 'verified' THEN 2
    WHEN authenticity = 'not-checked' THEN 1 ELSE 0 END)`;
  const received = `ifnull((SELECT min(max(unixepoch(received_at), 0), (1 << 33) - 1) FROM message
    WHERE message.id = report.message), (1 << 33) - 1)`;
  database.exec(`
    UPDATE report SET standing = (${level} << 33) + ${received} WHERE ${level} > 0;
    CREATE TEMP TABLE several AS
      SELECT identity, domains FROM report GROUP BY identity, domains HAVING count(*) > 1;
    CREATE INDEX temp.several_by_key ON several (identity, domains);
    UPDATE report SET conflicting = EXISTS (
      SELECT 1 FROM several WHERE several.identity = report.identity AND several.domains = report.domains);
    DROP TABLE several;
    ${editionIndexes}
    UPDATE report SET is_replaced = 1 WHERE conflicting = 1 AND EXISTS (
      SELECT 1 FROM report AS better
      WHERE better.conflicting = 1 AND better.edition_of = report.edition_of AND better.standing > 0
        AND (better.standing, better.id) > (report.standing, report.id));`);
  const replaced = database
    .prepare<[], { day: number; id: number }>(`SELECT day, id FROM report WHERE is_replaced = 1 AND doubt = ''`)
    .all();
  const trust = idOf(database, 'replaced');
  for (const table of ['policy', 'failure']) {
    const write = database.prepare(`UPDATE ${table} SET authenticity = ? WHERE day = ? AND report = ?`);
    for (const { day, id } of replaced) write.run(trust, day, id);
  }
}
