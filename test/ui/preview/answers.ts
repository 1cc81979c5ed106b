import {
  type BreakdownRow,
  type Dimension,
  dimensions,
  type Filter,
  type MailboxState,
  type RefusedRow,
  type ReportRow,
  type Series,
  type Totals,
} from '../../../shared/contract.ts';
import type { PendingMail } from '../../../shared/pending.ts';
import { DeskError, refusalCodes } from '../../../shared/error.ts';
import { resultTypes } from '../../../shared/model.ts';
import { hostileRow, randomOf, rowOf, todayMs } from './data.ts';

/** Which state of affairs to play. */
export const { scenario } = window;
const dayMs = 86_400_000;
const counts: Record<string, number> = { huge: 1_200_000, large: 100_000, empty: 0, 'first-fetch': 0, 'first-run': 0 };
export const reportCount = counts[scenario] ?? 1_412;
export const isHuge = reportCount > 10_000;
const day = (daysAgo: number) => new Date(todayMs - daysAgo * dayMs).toISOString().slice(0, 10);

export function query<T>(value: () => T): Promise<T> | T {
  if (scenario === 'slow') return new Promise(() => {});
  if (scenario === 'broken') throw new DeskError('store-corrupt', 'database disk image is malformed');
  return value();
}

function rowAt(index: number): ReportRow {
  return scenario === 'hostile' && index === 1 ? hostileRow : rowOf(index);
}

function matches(row: ReportRow, filter: Filter): boolean {
  const { since = '', until = '9999', search = '', policyDomain, organizationName, policyType } = filter;
  const startDay = row.startDatetime.slice(0, 10);
  return (
    startDay >= since &&
    startDay <= until &&
    (filter.failuresOnly !== true || row.failedSessions > 0) &&
    (policyDomain === undefined || row.policyDomains.includes(policyDomain)) &&
    (policyType === undefined || row.policyTypes.includes(policyType)) &&
    (filter.authenticity === undefined ||
      (filter.authenticity === 'unconfirmed' ? row.doubt !== '' : row.authenticity === filter.authenticity)) &&
    (organizationName === undefined || row.organizationName === organizationName) &&
    JSON.stringify(row).toLowerCase().includes(search.toLowerCase())
  );
}

export function matching(filter: Filter): ReportRow[] {
  const all = Array.from({ length: Math.min(reportCount, 1_412) }, (_, index) => rowAt(index));
  const isOneDay = filter.since !== undefined && filter.since === filter.until;
  return all.filter((row) => matches(row, filter) && (!isOneDay || row.failedSessions >= 0));
}

export const mailbox: MailboxState = {
  id: 1,
  settings: {
    host: 'imap.example.org',
    port: 993,
    security: 'tls',
    user: 'tls-reports@example.org',
    secretId: 'a1',
    folder: 'INBOX',
    pollMinutes: 30,
    certificateAuthority: '',
  },
  phase: 'waiting',
  progress: { done: 0, total: 0 },
  messages: { fetched: 1_466, stored: 1_412, duplicate: 41, refused: 13, pending: 0 },
  pending: [],
  lastCheckedAt: new Date(Date.now() - 4 * 60_000).toISOString(),
  nextCheckAt: new Date(Date.now() + 26 * 60_000).toISOString(),
  problem: null,
};

export function mailboxes(): MailboxState[] {
  if (scenario === 'first-run') return [];
  if (scenario === 'busy' || scenario === 'first-fetch')
    return [{ ...mailbox, phase: 'fetching', progress: { done: 4_312, total: 12_840 } }];
  if (scenario === 'restored')
    return [{ ...mailbox, settings: { ...mailbox.settings, secretId: '' }, phase: 'needs-password' }];
  if (scenario === 'pending') return pendingMailboxes();
  if (scenario !== 'many') return [mailbox];
  return [
    { ...mailbox, phase: 'fetching', progress: { done: 4_312, total: 12_840 } },
    {
      ...mailbox,
      id: 2,
      settings: {
        ...mailbox.settings,
        user: 'postmaster',
        host: 'mail.verein-der-freunde.example',
        security: 'starttls',
      },
      phase: 'failed',
      messages: { fetched: 12, stored: 12, duplicate: 0, refused: 0, pending: 0 },
      problem: { code: 'login-failed', detail: 'NO [AUTHENTICATIONFAILED] Authentication failed.' },
    },
    {
      ...mailbox,
      id: 3,
      settings: {
        ...mailbox.settings,
        user: `${'a-very-long-user-name-'.repeat(8)}@example.com`,
        folder: 'Reports/TLS',
      },
      phase: 'needs-password',
      lastCheckedAt: '',
      nextCheckAt: '',
      messages: { fetched: 0, stored: 0, duplicate: 0, refused: 0, pending: 0 },
    },
  ];
}

/** One that a server held back from this morning on, and one that has waited for weeks. */
function pendingMailboxes(): MailboxState[] {
  const hourMs = 60 * 60_000;
  const at = (fromNowMs: number) => new Date(Date.now() + fromNowMs).toISOString();
  const mail = (uid: number, sinceMs: number, nextMs: number): PendingMail => ({
    uid,
    since: at(-sinceMs),
    nextAttemptAt: at(nextMs),
    attempts: 2,
    reason: uid % 2 === 0 ? { code: 'mail-withheld', detail: '' } : { code: 'server-fault', detail: 'Internal error' },
  });
  const counts = { ...mailbox.messages, fetched: 1_469, pending: 3 };
  const some = [mail(1_467, 5 * hourMs, hourMs), mail(1_468, 3 * hourMs, hourMs), mail(1_469, hourMs, 0)];
  const many = Array.from({ length: 50 }, (_, index) => mail(4_100 + index, (24 * 30 - index) * hourMs, 9 * hourMs));
  return [
    { ...mailbox, messages: counts, pending: some },
    {
      ...mailbox,
      id: 2,
      settings: { ...mailbox.settings, user: 'postmaster', host: 'mail.verein-der-freunde.example' },
      messages: { ...counts, fetched: 1_580, pending: 114 },
      pending: many,
    },
  ];
}

export function totals(filter: Filter): Totals {
  const rows = matching(filter);
  const sum = (value: (row: ReportRow) => number) => rows.reduce((total, row) => total + value(row), 0);
  return {
    reports: isHuge ? reportCount : rows.length,
    policies: sum((row) => row.policies),
    successfulSessions: sum((row) => row.successfulSessions),
    failedSessions: scenario === 'secure' ? 0 : sum((row) => row.failedSessions),
    failureDetails: 2_310,
    reporters: new Set(rows.map((row) => row.organizationName)).size,
    messages: reportCount === 0 ? { fetched: 0, stored: 0, duplicate: 0, refused: 0, pending: 0 } : mailbox.messages,
  };
}

export const keys: Record<Dimension, string[]> = {
  'result-type': [...resultTypes.slice(0, 7), 'future-result-type'],
  'receiving-mx-hostname': ['mx1.example.org', 'mx2.example.org', 'backup.example.com', ''],
  'sending-mta-ip': ['209.85.222.201', '2a00:1450:4864:20::62d', '40.107.22.52', '98.136.96.74'],
  'receiving-ip': ['203.0.113.7', '2001:db8:cafe:14::7'],
  'organization-name': ['Google Inc.', 'Microsoft Corporation', 'Yahoo Inc.', 'GMX', ''],
  'policy-domain': ['example.org', 'example.com', 'mx1.example.org'],
  'policy-type': ['sts', 'tlsa', 'no-policy-found'],
  'failure-reason-code': ['', 'tls-remote-alert-40-handshake-failure', 'MX_HOSTS_MISMATCH', 'free prose of a reporter'],
  day: Array.from({ length: 12 }, (_, index) => day(12 + index)),
};

export function breakdownRows(by: Dimension, filter: Filter): BreakdownRow[] {
  if (scenario === 'secure' || filter.search === 'nothing') return [];
  const random = randomOf(dimensions.indexOf(by) + 3);
  const names = isHuge ? Array.from({ length: 1_000 }, (_, index) => `mx${index}.example.org`) : keys[by];
  return names.map((key, index) => ({
    key: scenario === 'hostile' && index === 0 && by !== 'result-type' ? hostileRow.organizationName : key,
    failedSessions: Math.ceil(18_600 / (index * 2.6 + 1) ** 1.4),
    reports: Math.ceil(140 / (index + 1)),
    firstSeen: day(80 - index),
    lastSeen: day(Math.ceil(random() * 9)),
  }));
}

export function seriesOf(filter: Filter): Series {
  const rows = matching(filter);
  const days = [...new Set(rows.map((row) => row.startDatetime.slice(0, 10)))].toSorted();
  const [firstDay = day(1)] = days;
  const sums = (value: (row: ReportRow) => number) =>
    Float64Array.from(days, (each) =>
      rows.filter((row) => row.startDatetime.startsWith(each)).reduce((sum, row) => sum + value(row), 0),
    );
  return {
    firstDay,
    successfulSessions: sums((row) => row.successfulSessions),
    failedSessions: sums((row) => (scenario === 'secure' ? 0 : row.failedSessions)),
    reports: sums(() => 1),
  };
}

export function refusedRow(index: number): RefusedRow {
  const reason = refusalCodes[index % refusalCodes.length] ?? 'no-report';
  return {
    id: index + 1,
    source: `INBOX, uid ${1_000 + index}`,
    subject:
      index === 0 ? '' : index === 1 ? `Re: ${'very long subject '.repeat(30)}` : `Report Domain: example.org ${index}`,
    from: index % 3 === 0 ? 'Newsletter <news@shop.example>' : 'tlsrpt-noreply@microsoft.com',
    receivedAt: new Date(todayMs - index * dayMs * 1.3).toISOString(),
    sizeBytes: index === 4 ? 31_457_280 : 5_211 + index * 1_931,
    reason,
    detail: index % 2 === 0 ? 'Unexpected token < in JSON at position 0' : '',
    kept: reason === 'message-too-large' ? 'nothing' : reason === 'no-report' ? 'outline' : 'whole',
  };
}
