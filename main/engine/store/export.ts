import type { Database, Statement } from 'better-sqlite3';
import type { ExportTable, Filter, Preferences } from '../../../shared/contract.ts';
import { openReader } from './connection.ts';
import { storeError } from './fault.ts';
import { countingFilter, matchingFailures, matchingPolicies, type CountingFilter } from './filter.ts';
import { Texts } from './text.ts';

export type Cell = string | number;

/** One row: its report's and policy's cells (one array for all details of a policy), and the detail's, if any. */
export interface ExportRow {
  policy: Cell[];
  failure: Cell[];
}

/** What RFC 8460 section 4.4 calls the cells of ExportRow.policy and ExportRow.failure. */
export const policyFields = [
  'organization-name',
  'start-datetime',
  'end-datetime',
  'contact-info',
  'report-id',
  'policy-type',
  'policy-string',
  'policy-domain',
  'mx-host',
  'total-successful-session-count',
  'total-failure-session-count',
];
export const failureFields = [
  'result-type',
  'sending-mta-ip',
  'receiving-mx-hostname',
  'receiving-mx-helo',
  'receiving-ip',
  'failed-session-count',
  'additional-information',
  'failure-reason-code',
];

/** Between the items of policy-string and mx-host: a cell stays on one line, and neither list has items with `;`. */
const listSeparator = '; ';

type PolicyRow = [
  organization: string,
  start: string,
  end: string,
  contact: string,
  reportId: string,
  type: number,
  strings: number,
  domain: number,
  mxHost: number,
  successful: number,
  failed: number,
];
type FailureRow = [
  day: number,
  report: number,
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

/**
 * Reads all that a filter matches, row by row, by day and report. It has a connection of its own: intake goes on
 * meanwhile, and the rows are those of the moment when the reading began. Reports that do not count in totals are not
 * read either. `format` makes texts into cells.
 */
export class ExportReader {
  #database: Database;
  #format: (text: string) => string;
  #preferences: Preferences;
  #texts: Texts;
  #lists: Texts;
  #policyOf: Statement<[day: number, report: number, policy: number], PolicyRow>;

  constructor(path: string, preferences: Preferences, format: (text: string) => string) {
    this.#database = openReader(path);
    this.#format = format;
    this.#preferences = preferences;
    this.#texts = new Texts(this.#database, format);
    this.#lists = new Texts(this.#database, (list) => format((JSON.parse(list) as string[]).join(listSeparator)));
    this.#policyOf = this.#database
      .prepare<[number, number, number], PolicyRow>(
        `SELECT ${reportColumns}, policy.policy_type, policy.policy_string, policy.policy_domain, policy.mx_host,
           policy.successful_sessions, policy.failed_sessions
         FROM policy JOIN report ON report.id = policy.report
         WHERE policy.day = ? AND policy.report = ? AND policy.position = ?`,
      )
      .raw();
  }

  *rows(table: ExportTable, filter: Filter): Generator<ExportRow, void> {
    const counting = countingFilter(filter, this.#preferences);
    try {
      yield* table === 'reports' ? this.#policies(counting) : this.#failures(counting);
    } catch (thrown) {
      throw storeError(thrown);
    }
  }

  close(): void {
    this.#database.close();
  }

  *#policies(filter: CountingFilter): Generator<ExportRow, void> {
    const { sql, parameters } = matchingPolicies(filter);
    const rows = this.#database.prepare<unknown[], PolicyRow>(
      `SELECT ${reportColumns}, matching.policy_type, matching.policy_string, matching.policy_domain,
         matching.mx_host, matching.successful_sessions, matching.failed_sessions
       FROM (${sql}) AS matching CROSS JOIN report ON report.id = matching.report
       ORDER BY matching.day, matching.report, matching.position`,
    );
    for (const row of rows.raw().iterate(parameters)) yield { policy: this.#policyCells(row), failure: [] };
  }

  *#failures(filter: CountingFilter): Generator<ExportRow, void> {
    const { sql, parameters } = matchingFailures(filter);
    const rows = this.#database.prepare<unknown[], FailureRow>(
      `SELECT day, report, policy, result_type, sending_mta_ip, receiving_mx_hostname, receiving_mx_helo, receiving_ip,
         failed_sessions, additional_information, failure_reason_code
       FROM (${sql}) ORDER BY day, report, policy, position`,
    );
    let current: { report: number; policy: number; cells: Cell[] } | undefined;
    for (const row of rows.raw().iterate(parameters)) {
      const [day, report, policy] = row;
      if (current?.report !== report || current.policy !== policy) {
        const stored = this.#policyOf.get(day, report, policy);
        current = { report, policy, cells: stored === undefined ? [] : this.#policyCells(stored) };
      }
      yield { policy: current.cells, failure: this.#failureCells(row) };
    }
  }

  #policyCells(row: PolicyRow): Cell[] {
    const [organization, start, end, contact, reportId, type, strings, domain, mxHost, successful, failed] = row;
    return [
      ...[this.#format(organization), start, end, this.#format(contact), this.#format(reportId)],
      ...[this.#texts.textOf(type), this.#lists.textOf(strings), this.#texts.textOf(domain)],
      ...[this.#lists.textOf(mxHost), successful, failed],
    ];
  }

  #failureCells(row: FailureRow): Cell[] {
    const [, , , resultType, sendingMtaIp, mxHostname, mxHelo, receivingIp, failed, information, reason] = row;
    return [
      this.#texts.textOf(resultType),
      this.#texts.textOf(sendingMtaIp),
      this.#texts.textOf(mxHostname),
      this.#texts.textOf(mxHelo),
      this.#texts.textOf(receivingIp),
      failed,
      this.#texts.textOf(information),
      this.#texts.textOf(reason),
    ];
  }
}

const reportColumns = `report.organization_name, report.start_datetime, report.end_datetime, report.contact_info,
  report.report_id`;
