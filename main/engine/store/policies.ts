import type { Database, Statement } from 'better-sqlite3';
import type { FailureDetails, Result } from '../../../shared/model.ts';
import { Texts } from './text.ts';

type PolicyRow = [
  position: number,
  type: number,
  strings: number,
  domain: number,
  mxHost: number,
  successful: number,
  failed: number,
];
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

/** Puts the policies of reports together from the facts, as they were read from them. */
export class PolicyReader {
  #texts: Texts;
  #policies: Statement<[day: number, report: number], PolicyRow>;
  #failures: Statement<[day: number, report: number], FailureRow>;

  constructor(database: Database) {
    this.#texts = new Texts(database, (text) => text);
    this.#policies = database
      .prepare<[number, number], PolicyRow>(
        `SELECT position, policy_type, policy_string, policy_domain, mx_host, successful_sessions, failed_sessions
         FROM policy WHERE day = ? AND report = ? ORDER BY position`,
      )
      .raw();
    this.#failures = database
      .prepare<[number, number], FailureRow>(
        `SELECT policy, result_type, sending_mta_ip, receiving_mx_hostname, receiving_mx_helo, receiving_ip,
           failed_sessions, additional_information, failure_reason_code
         FROM failure WHERE day = ? AND report = ? ORDER BY policy, position`,
      )
      .raw();
  }

  read(day: number, report: number): Result[] {
    const texts = this.#texts;
    const failures = this.#readFailures(day, report);
    return this.#policies.all(day, report).map(([position, type, strings, domain, mxHost, successful, failed]) => ({
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

  /** Failure details by the position of their policy. */
  #readFailures(day: number, report: number): Map<number, FailureDetails[]> {
    const texts = this.#texts;
    const failures = new Map<number, FailureDetails[]>();
    for (const row of this.#failures.all(day, report)) {
      const [policy, resultType, sendingMtaIp, mxHostname, mxHelo, receivingIp, failed, information, reason] = row;
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
}
