import type { Database, Statement } from 'better-sqlite3';
import type {
  Authenticity,
  Doubt,
  FailureDetails,
  ParsedReport,
  Report,
  Result,
  Trust,
} from '../../../shared/model.ts';
import { DeskError } from '../../../shared/error.ts';
import type { MessageRecord, ReceivedReport } from './batch.ts';
import { compress } from './compression.ts';
import { dayNumber } from './day.ts';
import { Doubts, type Doubtable } from './doubts.ts';
import { reportKey, type ReportKey } from './identity.ts';
import { readReport } from './detail.ts';
import { KindDays } from './kinddays.ts';
import { keepRemoved, type RemovedReport } from './removal.ts';
import { TextIds } from './text.ts';

type Place = [day: number, report: number, position: number];
export type Verdict = Pick<MessageRecord, 'authenticity' | 'signingDomain'>;
type Values = (string | number | Buffer)[];

type Stored = Omit<RemovedReport, 'id' | 'removal' | 'parsed'>;
const storedSql = `SELECT identity, content, day, message, authenticity, signing_domain AS signingDomain, confirmed,
  original.gzip AS originalGzip FROM report JOIN original ON original.report = report.id WHERE report.id = ?`;

/** Writes one report: its row, its policies and their failure details, and the JSON it came as. */
export class ReportWriter {
  #database: Database;
  #texts: TextIds;
  #kinds: KindDays;
  #doubts: Doubts;
  #doubtable: Statement<[id: number], Doubtable & { day: number; doubt: Doubt; confirmed: number }>;
  #find: Statement<[identity: Buffer, content: Buffer], number>;
  #anyTwo: Statement<[identity: Buffer], number>;
  #flag: Statement<[{ id: number; conflicting: number }]>;
  #insertReport: Statement<Values>;
  #updateReport: Statement<Values>;
  #updateDeviations: Statement<Values>;
  #insertOriginal: Statement<Values>;
  #insertPolicy: Statement<Values>;
  #insertFailure: Statement<Values>;

  constructor(database: Database) {
    const insert = (table: string, columns: string) =>
      database.prepare<Values>(`INSERT INTO ${table} (${columns}) VALUES (${columns.replace(/\w+/g, '?')})`);
    this.#database = database;
    this.#texts = new TextIds(database);
    this.#kinds = new KindDays(database);
    this.#doubts = new Doubts(database);
    this.#doubtable = database.prepare(
      `SELECT id, day, organization_name AS organization, authenticity, signing_domain AS signingDomain, doubt, confirmed,
         (SELECT total(max(policy.successful_sessions + policy.failed_sessions, detailed_sessions))
          FROM policy WHERE policy.day = report.day AND policy.report = report.id) AS sessions
       FROM report WHERE id = ?`,
    );
    this.#find = database
      .prepare<[Buffer, Buffer], number>('SELECT id FROM report WHERE identity = ? AND content = ?')
      .pluck();
    this.#anyTwo = database.prepare<[Buffer], number>('SELECT id FROM report WHERE identity = ? LIMIT 2').pluck();
    // Where nothing changes nothing is written: hardly any report has a second.
    this.#flag = database.prepare(
      'UPDATE report SET conflicting = $conflicting WHERE id = $id AND conflicting <> $conflicting',
    );
    const columns = `identity, content, day, start_datetime, end_datetime, organization_name, contact_info, report_id,
      policy_domain, policies, successful_sessions, failed_sessions, deviations`;
    this.#insertReport = insert('report', `${columns}, conflicting, message, authenticity, signing_domain`);
    this.#updateReport = database.prepare(
      `UPDATE report SET (${columns}) = (${columns.replace(/\w+/g, '?')}) WHERE id = ?`,
    );
    this.#updateDeviations = database.prepare('UPDATE original SET deviations = ? WHERE report = ?');
    this.#insertOriginal = insert('original', 'report, gzip, deviations');
    this.#insertPolicy = insert(
      'policy',
      `day, report, position, organization, policy_domain, policy_type, authenticity, policy_string, mx_host,
       successful_sessions, failed_sessions, failure_details, detailed_sessions`,
    );
    this.#insertFailure = insert(
      'failure',
      `day, report, policy, position, organization, policy_domain, policy_type, authenticity, result_type,
       sending_mta_ip, receiving_mx_hostname, receiving_mx_helo, receiving_ip, failed_sessions, additional_information,
       failure_reason_code`,
    );
  }

  /** The id of the stored report with this content. */
  find({ identity, content }: ReportKey): number | undefined {
    return this.#find.get(identity, content);
  }

  /** Stores a report that `find` does not know, and answers its id. */
  insert({ parsed, original }: ReceivedReport, key: ReportKey, message: number, verdict: Verdict): number {
    const origin = [message, verdict.authenticity, verdict.signingDomain];
    const { lastInsertRowid } = this.#insertReport.run(...reportValues(parsed, key), 0, ...origin);
    const id = Number(lastInsertRowid);
    this.#flagConflicts(key.identity, id);
    this.#insertOriginal.run(id, compress(original), JSON.stringify(parsed.deviations));
    this.#insertResults(id, parsed.report, verdict.authenticity);
    this.#judge(id);
    return id;
  }

  /** A later copy of the report was verified: whoever sent the first one, this is what the reporter says. */
  verify(id: number, { authenticity, signingDomain }: Verdict): void {
    const change = 'UPDATE report SET authenticity = ?, signing_domain = ? WHERE id = ? AND authenticity <> ?';
    const { changes } = this.#database.prepare(change).run(authenticity, signingDomain, id, authenticity);
    if (changes > 0) this.#trust(id);
  }

  /** The verdict on the mail that first brought the report, which waits for it. */
  settle(id: number, message: number, { authenticity, signingDomain }: Verdict): void {
    const change = `UPDATE report SET authenticity = ?, signing_domain = ?
      WHERE id = ? AND message = ? AND authenticity = 'waiting'`;
    const { changes } = this.#database.prepare(change).run(authenticity, signingDomain, id, message);
    if (changes > 0) this.#trust(id);
  }

  areVerified(ids: number[]): boolean {
    const isVerified = this.#database
      .prepare<[number], number>(`SELECT 1 FROM report WHERE id = ? AND authenticity = 'verified'`)
      .pluck();
    return ids.every((id) => isVerified.get(id) === 1);
  }

  /**
   * A person says that a report counts, whoever signed it and whatever it counts. Answers how many count now that did
   * not: what it says of its reporter holds for others of that reporter. Throws not-found.
   */
  confirm(id: number): number {
    const report = this.#doubtable.get(id);
    if (report === undefined) throw new DeskError('not-found', `report ${id}`);
    const { organization, signingDomain, doubt } = report;
    if (doubt === '') return 0;
    if (doubt === 'signer') this.#doubts.signers.add(organization, signingDomain);
    this.#database.prepare('UPDATE report SET confirmed = 1 WHERE id = ?').run(id);
    const doubtful = this.#database
      .prepare<[string], number>(`SELECT id FROM report WHERE organization_name = ? AND doubt <> '' ORDER BY id`)
      .pluck()
      .all(organization);
    // The confirmed one first: the others are compared with it.
    return [id, ...doubtful.filter((other) => other !== id)].filter((each) => this.#judge(each)).length;
  }

  /** Finds out whether a report counts; answers whether that changed. */
  #judge(id: number): boolean {
    const report = this.#doubtable.get(id);
    if (report === undefined) return false;
    const doubt = report.confirmed === 1 ? '' : this.#doubts.about(report);
    if (doubt === report.doubt) return false;
    this.#database.prepare('UPDATE report SET doubt = ? WHERE id = ?').run(doubt, id);
    this.#writeTrust({ ...report, doubt });
    return true;
  }

  /** Another verdict on the report: its facts, and whether it counts. */
  #trust(id: number): void {
    if (this.#judge(id)) return;
    const report = this.#doubtable.get(id);
    if (report !== undefined) this.#writeTrust(report);
  }

  #writeTrust(report: { id: number; day: number; authenticity: Authenticity; doubt: Doubt }): void {
    const { id, day } = report;
    this.#kinds.whileChanging(day, id, () => {
      for (const table of ['policy', 'failure']) {
        const facts = this.#database.prepare(`UPDATE ${table} SET authenticity = ? WHERE day = ? AND report = ?`);
        facts.run(this.#texts.idOf(trustOf(report)), day, id);
      }
    });
  }

  /** Writes a stored report anew as it is read now; false when that is another stored report already. */
  replace(id: number, parsed: ParsedReport): boolean {
    const key = reportKey(parsed.report);
    const other = this.find(key);
    if (other !== undefined && other !== id) return false;
    const before = this.#database
      .prepare<[number], { day: number; identity: Buffer; authenticity: Authenticity; doubt: Doubt }>(
        'SELECT day, identity, authenticity, doubt FROM report WHERE id = ?',
      )
      .get(id);
    if (before === undefined) throw new DeskError('not-found', `report ${id}`);
    this.#kinds.whileChanging(before.day, id, () => {
      for (const table of ['failure', 'policy']) {
        this.#database.prepare(`DELETE FROM ${table} WHERE day = ? AND report = ?`).run(before.day, id);
      }
      this.#insertResults(id, parsed.report, trustOf(before));
    });
    this.#updateReport.run(...reportValues(parsed, key), id);
    this.#updateDeviations.run(JSON.stringify(parsed.deviations), id);
    this.#flagConflicts(before.identity);
    this.#flagConflicts(key.identity, id);
    return true;
  }

  /** Takes reports out and sets them aside under a removal; those that are not there are passed over. */
  remove(ids: number[], removal: number): void {
    // Of many, the days of their kinds are looked up once, and not once for each.
    const isOne = ids.length === 1;
    for (const id of ids) {
      const stored = this.#database.prepare<[number], Stored>(storedSql).get(id);
      if (stored === undefined) continue;
      const { report, deviations } = readReport(this.#database, id);
      keepRemoved(this.#database, { ...stored, id, removal, parsed: { report, deviations } });
      const drop = () => this.#delete(stored.day, id);
      if (isOne) this.#kinds.whileChanging(stored.day, id, drop);
      else drop();
      this.#flagConflicts(stored.identity);
    }
    if (!isOne) this.#kinds.rebuild();
  }

  /** Keeps a report of an ignored reporter aside as it comes. */
  setAside({ parsed, original }: ReceivedReport, key: ReportKey, message: number, verdict: Verdict, removal: number) {
    // A number of its own, which no stored report will have.
    const id = Number(
      this.#insertReport.run(...reportValues(parsed, key), 0, message, verdict.authenticity, '').lastInsertRowid,
    );
    this.#database.prepare('DELETE FROM report WHERE id = ?').run(id);
    const day = dayNumber(parsed.report.startDatetime);
    const originalGzip = compress(original);
    keepRemoved(this.#database, { ...verdict, ...key, id, removal, day, message, confirmed: 0, parsed, originalGzip });
  }

  /** Puts a report that was set aside back, under the id it had. */
  putBack({ id, message, parsed, originalGzip, authenticity, signingDomain, confirmed, ...key }: RemovedReport): void {
    this.#database.prepare('DELETE FROM removed_report WHERE id = ?').run(id);
    const isWaiting = this.#database.prepare('SELECT 1 FROM waiting_mail WHERE message = ?').get(message) !== undefined;
    // Its mail may have been checked meanwhile, and nobody would do it again.
    const trust = authenticity === 'waiting' && !isWaiting ? 'not-checked' : authenticity;
    const { lastInsertRowid } = this.#insertReport.run(...reportValues(parsed, key), 0, message, trust, signingDomain);
    const asBefore = 'UPDATE report SET id = ?, confirmed = ? WHERE id = ?';
    this.#database.prepare(asBefore).run(id, confirmed, lastInsertRowid);
    this.#flagConflicts(key.identity, id);
    this.#insertOriginal.run(id, originalGzip, JSON.stringify(parsed.deviations));
    this.#insertResults(id, parsed.report, trust as Authenticity);
    this.#judge(id);
    const link = 'INSERT INTO message_report (message, report) VALUES (?, ?) ON CONFLICT DO NOTHING';
    this.#database.prepare(link).run(message, id);
    // The sweep of texts takes an old id for one whose facts it has seen.
    this.#database.exec('UPDATE report_rewrites SET rewrites = rewrites + 1');
  }

  #delete(day: number, id: number): void {
    for (const table of ['failure', 'policy']) {
      this.#database.prepare(`DELETE FROM ${table} WHERE day = ? AND report = ?`).run(day, id);
    }
    this.#database.prepare('DELETE FROM original WHERE report = ?').run(id);
    this.#database.prepare('DELETE FROM report WHERE id = ?').run(id);
  }

  /** After a rollback. */
  forgetTexts(): void {
    this.#texts.forget();
  }

  /**
   * After the report of this id came to those of this identity, or another went. However many there are, two tell
   * whether they conflict: of three and more all are flagged already.
   */
  #flagConflicts(identity: Buffer, id?: number): void {
    const two = this.#anyTwo.all(identity);
    const conflicting = two.length > 1 ? 1 : 0;
    for (const each of new Set(id === undefined ? two : [...two, id])) this.#flag.run({ id: each, conflicting });
  }

  #insertResults(id: number, report: Report, authenticity: Trust): void {
    const day = dayNumber(report.startDatetime);
    const organization = this.#texts.idOf(report.organizationName);
    const trust = this.#texts.idOf(authenticity);
    for (const [position, result] of report.policies.entries()) {
      this.#insertResult([day, id, position], organization, trust, result);
    }
  }

  #insertResult(place: Place, organization: number, authenticity: number, result: Result): void {
    const { policy, failureDetails } = result;
    const facets = [
      ...[organization, this.#texts.idOf(policy.policyDomain)],
      ...[this.#texts.idOf(policy.policyType), authenticity],
    ];
    this.#insertPolicy.run(
      ...place,
      ...facets,
      ...[this.#texts.idOf(JSON.stringify(policy.policyString)), this.#texts.idOf(JSON.stringify(policy.mxHost))],
      ...[result.totalSuccessfulSessionCount, result.totalFailureSessionCount],
      ...[failureDetails.length, sumOf(failureDetails.map((failure) => failure.failedSessionCount))],
    );
    for (const [position, failure] of failureDetails.entries()) {
      this.#insertFailure.run(...place, position, ...facets, ...this.#failureValues(failure));
    }
  }

  #failureValues(failure: FailureDetails): number[] {
    const texts = this.#texts;
    return [
      texts.idOf(failure.resultType),
      texts.idOf(failure.sendingMtaIp),
      texts.idOf(failure.receivingMxHostname),
      texts.idOf(failure.receivingMxHelo),
      texts.idOf(failure.receivingIp),
      failure.failedSessionCount,
      texts.idOf(failure.additionalInformation),
      texts.idOf(failure.failureReasonCode),
    ];
  }
}

/** How far the facts of a report are trusted. */
function trustOf({ authenticity, doubt }: { authenticity: Authenticity; doubt: Doubt }): Trust {
  return doubt === '' ? authenticity : 'unconfirmed';
}

/** In the order of the columns that an insert and an update have in common. */
function reportValues({ report, deviations }: ParsedReport, { identity, content }: ReportKey): Values {
  const { startDatetime, endDatetime, organizationName, contactInfo, reportId, policies } = report;
  return [
    ...[identity, content, dayNumber(startDatetime), startDatetime, endDatetime],
    ...[organizationName, contactInfo, reportId],
    policies[0]?.policy.policyDomain ?? '',
    policies.length,
    sumOf(policies.map((result) => result.totalSuccessfulSessionCount)),
    sumOf(policies.map((result) => result.totalFailureSessionCount)),
    deviations.length,
  ];
}

/** Each count is a safe integer, but thousands of the greatest add up to more than SQLite's integers hold. */
function sumOf(counts: number[]): number {
  return Math.min(
    counts.reduce((sum, count) => sum + count, 0),
    Number.MAX_SAFE_INTEGER,
  );
}
