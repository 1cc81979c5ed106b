import type { DeskError, ErrorCode, RefusalCode } from './error.ts';
import type { ReportExcerpt } from './excerpt.ts';
import type { ImportSummary } from './importing.ts';
import type { RemovingApi } from './removing.ts';
import type { Authenticity, Deviation, Doubt, Trust, FailureDetails, Report } from './model.ts';
import type { AddressInfo, Coverage, DomainSummaries, FailureKind, FailureKinds } from './overview.ts';
import type { PendingMail } from './pending.ts';
import type { RereadResult } from './reread.ts';

/** A UTC day, `2026-11-24`. */
export type Day = string;

/**
 * The one filter, for lists, sums, breakdowns and exports alike. All conditions hold together.
 * `since` and `until` are inclusive and meant for the UTC day of the report's start-datetime. A text condition is
 * equality ('' finds what the report left out); `search` finds a part of the organization, report-id, policy domain,
 * MX, IP address or reason, in any case. The conditions from `resultType` on speak of failure details: a policy
 * matches when one of its details matches all of them, and only such details are counted.
 */
export interface Filter {
  since?: Day;
  until?: Day;
  policyDomain?: string;
  organizationName?: string;
  policyType?: string;
  failuresOnly?: boolean;
  authenticity?: Trust;
  search?: string;
  resultType?: string;
  receivingMxHostname?: string;
  sendingMtaIp?: string;
  receivingIp?: string;
  failureReasonCode?: string;
}

export const reportSortKeys = [
  'startDatetime',
  'organizationName',
  'policyDomain',
  'successfulSessions',
  'failedSessions',
  'reportId',
] as const;
export type ReportSortKey = (typeof reportSortKeys)[number];
export interface ReportSort {
  key: ReportSortKey;
  descending: boolean;
}

/** Asks for `limit` rows after the row that `after` names (a cursor of an earlier page), else from row `offset`. */
export interface ReportsQuery {
  filter: Filter;
  sort: ReportSort;
  limit: number;
  offset?: number;
  after?: string;
}

export interface ReportRow {
  id: number;
  organizationName: string;
  reportId: string;
  startDatetime: string;
  endDatetime: string;
  contactInfo: string;
  /** Each policy domain once, in order of appearance, and each type; of the first `rowPoliciesLimit` policies. */
  policyDomains: string[];
  policyTypes: string[];
  policies: number;
  successfulSessions: number;
  failedSessions: number;
  /** Another report of the same reporter on the same policy domains has its report-id and start, and says something else. */
  conflicting: boolean;
  deviations: number;
  authenticity: Authenticity;
  /** The domain whose DKIM signature decided about the authenticity; '' when none did. */
  signingDomain: string;
  /** Why it is in no total, series or breakdown until `reports.confirm`. */
  doubt: Doubt;
  /** The edition of this report that counts in its place, which is in no total, series or breakdown; null for none. */
  replacedBy: number | null;
}

/** A row of a list has room for a few domains only. */
export const rowPoliciesLimit = 100;

export interface ReportsPage {
  rows: ReportRow[];
  /** Cursor of the last row, for `after`; '' when there are no rows. */
  last: string;
  /** Reports that match the filter, in all. */
  total: number;
}

export interface ReportDetail {
  row: ReportRow;
  report: Report;
  deviations: Deviation[];
  /** Ids of the reports with the same reporter, report-id, start and policy domains but other content. */
  conflictsWith: number[];
  /** Those of them in whose place this one counts. */
  replaces: number[];
  /** Domains that signed reports of this organization; the first ones. */
  usualSigners: string[];
  /** The mail or file it came in; kept as a whole (`refused.save`) where a part of it could not be read. */
  message: { id: number; source: string; subject: string; from: string; receivedAt: string; isKept: boolean };
}

/** The same for looking at. */
export type ReportView = Omit<ReportDetail, 'report'> & { report: ReportExcerpt };

/**
 * Counts of mails and files: `fetched` is always `stored + duplicate + refused + pending`. A pending mail that is
 * deleted on the server before it was handed out no longer counts: it was never read.
 */
export interface MessageCounts {
  fetched: number;
  stored: number;
  duplicate: number;
  refused: number;
  /** Mails that the server listed and has not handed out yet; 0 for files. */
  pending: number;
}

export interface Totals {
  reports: number;
  policies: number;
  successfulSessions: number;
  failedSessions: number;
  failureDetails: number;
  reporters: number;
  messages: MessageCounts;
}

/** One entry a day from the first to the last day with a report, none left out. */
export interface Series {
  firstDay: Day;
  successfulSessions: Float64Array;
  failedSessions: Float64Array;
  reports: Float64Array;
}

export const dimensions = [
  'result-type',
  'receiving-mx-hostname',
  'sending-mta-ip',
  'receiving-ip',
  'organization-name',
  'policy-domain',
  'policy-type',
  'failure-reason-code',
  'day',
] as const;
export type Dimension = (typeof dimensions)[number];

export interface BreakdownRow {
  /** '' where the report left it out. */
  key: string;
  failedSessions: number;
  reports: number;
  firstSeen: Day;
  lastSeen: Day;
}

export interface Breakdown {
  /** Most failed sessions first; at most `breakdownRows` of them. */
  rows: BreakdownRow[];
  /** Rows in all, and failed sessions of all of them. */
  totalRows: number;
  failedSessions: number;
  /** Failed sessions that reports count in a policy's total without any detail about them. */
  withoutDetails: number;
}
export const breakdownRowsLimit = 1_000;

/** The rows with these keys of a breakdown, once it is known which of them are shown; at most `breakdownKeysLimit`. */
export interface BreakdownRows {
  filter: Filter;
  by: Dimension;
  keys: string[];
}
export const breakdownKeysLimit = 200;

/** Failed sessions of each of these rows by day, in the order of the keys. */
export interface BreakdownTrends {
  firstDay: Day;
  daily: Float64Array[];
}

/** Each of these rows by a second dimension, in the order of the keys; the same `parts` for all of them. */
export interface BreakdownParts {
  /** Keys of the second dimension, most failed sessions first; at most `breakdownPartsLimit`, the rest is not listed. */
  parts: string[];
  /** For each row the failed sessions of each part. */
  failedSessions: Float64Array[];
}
export const breakdownPartsLimit = 6;

/** One failure detail with what it belongs to. */
export interface FailureRow extends Omit<FailureDetails, 'receivingMxHelo' | 'additionalInformation'> {
  /** Tells rows apart; no use otherwise. */
  id: number;
  reportId: number;
  day: Day;
  organizationName: string;
  policyDomain: string;
  policyType: string;
}

export interface FailuresPage {
  /** The latest day first, then most failed sessions. */
  rows: FailureRow[];
  total: number;
}

/** What the filter's drop-downs offer: values that occur, most frequent first, at most `choicesLimit` of each, no overlong ones. */
export interface Choices {
  policyDomains: string[];
  organizationNames: string[];
  policyTypes: string[];
  resultTypes: string[];
}
export const choicesLimit = 500;
/** Nobody picks a longer text from a list. */
export const choiceLengthLimit = 1_024;

export type Security = 'tls' | 'starttls';

/** How to reach a report mailbox. The password is not part of it: `secretId` names it in the keychain. */
export interface MailboxSettings {
  host: string;
  port: number;
  security: Security;
  user: string;
  secretId: string;
  folder: string;
  pollMinutes: number;
  /** PEM of a private certificate authority to trust besides the system's; '' for none. */
  certificateAuthority: string;
}

export interface Problem {
  code: ErrorCode;
  detail: string;
}

export type MailboxPhase = 'waiting' | 'connecting' | 'fetching' | 'failed' | 'needs-password';

export interface MailboxState {
  id: number;
  settings: MailboxSettings;
  phase: MailboxPhase;
  /** Mails of the fetch under way: how many are done, of how many. */
  progress: { done: number; total: number };
  messages: MessageCounts;
  /** The longest waiting first; at most `pendingShownLimit`, `messages.pending` counts them all. */
  pending: PendingMail[];
  /** ISO 8601, '' for never. */
  lastCheckedAt: string;
  nextCheckAt: string;
  problem: Problem | null;
}

export interface RefusedRow {
  id: number;
  /** `INBOX, uid 17` of a mailbox, or a file's name. */
  source: string;
  subject: string;
  from: string;
  receivedAt: string;
  sizeBytes: number;
  reason: RefusalCode;
  detail: string;
  /**
   * The whole source, which can be read again; of what holds no report the header fields and the list of its parts; or
   * nothing, as of a mail too large to be fetched.
   */
  kept: 'whole' | 'outline' | 'nothing';
}

export interface RefusedPage {
  rows: RefusedRow[];
  total: number;
}

export interface StoreStatus {
  path: string;
  sizeBytes: number;
  /** Where a damaged store was moved to when this one was begun anew; '' normally. */
  movedAsideTo: string;
}

export type ExportTable = 'reports' | 'failures';
export interface ExportResult {
  rows: number;
  bytes: number;
}

/** Several reports as one: those of `ids`, or where it is empty all that match the filter. */
export interface Selection {
  filter: Filter;
  ids: number[];
}

export interface CombinedReport {
  report: ReportExcerpt;
  /** How many reports it is made of. */
  reports: number;
  /** RFC 8460 section 5.1, ending in `.json.gz`. */
  fileName: string;
}
/** More are not combined: the result has to fit in memory, and no reader would take it. */
export const combinedReportsLimit = 100_000;

/** How reporters are verified: not at all, by DKIM with keys from DNS, or by what `trustedServer` wrote on the mail. */
export const verifications = ['off', 'dns', 'header'] as const;
export type Verification = (typeof verifications)[number];

/** What the person decided about intake and counting; kept in the store, for the window and the command line alike. */
export interface Preferences {
  verification: Verification;
  /** Whether the person was asked, at the first run or later: nobody's DNS is asked unsaid. */
  verificationAsked: boolean;
  /** Name of the receiving server in its Authentication-Results headers; for `header`. */
  trustedServer: string;
  /** Whether reports that are unaligned, unsigned or failed count in totals, series and breakdowns. */
  countUnverified: boolean;
  /** Reports that began longer ago are removed; 0 keeps everything. */
  keepMonths: number;
  /** How large the store may grow before intake waits, in millions of bytes; 0 for all that the disk has. */
  maxStoreMegabytes: number;
  /** Whether a person may ask DNS for the names and the owner of an IP address. */
  lookUpAddresses: boolean;
}
export const defaultPreferences: Preferences = {
  verification: 'off',
  verificationAsked: false,
  trustedServer: '',
  countUnverified: true,
  keepMonths: 0,
  maxStoreMegabytes: 5_000,
  lookUpAddresses: false,
};

/** What the window may ask the engine. Arguments are validated in main/engine/api.ts. */
export type Api = RemovingApi & {
  'store.status': (none: null) => StoreStatus;
  'reports.page': (query: ReportsQuery) => ReportsPage;
  'reports.get': (id: number) => ReportView;
  /** Counts a report that is in doubt, and all of its reporter about which there is no doubt then; answers how many. */
  'reports.confirm': (id: number) => number;
  /** The report's JSON exactly as the reporter wrote it. */
  'reports.original': (id: number) => string;
  totals: (filter: Filter) => Totals;
  series: (filter: Filter) => Series;
  breakdown: (query: { filter: Filter; by: Dimension }) => Breakdown;
  'breakdown.trends': (rows: BreakdownRows) => BreakdownTrends;
  'breakdown.parts': (rows: BreakdownRows & { then: Dimension }) => BreakdownParts;
  'failures.page': (query: { filter: Filter; offset: number; limit: number }) => FailuresPage;
  kinds: (filter: Filter) => FailureKinds;
  /** Kinds first seen in the latest week of reports that were not answered here before. */
  'kinds.announce': (none: null) => FailureKind[];
  domains: (filter: Filter) => DomainSummaries;
  coverage: (filter: Filter) => Coverage;
  choices: (none: null) => Choices;
  /** Reverse DNS and owner of an address, by the system's resolver. Throws bad-request unless the person allowed it. */
  'address.info': (address: string) => AddressInfo;
  /** The header fields of the mail a report came in, as they came; '' for a file. */
  'reports.headers': (id: number) => string;
  'refused.page': (query: { offset: number; limit: number }) => RefusedPage;
  /** A refused mail as it came, or what is kept of it, as text. */
  'refused.source': (id: number) => string;
  'mailboxes.list': (none: null) => MailboxState[];
  /** Connects, authenticates, and answers the server's folders, the likeliest first. */
  'mailboxes.test': (settings: MailboxSettings) => { folders: string[] };
  /** Adds a mailbox (id 0) or changes it, and begins to poll it. */
  'mailboxes.save': (mailbox: { id: number; settings: MailboxSettings }) => MailboxState;
  /** Forgets the mailbox and its password's name; its reports stay. */
  'mailboxes.remove': (id: number) => null;
  /** Checks now (0: all of them); answers when the check ends. */
  'mailboxes.check': (id: number) => MailboxState[];
  'mailboxes.cancel': (id: number) => null;
  /** Writes what the filter shows as CSV to the file that main granted; progress is the rows written so far. */
  'export.csv': (request: { table: ExportTable; filter: Filter; grant: string }) => ExportResult;
  'reports.combine': (selection: Selection) => CombinedReport;
  /** The combined report as RFC 8460 JSON, compressed where the granted file ends in `.gz`. */
  'export.json': (request: { selection: Selection; grant: string }) => ExportResult;
  /** Takes in the files and folders that main granted; progress is the MessageCounts so far. */
  'files.import': (grant: string) => ImportSummary;
  /** Reads one refused message again; false when it is still refused. */
  'refused.retry': (id: number) => boolean;
  /** Writes a refused message, byte by byte as it came, to the file that main granted. */
  'refused.save': (request: { id: number; grant: string }) => ExportResult;
  'preferences.get': (none: null) => Preferences;
  'preferences.save': (preferences: Preferences) => null;
  /** Copies the store to the file that main granted while it is in use. */
  'store.backup': (grant: string) => ExportResult;
  /** Puts a granted backup in the store's place; the engine then starts again. Answers where the old one is kept. */
  'store.restore': (grant: string) => string;
  /** Reads all originals again, after an upgrade that reads more; progress is the number of reports read. */
  'store.reread': (none: null) => RereadResult;
};

/** What the engine tells without being asked. */
export interface Events {
  /** Reports, policies or refused mails changed: ask again. At most four times a second. */
  changed: null;
  /** A mailbox's state changed; at most ten times a second. */
  mailbox: MailboxState;
}

export function problemOf(error: DeskError): Problem {
  return { code: error.code, detail: error.detail };
}
