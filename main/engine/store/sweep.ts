import type { Database } from 'better-sqlite3';
import { trusts } from '../../../shared/model.ts';
import { canShrink, openReader } from './connection.ts';
import { textDigest } from './text.ts';

/** Between two turns of others: some ten milliseconds of work each. */
const factsTogether = 20_000;
const textsTogether = 1_000;
const textBytesTogether = 8 * 1024 * 1024;
const pagesTogether = 256;

/** Lets others have their turn; false ends the work, as when the store is being closed. */
type Turn = () => Promise<boolean>;

/** Every column that holds ids of texts. */
const textColumns: [table: string, columns: string][] = [
  ['policy', 'organization, policy_domain, policy_type, authenticity, policy_string, mx_host, sts_mode'],
  [
    'failure',
    `organization, policy_domain, policy_type, authenticity, result_type, sending_mta_ip, receiving_mx_hostname,
     receiving_mx_helo, receiving_ip, additional_information, failure_reason_code`,
  ],
  ['kind', 'policy_domain, result_type, receiving_mx_hostname, authenticity'],
  ['announced_kind', 'policy_domain, result_type, receiving_mx_hostname'],
];

/**
 * Deletes the texts that no report has any more, in short transactions: intake goes on meanwhile. `onDeleted` is told
 * after each, for whoever remembers ids. What is used is looked up once in a view of its own; reports that came later
 * are looked at before each deletion. Reports rewritten meanwhile end it, and the next sweep finds what is left.
 */
export async function sweepTexts(database: Database, turn: Turn, onDeleted: () => void): Promise<void> {
  const used = await readUsed(database.name, turn);
  if (used === null) return;
  const newReports = new NewReports(database, used);
  const texts = database.prepare<[number], { id: number; bytes: number }>(
    `SELECT id, octet_length(value) AS bytes FROM text WHERE id > ? ORDER BY id LIMIT ${textsTogether}`,
  );
  const remove = database.prepare('DELETE FROM text WHERE id = ?');
  const removeSome = database.transaction((after: number): number | null => {
    if (!newReports.mark()) return null;
    let [last, bytes] = [after, 0];
    for (const text of texts.all(after)) {
      if (text.id > used.lastText || bytes > textBytesTogether) return last === after ? null : last;
      last = text.id;
      if (used.has(text.id)) continue;
      remove.run(text.id);
      bytes += text.bytes;
    }
    return last === after ? null : last;
  });
  for (let last: number | null = 0; last !== null && (await turn());) {
    last = removeSome.immediate(last);
    onDeleted();
  }
}

/** Gives free pages back to the system, some at a time. Does nothing to a store that cannot, see connection.ts. */
export async function giveBackPages(database: Database, turn: Turn): Promise<void> {
  if (!canShrink(database)) return;
  const freePages = () => database.pragma('freelist_count', { simple: true }) as number;
  for (let [before, free] = [Infinity, freePages()]; free > 0 && free < before; [before, free] = [free, freePages()]) {
    if (!(await turn())) return;
    database.pragma(`incremental_vacuum(${pagesTogether})`);
  }
  if (await turn()) database.pragma('wal_checkpoint(PASSIVE)');
}

/** A mark for each text, a byte each. */
class Used {
  readonly lastText: number;
  /** Reports up to this id have been looked at. */
  lastReport: number;
  readonly rewrites: number;
  #marks: Uint8Array;

  constructor(reader: Database) {
    const ask = (sql: string) => reader.prepare<[], number>(sql).pluck().get() ?? 0;
    this.lastText = ask('SELECT max(id) FROM text');
    this.lastReport = ask(lastReportSql);
    this.rewrites = ask(rewritesSql);
    this.#marks = new Uint8Array(this.lastText + 1);
    // '', and what a report may become without being written anew.
    this.mark([0]);
    const byDigest = reader.prepare<[number], number>('SELECT id FROM text WHERE digest = ?').pluck();
    for (const trust of trusts) this.mark(byDigest.all(textDigest(trust)));
  }

  mark(ids: number[]): void {
    for (const id of ids) this.#marks[id] = 1;
  }

  has(id: number): boolean {
    return this.#marks[id] === 1;
  }
}

const lastReportSql = `SELECT seq FROM sqlite_sequence WHERE name = 'report'`;
const rewritesSql = 'SELECT rewrites FROM report_rewrites';

/** Null where the work was ended. */
async function readUsed(path: string, turn: Turn): Promise<Used | null> {
  const reader = openReader(path);
  try {
    reader.exec('BEGIN');
    const used = new Used(reader);
    let rows = 0;
    for (const [table, columns] of textColumns) {
      for (const ids of reader.prepare<[], number[]>(`SELECT ${columns} FROM ${table}`).raw().iterate()) {
        used.mark(ids);
        rows += 1;
        if (rows % factsTogether === 0 && !(await turn())) return null;
      }
    }
    return used;
  } finally {
    reader.close();
  }
}

/** Marks what reports use that came after it was read what is used. */
class NewReports {
  #used: Used;
  #ask: (sql: string) => number;
  #factsSince: { all: (report: number) => number[][] }[];

  constructor(database: Database, used: Used) {
    this.#used = used;
    this.#ask = (sql) => database.prepare<[], number>(sql).pluck().get() ?? 0;
    this.#factsSince = textColumns.slice(0, 2).map(([table, columns]) =>
      database
        .prepare<[number], number[]>(
          `SELECT ${columns.replace(/\w+/g, `${table}.$&`)} FROM report CROSS JOIN ${table}
           ON ${table}.day = report.day AND ${table}.report = report.id WHERE report.id > ?`,
        )
        .raw(),
    );
  }

  /** False where reports were rewritten, so that nothing is known any more. */
  mark(): boolean {
    if (this.#ask(rewritesSql) !== this.#used.rewrites) return false;
    const lastReport = this.#ask(lastReportSql);
    if (lastReport > this.#used.lastReport) {
      for (const facts of this.#factsSince) {
        for (const ids of facts.all(this.#used.lastReport)) this.#used.mark(ids);
      }
      this.#used.lastReport = lastReport;
    }
    return true;
  }
}
