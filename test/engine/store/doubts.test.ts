import { describe, expect, test } from 'vitest';
import { defaultPreferences } from '../../../shared/contract.ts';
import type { Authenticity, Report } from '../../../shared/model.ts';
import type { Store } from '../../../main/engine/store/store.ts';
import { failure, message, report, result } from './messages.ts';
import { openStore } from './temporary.ts';

interface Sent {
  successful?: number;
  failed?: number;
  organization?: string;
  domain?: string;
}

let sent = 0;
function reportOf({ successful = 0, failed = 0, organization = 'Reporter', domain = 'example.com' }: Sent): Report {
  sent += 1;
  const details = failed === 0 ? [] : [failure({ failedSessionCount: failed })];
  const day = String((sent % 28) + 1).padStart(2, '0');
  return report({
    organizationName: organization,
    reportId: `r${sent}`,
    startDatetime: `2026-03-${day}T00:00:00Z`,
    endDatetime: `2026-03-${day}T23:59:59Z`,
    policies: [result(domain, details, { totalSuccessfulSessionCount: successful, totalFailureSessionCount: failed })],
  });
}

/** Answers the id. */
function send(store: Store, what: Sent, authenticity: Authenticity = 'not-checked', signingDomain = ''): number {
  const messages = [message(null, [reportOf(what)], { authenticity, signingDomain })];
  const [outcome] = store.record({ mailboxId: null, folder: '', cursor: null, messages });
  return outcome?.reportIds[0] ?? 0;
}
const sendVerified = (store: Store, what: Sent, by = 'reporter.example') => send(store, what, 'verified', by);
const doubtOf = (store: Store, id: number) => store.report(id).row.doubt;
const most = Number.MAX_SAFE_INTEGER;

describe('a count beyond all that is usual', () => {
  test('is in no sum until it is confirmed, and listed all the same', () => {
    const store = openStore();
    send(store, { successful: 100, failed: 3 });
    const forged = send(store, { successful: most, failed: most, organization: 'Forger' });
    expect(doubtOf(store, forged)).toBe('count');
    const sums = () => [
      store.totals({}).successfulSessions,
      store.series({}).failedSessions.reduce((sum, each) => sum + each, 0),
      store.breakdown({}, 'result-type').failedSessions,
      store.kinds({}).kinds[0]?.failedSessions,
      store.domains({}).domains[0]?.failedSessions,
      store.coverage({}).reporters.length,
      store.failuresPage({}, 0, 10).total,
    ];
    expect(sums()).toEqual([100, 3, 3, 3, 3, 1, 1]);
    const page = (filter = {}) =>
      store.reportsPage({ filter, sort: { key: 'reportId', descending: false }, limit: 9 }).rows.map(({ id }) => id);
    expect(page()).toHaveLength(2);
    expect(page({ authenticity: 'unconfirmed' })).toEqual([forged]);
    expect(page({ authenticity: 'not-checked' })).toHaveLength(2);
    expect(store.totals({ authenticity: 'unconfirmed' }).reports).toBe(1);
    expect(store.confirm(forged)).toBe(1);
    expect(sums()).toEqual([100 + most, 3 + most, 3 + most, 3 + most, 3 + most, 2, 2]);
    expect(store.confirm(forged)).toBe(0);
  });

  test('is told by the details as well', () => {
    const store = openStore();
    const policies = [result('example.com', [failure({ failedSessionCount: most })], { totalFailureSessionCount: 1 })];
    store.record({
      mailboxId: null,
      folder: '',
      cursor: null,
      messages: [message(null, [report({ policies })])],
    });
    expect(doubtOf(store, 1)).toBe('count');
  });

  test('is compared with what its reporter counts, or others where that is new', () => {
    const store = openStore();
    for (let day = 0; day < 20; day += 1) send(store, { successful: 20_000 });
    expect(doubtOf(store, send(store, { successful: 2_000_000 }))).toBe('');
    expect(doubtOf(store, send(store, { successful: 2_100_000 }))).toBe('count');
    expect(doubtOf(store, send(store, { successful: 2_000_000, organization: 'New' }))).toBe('');
    expect(doubtOf(store, send(store, { successful: 2_100_000, organization: 'Newer' }))).toBe('count');
  });

  test('of a reporter of few is not usual because others count more', () => {
    const store = openStore();
    for (let day = 0; day < 20; day += 1) send(store, { successful: 20_000, organization: 'Large' });
    for (let day = 0; day < 5; day += 1) send(store, { successful: 2_000, organization: 'Small' });
    expect(doubtOf(store, send(store, { successful: 300_000, organization: 'Small' }))).toBe('count');
  });

  test('does not become usual by a forged report or two', () => {
    const store = openStore();
    for (let day = 0; day < 20; day += 1) send(store, { successful: 100 });
    for (let step = 0; step < 2; step += 1) send(store, { successful: 100_000 });
    expect(doubtOf(store, send(store, { successful: 100_001 }))).toBe('count');
  });

  test('of a verified reporter known for a week is a catastrophe that counts at once', () => {
    const store = openStore();
    for (let day = 0; day < 7; day += 1) sendVerified(store, { successful: 10 });
    expect(doubtOf(store, sendVerified(store, { failed: 50_000_000 }))).toBe('');
    expect(doubtOf(store, send(store, { failed: 50_000_000 }))).toBe('count');
    expect(doubtOf(store, sendVerified(store, { failed: 2_000_000_000 }))).toBe('count');
  });

  test('counts when it turns out to be of such a reporter', () => {
    const store = openStore();
    for (let day = 0; day < 7; day += 1) sendVerified(store, { successful: 10 });
    const messages = [message(null, [reportOf({ failed: 50_000_000 })], { authenticity: 'waiting' })];
    store.record({ mailboxId: null, folder: '', cursor: null, messages });
    expect(store.totals({ failuresOnly: true }).reports).toBe(0);
    store.record({
      mailboxId: null,
      folder: '',
      cursor: null,
      messages: messages.map((each) => ({ ...each, authenticity: 'verified', signingDomain: 'reporter.example' })),
    });
    expect(store.totals({ failuresOnly: true }).failedSessions).toBe(50_000_000);
  });

  test('confirmed once is confirmed for the others of its reporter', () => {
    const store = openStore();
    const ids = [5_000_000, 6_000_000, 4_000_000].map((successful) => send(store, { successful }));
    const stranger = send(store, { successful: most, organization: 'Forger' });
    expect(store.totals({}).reports).toBe(0);
    expect(store.confirm(ids[1] ?? 0)).toBe(3);
    expect(store.totals({}).reports).toBe(3);
    expect(doubtOf(store, stranger)).toBe('count');
  });

  test('stays out whether or not unverified reports count, and when it is read again', () => {
    const store = openStore();
    const forged = send(store, { successful: most });
    store.savePreferences({ ...defaultPreferences, countUnverified: false });
    expect(store.totals({}).reports).toBe(0);
    const again = reportOf({ successful: most - 1 });
    store.replaceReport(forged, { report: again, deviations: [] });
    expect(store.totals({}).reports).toBe(0);
    expect(store.kinds({}).total).toBe(0);
  });
});

describe('a name that another domain signs', () => {
  test('does not count until a person accepts the signer', () => {
    const store = openStore();
    sendVerified(store, { successful: 5, organization: 'Google Inc.' }, 'google.com');
    expect(doubtOf(store, sendVerified(store, { organization: 'Google Inc.' }, 'mail.google.com'))).toBe('');
    const changed = sendVerified(store, { successful: 7, organization: 'google inc.' }, 'evil.example');
    const { row, usualSigners } = store.report(changed);
    expect([row.doubt, row.signingDomain, usualSigners]).toEqual(['signer', 'evil.example', ['google.com']]);
    expect(store.totals({}).successfulSessions).toBe(5);
    sendVerified(store, { successful: 9, organization: 'Google Inc.' }, 'evil.example');
    expect(store.confirm(changed)).toBe(2);
    expect(store.totals({}).successfulSessions).toBe(21);
    expect(doubtOf(store, sendVerified(store, { organization: 'Google Inc.' }, 'evil.example'))).toBe('');
    expect(doubtOf(store, sendVerified(store, { organization: 'Google Inc.' }, 'other.example'))).toBe('signer');
  });

  test('is told also when the report came unverified first', () => {
    const store = openStore();
    sendVerified(store, { organization: 'Google Inc.' }, 'google.com');
    const messages = [message(null, [reportOf({ organization: 'Google Inc.' })], { authenticity: 'waiting' })];
    const record = (authenticity: Authenticity, signingDomain: string) =>
      store.record({
        mailboxId: null,
        folder: '',
        cursor: null,
        messages: messages.map((each) => ({ ...each, authenticity, signingDomain })),
      });
    record('waiting', '');
    record('verified', 'evil.example');
    expect(doubtOf(store, 2)).toBe('signer');
  });

  test('customers of one hosting service are strangers to each other', () => {
    const store = openStore();
    sendVerified(store, { organization: 'One' }, 'one.github.io');
    expect(doubtOf(store, sendVerified(store, { organization: 'One' }, 'two.github.io'))).toBe('signer');
  });
});

test('a report that is not there cannot be confirmed', () => {
  expect(() => openStore().confirm(1)).toThrow('not-found');
});
