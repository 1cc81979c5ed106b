import type { Database } from 'better-sqlite3';
import { normalAddress } from '../tlsrpt/address.ts';
import { normalDomain } from '../tlsrpt/domain.ts';
import { normalOrganization } from '../tlsrpt/organization.ts';
import { stsMode } from '../tlsrpt/sts.ts';
import { textDigest } from './text.ts';

type Form = (text: string) => string;

const overList =
  (form: Form): Form =>
  (json) =>
    JSON.stringify((JSON.parse(json) as string[]).map(form));

/** Columns of ids of texts that have a form. */
const formedColumns: [table: string, column: string, form: Form][] = [
  ['policy', 'organization', normalOrganization],
  ['policy', 'policy_domain', normalDomain],
  ['policy', 'mx_host', overList(normalDomain)],
  ['failure', 'organization', normalOrganization],
  ['failure', 'policy_domain', normalDomain],
  ['failure', 'receiving_mx_hostname', normalDomain],
  ['failure', 'sending_mta_ip', normalAddress],
  ['failure', 'receiving_ip', normalAddress],
  ['announced_kind', 'policy_domain', normalDomain],
  ['announced_kind', 'receiving_mx_hostname', normalDomain],
];

/**
 * A step of schema.ts: brings what is stored into the forms that tlsrpt/ reads it in by now (addresses, domains,
 * organizations), and notes the mode of each MTA-STS policy.
 */
export function writeNormalForms(database: Database): void {
  for (const [table, column, form] of formedColumns) rewriteColumn(database, table, column, form);
  rewriteReportNames(database);
  rewriteSigners(database);
  rewriteIgnored(database);
  writeStsModes(database);
}

/** The id of a text, which is added when it is new. */
export function idOf(database: Database, value: string): number {
  const digest = textDigest(value);
  const find = database.prepare<[number, string], number>('SELECT id FROM text WHERE digest = ? AND value = ?').pluck();
  const insert = database.prepare('INSERT INTO text (digest, value) VALUES (?, ?)');
  return find.get(digest, value) ?? Number(insert.run(digest, value).lastInsertRowid);
}

/** The different texts of a column are few, its rows may be millions: these are gone over once where it must be. */
function rewriteColumn(database: Database, table: string, column: string, form: Form): void {
  const texts = database
    .prepare<[], { id: number; value: string }>(
      `SELECT id, value FROM text WHERE id IN (SELECT ${column} FROM ${table}) ORDER BY id`,
    )
    .all();
  const changes = texts.flatMap(({ id, value }) => {
    const normal = form(value);
    return normal === value ? [] : [{ id, to: idOf(database, normal) }];
  });
  if (changes.length === 0) return;
  database.exec('CREATE TEMP TABLE rewritten (id INTEGER PRIMARY KEY, becomes INTEGER NOT NULL)');
  const note = database.prepare('INSERT INTO rewritten VALUES ($id, $to)');
  for (const change of changes) note.run(change);
  // Kinds that were told of and become one: the later day is there first, and the other is left out.
  if (table === 'announced_kind') mergeAnnounced(database, column);
  database.exec(`UPDATE ${table} SET ${column} = (SELECT becomes FROM rewritten WHERE rewritten.id = ${column})
    WHERE ${column} IN (SELECT id FROM rewritten); DROP TABLE rewritten;`);
}

function mergeAnnounced(database: Database, column: string): void {
  const columns = ['policy_domain', 'result_type', 'receiving_mx_hostname'];
  const becomes = columns.map((each) =>
    each === column
      ? `coalesce((SELECT becomes FROM rewritten WHERE rewritten.id = ${each}), ${each}) AS ${each}`
      : each,
  );
  database.exec(`CREATE TEMP TABLE told AS
      SELECT ${becomes.join(', ')}, max(day) AS day FROM announced_kind GROUP BY 1, 2, 3;
    DELETE FROM announced_kind; INSERT INTO announced_kind SELECT * FROM told; DROP TABLE told;`);
}

/** The same texts in full, by which lists are sorted. */
function rewriteReportNames(database: Database): void {
  for (const [column, form] of [
    ['organization_name', normalOrganization],
    ['policy_domain', normalDomain],
  ] as const) {
    const rewrite = database.prepare(`UPDATE report SET ${column} = ? WHERE ${column} = ? COLLATE BINARY`);
    const values = database.prepare<[], string>(`SELECT DISTINCT ${column} COLLATE BINARY FROM report`).pluck().all();
    for (const value of values) if (form(value) !== value) rewrite.run(form(value), value);
  }
}

function rewriteSigners(database: Database): void {
  const signers = database.prepare<[], { organization: string; domain: string }>('SELECT * FROM signer').all();
  const drop = database.prepare('DELETE FROM signer WHERE organization = ? COLLATE BINARY AND domain = ?');
  const add = database.prepare('INSERT OR IGNORE INTO signer (organization, domain) VALUES (?, ?)');
  for (const { organization, domain } of signers) {
    if (normalOrganization(organization) === organization) continue;
    drop.run(organization, domain);
    add.run(normalOrganization(organization), domain);
  }
}

interface Ignored {
  id: number;
  organization: string;
  contact: string;
}

/** Where two reporters have become one, the first of the two takes over what the other set aside. */
function rewriteIgnored(database: Database): void {
  const ignored = database
    .prepare<[], Ignored>(
      `SELECT id, organization_name AS organization, contact_domain AS contact FROM removal
       WHERE organization_name IS NOT NULL ORDER BY id`,
    )
    .all();
  const byReporter = Map.groupBy(ignored, ({ organization, contact }) =>
    JSON.stringify([normalOrganization(organization), normalDomain(contact)]),
  );
  for (const [first, ...others] of byReporter.values()) {
    if (first === undefined) continue;
    for (const { id } of others) {
      database.prepare('UPDATE removed_report SET removal = ? WHERE removal = ?').run(first.id, id);
      database.prepare('UPDATE message SET removal = ? WHERE removal = ?').run(first.id, id);
      database.prepare('DELETE FROM removal WHERE id = ?').run(id);
    }
    database
      .prepare('UPDATE removal SET organization_name = ?, contact_domain = ? WHERE id = ?')
      .run(normalOrganization(first.organization), normalDomain(first.contact), first.id);
  }
}

function writeStsModes(database: Database): void {
  const texts = database
    .prepare<[number], { id: number; value: string }>(
      'SELECT id, value FROM text WHERE id IN (SELECT policy_string FROM policy WHERE policy_type = ?)',
    )
    .all(idOf(database, 'sts'));
  database.exec('CREATE TEMP TABLE sts (id INTEGER PRIMARY KEY, mode INTEGER NOT NULL)');
  const note = database.prepare('INSERT INTO sts VALUES (?, ?)');
  for (const { id, value } of texts) note.run(id, idOf(database, stsMode(JSON.parse(value) as string[])));
  database
    .prepare('UPDATE policy SET sts_mode = (SELECT mode FROM sts WHERE sts.id = policy_string) WHERE policy_type = ?')
    .run(idOf(database, 'sts'));
  database.exec('DROP TABLE sts');
}
