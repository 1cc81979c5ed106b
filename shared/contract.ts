import type { DeskError, ErrorCode, RefusalCode } from './error.ts';
import type { Deviation, Report } from './model.ts';

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
  /** Every policy domain of the report once, in order of appearance. */
  policyDomains: string[];
  policyTypes: string[];
  policies: number;
  successfulSessions: number;
  failedSessions: number;
  /** Another report of the same reporter has the same report-id and start, and says something else. */
  conflicting: boolean;
  deviations: number;
}

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
  /** Ids of the reports with the same reporter, report-id and start but other content. */
  conflictsWith: number[];
  /** The mail or file it came in. */
  message: { source: string; subject: string; from: string; receivedAt: string };
}

/** Counts of mails and files: `fetched` is always `stored + duplicate + refused`. */
export interface MessageCounts {
  fetched: number;
  stored: number;
  duplicate: number;
  refused: number;
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

/** What the filter's drop-downs offer: values that occur, most frequent first, at most `choicesLimit` of each. */
export interface Choices {
  policyDomains: string[];
  organizationNames: string[];
  policyTypes: string[];
  resultTypes: string[];
}
export const choicesLimit = 500;

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
  /** False where the mail was too large to be fetched at all. */
  sourceKept: boolean;
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

/** What the window may ask the engine. Arguments are validated in main/engine/api.ts. */
export type Api = {
  'store.status': (none: null) => StoreStatus;
  'reports.page': (query: ReportsQuery) => ReportsPage;
  'reports.get': (id: number) => ReportDetail;
  /** The report's JSON exactly as the reporter wrote it. */
  'reports.original': (id: number) => string;
  totals: (filter: Filter) => Totals;
  series: (filter: Filter) => Series;
  breakdown: (query: { filter: Filter; by: Dimension }) => Breakdown;
  choices: (none: null) => Choices;
  'refused.page': (query: { offset: number; limit: number }) => RefusedPage;
  /** A refused mail as it came, as text. */
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
};

/** What the engine tells without being asked. */
export interface Events {
  /** Reports, policies or refused mails changed: ask again. At most four times a second. */
  changed: null;
  /** A mailbox's state changed; at most ten times a second. */
  mailbox: MailboxState;
}

/** What main and the engine tell each other besides the calls; passwords and file paths travel only here. */
export type ControlMessage =
  | { kind: 'secret'; id: string; password: string }
  | { kind: 'grant'; id: string; path: string }
  | { kind: 'close' };
export type ControlReply = { kind: 'ready' } | { kind: 'failed'; code: ErrorCode; detail: string } | { kind: 'closed' };

export type Theme = 'system' | 'light' | 'dark';

export interface AppInfo {
  version: string;
  platform: string;
  /** False where the system has no keychain: passwords are then forgotten when the app quits. */
  keychain: boolean;
  theme: Theme;
}

/** What the engine's host tells the window. */
export type EngineState =
  | { phase: 'starting' }
  | { phase: 'ready' }
  | { phase: 'restarting'; inSeconds: number }
  | { phase: 'failed'; problem: Problem };

/** Menu commands that the window carries out. */
export const commands = [
  'check-now',
  'export-csv',
  'find',
  'show-reports',
  'show-failures',
  'show-mailboxes',
  'show-refused',
  'go-back',
  'go-forward',
] as const;
export type Command = (typeof commands)[number];

/** What the window may ask Electron's main process, through the one gate in main/shell.ts. */
export interface Shell {
  appInfo(): Promise<AppInfo>;
  setTheme(theme: Theme): Promise<void>;
  /** Hands a password over, once: kept in memory here and in the engine, and not to be had back. */
  offerPassword(password: string): Promise<{ secretId: string }>;
  /** Puts an offered password into the keychain; false where there is none (it then lasts until quit). */
  keepPassword(secretId: string): Promise<boolean>;
  forgetPassword(secretId: string): Promise<void>;
  /** The native Save dialog; null when the person cancels. The path is for showing: the engine takes the grant. */
  chooseExportFile(suggestedName: string): Promise<{ grant: string; path: string } | null>;
  /** Shows a file written under this grant in the system's file manager. */
  revealFile(grant: string): Promise<void>;
  onCommand(listener: (command: Command) => void): void;
  onEngineState(listener: (state: EngineState) => void): void;
}

/** The name under which preload.ts puts the Shell on `window`, and the message by which it hands over the port. */
export const shellName = 'shell';
export const portMessage = 'engine-port';

export function problemOf(error: DeskError): Problem {
  return { code: error.code, detail: error.detail };
}
