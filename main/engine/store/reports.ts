import type { Database, Statement } from 'better-sqlite3';
import type { FailureDetails, Report, Result } from '../../../shared/model.ts';
import type { ReceivedReport } from './batch.ts';
import { compress } from './compression.ts';
import { dayNumber } from './day.ts';
import type { ReportKey } from './identity.ts';
import { TextIds } from './text.ts';

type Values = (string | number | Buffer)[];

/** Writes one report: its row, its policies and their failure details, and the JSON it came as. */
export class ReportWriter {
  #texts: TextIds;
  #find: Statement<[identity: Buffer, content: Buffer], number>;
  #findConflict: Statement<[identity: Buffer], { id: number; conflicting: number }>;
  #flag: Statement<[id: number]>;
  #insertReport: Statement<Values>;
  #insertOriginal: Statement<Values>;
  #insertPolicy: Statement<Values>;
  #insertFailure: Statement<Values>;

  constructor(database: Database) {
    const insert = (table: string, columns: string) =>
      database.prepare<Values>(`INSERT INTO ${table} (${columns}) VALUES (${columns.replace(/\w+/g, '?')})`);
    this.#texts = new TextIds(database);
    this.#find = database
      .prepare<[Buffer, Buffer], number>('SELECT id FROM report WHERE identity = ? AND content = ?')
      .pluck();
    this.#findConflict = database.prepare('SELECT id, conflicting FROM report WHERE identity = ? LIMIT 1');
    this.#flag = database.prepare('UPDATE report SET conflicting = 1 WHERE id = ?');
    this.#insertReport = insert(
      'report',
      `message, identity, content, day, start_datetime, end_datetime, organization_name, contact_info, report_id,
       policy_domain, policies, successful_sessions, failed_sessions, deviations, conflicting`,
    );
    this.#insertOriginal = insert('original', 'report, gzip, deviations');
    this.#insertPolicy = insert(
      'policy',
      `day, report, position, organization, policy_domain, policy_type, policy_string, mx_host, successful_sessions,
       failed_sessions, failure_details, detailed_sessions`,
    );
    this.#insertFailure = insert(
      'failure',
      `day, report, policy, position, organization, policy_domain, policy_type, result_type, sending_mta_ip,
       receiving_mx_hostname, receiving_mx_helo, receiving_ip, failed_sessions, additional_information,
       failure_reason_code`,
    );
  }

  /** The id of the stored report with this content. */
  find({ identity, content }: ReportKey): number | undefined {
    return this.#find.get(identity, content);
  }

  /** Stores a report that `find` does not know, and answers its id. */
  insert({ parsed, original }: ReceivedReport, key: ReportKey, message: number): number {
    const { report, deviations } = parsed;
    const day = dayNumber(report.startDatetime);
    const { lastInsertRowid } = this.#insertReport.run(
      ...[message, key.identity, key.content, day, report.startDatetime, report.endDatetime],
      ...[report.organizationName, report.contactInfo, report.reportId],
      ...sums(report.policies),
      ...[deviations.length, this.#flagConflicts(key.identity)],
    );
    const id = Number(lastInsertRowid);
    this.#insertOriginal.run(id, compress(original), JSON.stringify(deviations));
    const organization = this.#texts.idOf(report.organizationName);
    for (const [position, result] of report.policies.entries()) {
      this.#insertResult([day, id, position], organization, result);
    }
    return id;
  }

  /** After a rollback. */
  forgetTexts(): void {
    this.#texts.forget();
  }

  /** Whether the new report contradicts stored ones. Those are flagged already unless there is only one so far. */
  #flagConflicts(identity: Buffer): number {
    const other = this.#findConflict.get(identity);
    if (other === undefined) return 0;
    if (other.conflicting === 0) this.#flag.run(other.id);
    return 1;
  }

  #insertResult(place: [day: number, report: number, position: number], organization: number, result: Result): void {
    const { policy, failureDetails } = result;
    const facets = [organization, this.#texts.idOf(policy.policyDomain), this.#texts.idOf(policy.policyType)];
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

function sums(policies: Report['policies']): Values {
  return [
    policies[0]?.policy.policyDomain ?? '',
    policies.length,
    sumOf(policies.map((result) => result.totalSuccessfulSessionCount)),
    sumOf(policies.map((result) => result.totalFailureSessionCount)),
  ];
}

/** Each count is a safe integer, but thousands of the greatest add up to more than SQLite's integers hold. */
function sumOf(counts: number[]): number {
  return Math.min(
    counts.reduce((sum, count) => sum + count, 0),
    Number.MAX_SAFE_INTEGER,
  );
}
