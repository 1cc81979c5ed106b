import type { Database, Statement } from 'better-sqlite3';
import { DeskError } from '../../../shared/error.ts';
import type {
  Authenticity,
  Doubt,
  FailureDetails,
  ParsedReport,
  Report,
  Result,
  Trust,
} from '../../../shared/model.ts';
import { daysOf, type Days } from '../tlsrpt/days.ts';
import { stsMode } from '../tlsrpt/sts.ts';
import type { ReceivedReport } from './batch.ts';
import { compress } from './compression.ts';
import { readReport } from './detail.ts';
import { reportKey, type EditionKey } from './identity.ts';
import { KindDays } from './kinddays.ts';
import { keepRemoved, type RemovedReport } from './removal.ts';
import { Standings, trustOf, type Verdict } from './standings.ts';
import { TextIds } from './text.ts';

type Place = [day: number, days: number, report: number, position: number];
type Values = (string | number | Buffer)[];

type Stored = Omit<RemovedReport, 'id' | 'removal' | 'parsed'> & EditionKey & Days;
const keyColumns = 'identity, content, domains, edition_of AS editionOf';
const storedSql = `SELECT ${keyColumns}, day, days, message, authenticity, signing_domain AS signingDomain, confirmed,
  original.gzip AS originalGzip FROM report JOIN original ON original.report = report.id WHERE report.id = ?`;

/** Writes one report: its row, its policies and their failure details, and the JSON it came as. */
export class ReportWriter {
  readonly standings: Standings;
  #database: Database;
  #texts: TextIds;
  #kinds: KindDays;
  #find: Statement<[identity: Buffer, domains: number, content: Buffer], number>;
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
    this.standings = new Standings(database, this.#texts, this.#kinds);
    this.#find = database
      .prepare<[Buffer, number, Buffer], number>(
        'SELECT id FROM report WHERE identity = ? AND domains = ? AND content = ?',
      )
      .pluck();
    const columns = `identity, content, domains, edition_of, day, days, start_datetime, end_datetime, organization_name, contact_info, report_id,
      policy_domain, policies, successful_sessions, failed_sessions, deviations`;
    this.#insertReport = insert('report', `${columns}, conflicting, message, authenticity, signing_domain`);
    this.#updateReport = database.prepare(
      `UPDATE report SET (${columns}) = (${columns.replace(/\w+/g, '?')}) WHERE id = ?`,
    );
    this.#updateDeviations = database.prepare('UPDATE original SET deviations = ? WHERE report = ?');
    this.#insertOriginal = insert('original', 'report, gzip, deviations');
    this.#insertPolicy = insert(
      'policy',
      `day, days, report, position, organization, policy_domain, policy_type, authenticity, policy_string, mx_host,
       successful_sessions, failed_sessions, failure_details, detailed_sessions, sts_mode`,
    );
    this.#insertFailure = insert(
      'failure',
      `day, days, report, policy, position, organization, policy_domain, policy_type, authenticity, result_type,
       sending_mta_ip, receiving_mx_hostname, receiving_mx_helo, receiving_ip, failed_sessions, additional_information,
       failure_reason_code`,
    );
  }

  /** The id of the stored report with this content. */
  find({ identity, domains, content }: EditionKey): number | undefined {
    return this.#find.get(identity, domains, content);
  }

  /** Stores a report that `find` does not know, and answers its id. */
  insert({ parsed, original }: ReceivedReport, key: EditionKey, message: number, verdict: Verdict): number {
    const origin = [message, verdict.authenticity, verdict.signingDomain];
    const { lastInsertRowid } = this.#insertReport.run(...reportValues(parsed, key), 0, ...origin);
    const id = Number(lastInsertRowid);
    this.#insertOriginal.run(id, compress(original), JSON.stringify(parsed.deviations));
    this.#insertResults(id, parsed.report, verdict.authenticity);
    this.standings.came(id);
    return id;
  }

  /** Writes a stored report anew as it is read now; false when that is another stored report already. */
  replace(id: number, parsed: ParsedReport): boolean {
    const key = reportKey(parsed.report);
    const other = this.find(key);
    if (other !== undefined && other !== id) return false;
    const before = this.#database
      .prepare<[number], EditionKey & Days & { authenticity: Authenticity; doubt: Doubt; isReplaced: number }>(
        `SELECT ${keyColumns}, day, days, authenticity, doubt, is_replaced AS isReplaced FROM report WHERE id = ?`,
      )
      .get(id);
    if (before === undefined) throw new DeskError('not-found', `report ${id}`);
    this.#kinds.whileChanging(before, id, () => {
      for (const table of ['failure', 'policy']) {
        this.#database.prepare(`DELETE FROM ${table} WHERE day = ? AND report = ?`).run(before.day, id);
      }
      this.#insertResults(id, parsed.report, trustOf(before));
    });
    this.#updateReport.run(...reportValues(parsed, key), id);
    this.#updateDeviations.run(JSON.stringify(parsed.deviations), id);
    this.standings.rewritten(id, before);
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
      if (isOne) this.#kinds.whileChanging(stored, id, drop);
      else drop();
      this.standings.left(stored);
    }
    if (!isOne) this.#kinds.rebuild();
  }

  /** Keeps a report of an ignored reporter aside as it comes. */
  setAside({ parsed, original }: ReceivedReport, key: EditionKey, message: number, verdict: Verdict, removal: number) {
    // A number of its own, which no stored report will have.
    const id = Number(
      this.#insertReport.run(...reportValues(parsed, key), 0, message, verdict.authenticity, '').lastInsertRowid,
    );
    this.#database.prepare('DELETE FROM report WHERE id = ?').run(id);
    const { day } = daysOf(parsed.report);
    const originalGzip = compress(original);
    keepRemoved(this.#database, { ...verdict, ...key, id, removal, day, message, confirmed: 0, parsed, originalGzip });
  }

  /** Puts a report that was set aside back, under the id it had. */
  putBack({ id, message, parsed, originalGzip, authenticity, signingDomain, confirmed }: RemovedReport): void {
    this.#database.prepare('DELETE FROM removed_report WHERE id = ?').run(id);
    const isWaiting = this.#database.prepare('SELECT 1 FROM waiting_mail WHERE message = ?').get(message) !== undefined;
    // Its mail may have been checked meanwhile, and nobody would do it again.
    const trust = authenticity === 'waiting' && !isWaiting ? 'not-checked' : authenticity;
    const values = reportValues(parsed, reportKey(parsed.report));
    const { lastInsertRowid } = this.#insertReport.run(...values, 0, message, trust, signingDomain);
    const asBefore = 'UPDATE report SET id = ?, confirmed = ? WHERE id = ?';
    this.#database.prepare(asBefore).run(id, confirmed, lastInsertRowid);
    this.#insertOriginal.run(id, originalGzip, JSON.stringify(parsed.deviations));
    this.#insertResults(id, parsed.report, trust as Authenticity);
    this.standings.came(id);
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

  #insertResults(id: number, report: Report, authenticity: Trust): void {
    const { day, days } = daysOf(report);
    const organization = this.#texts.idOf(report.organizationName);
    const trust = this.#texts.idOf(authenticity);
    for (const [position, result] of report.policies.entries()) {
      this.#insertResult([day, days, id, position], organization, trust, result);
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
      this.#texts.idOf(policy.policyType === 'sts' ? stsMode(policy.policyString) : ''),
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
function reportValues({ report, deviations }: ParsedReport, key: EditionKey): Values {
  const { day, days } = daysOf(report);
  const { startDatetime, endDatetime, organizationName, contactInfo, reportId, policies } = report;
  return [
    ...[key.identity, key.content, key.domains, key.editionOf],
    ...[day, days, startDatetime, endDatetime],
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
