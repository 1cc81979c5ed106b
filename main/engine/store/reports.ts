import type { Database, Statement } from 'better-sqlite3';
import type { Authenticity, FailureDetails, ParsedReport, Report, Result } from '../../../shared/model.ts';
import { DeskError } from '../../../shared/error.ts';
import type { MessageRecord, ReceivedReport } from './batch.ts';
import { compress } from './compression.ts';
import { dayNumber } from './day.ts';
import { reportKey, type ReportKey } from './identity.ts';
import { KindDays } from './kinddays.ts';
import { TextIds } from './text.ts';

type Place = [day: number, report: number, position: number];
export type Verdict = Pick<MessageRecord, 'authenticity' | 'signingDomain'>;
type Values = (string | number | Buffer)[];

/** Writes one report: its row, its policies and their failure details, and the JSON it came as. */
export class ReportWriter {
  #database: Database;
  #texts: TextIds;
  #kinds: KindDays;
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
    return id;
  }

  /** A later copy of the report was verified: whoever sent the first one, this is what the reporter says. */
  verify(id: number, { authenticity, signingDomain }: Verdict): void {
    const change = 'UPDATE report SET authenticity = ?, signing_domain = ? WHERE id = ? AND authenticity <> ?';
    const { changes } = this.#database.prepare(change).run(authenticity, signingDomain, id, authenticity);
    if (changes > 0) this.#trust(id, authenticity);
  }

  /** The verdict on the mail that first brought the report, which waits for it. */
  settle(id: number, message: number, { authenticity, signingDomain }: Verdict): void {
    const change = `UPDATE report SET authenticity = ?, signing_domain = ?
      WHERE id = ? AND message = ? AND authenticity = 'waiting'`;
    const { changes } = this.#database.prepare(change).run(authenticity, signingDomain, id, message);
    if (changes > 0) this.#trust(id, authenticity);
  }

  areVerified(ids: number[]): boolean {
    const isVerified = this.#database
      .prepare<[number], number>(`SELECT 1 FROM report WHERE id = ? AND authenticity = 'verified'`)
      .pluck();
    return ids.every((id) => isVerified.get(id) === 1);
  }

  /** Writes to the report's facts how far it is trusted. */
  #trust(id: number, authenticity: Authenticity): void {
    const day = this.#database.prepare<[number], number>('SELECT day FROM report WHERE id = ?').pluck().get(id) ?? 0;
    this.#kinds.whileChanging(day, id, () => {
      for (const table of ['policy', 'failure']) {
        const facts = this.#database.prepare(`UPDATE ${table} SET authenticity = ? WHERE day = ? AND report = ?`);
        facts.run(this.#texts.idOf(authenticity), day, id);
      }
    });
  }

  /** Writes a stored report anew as it is read now; false when that is another stored report already. */
  replace(id: number, parsed: ParsedReport): boolean {
    const key = reportKey(parsed.report);
    const other = this.find(key);
    if (other !== undefined && other !== id) return false;
    const before = this.#database
      .prepare<[number], { day: number; identity: Buffer; authenticity: Authenticity }>(
        'SELECT day, identity, authenticity FROM report WHERE id = ?',
      )
      .get(id);
    if (before === undefined) throw new DeskError('not-found', `report ${id}`);
    this.#kinds.whileChanging(before.day, id, () => {
      for (const table of ['failure', 'policy']) {
        this.#database.prepare(`DELETE FROM ${table} WHERE day = ? AND report = ?`).run(before.day, id);
      }
      this.#insertResults(id, parsed.report, before.authenticity);
    });
    this.#updateReport.run(...reportValues(parsed, key), id);
    this.#updateDeviations.run(JSON.stringify(parsed.deviations), id);
    this.#flagConflicts(before.identity);
    this.#flagConflicts(key.identity, id);
    return true;
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

  #insertResults(id: number, report: Report, authenticity: Authenticity): void {
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
