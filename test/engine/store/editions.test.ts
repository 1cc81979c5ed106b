import { describe, expect, test } from 'vitest';
import { combine } from '../../../main/engine/combine.ts';
import type { Store } from '../../../main/engine/store/store.ts';
import { defaultPreferences } from '../../../shared/contract.ts';
import type { Authenticity, Report } from '../../../shared/model.ts';
import { failure, importReports, message, receive, report, result } from './messages.ts';
import { openStore } from './temporary.ts';

/** An edition of one report that counts so many failed sessions. */
const edition = (failedSessionCount: number, changes: Partial<Report> = {}) =>
  report({ policies: [result('example.com', [failure({ failedSessionCount })])], ...changes });

let uid = 0;
/** Each a mail, a minute after the one before. */
function send(store: Store, each: Report, authenticity: Authenticity = 'not-checked', signingDomain = '') {
  uid += 1;
  const receivedAt = new Date(Date.UTC(2026, 2, 2) + uid * 60_000).toISOString();
  return receive(store, [message(uid, [each], { authenticity, signingDomain, receivedAt })]);
}
const sendVerified = (store: Store, each: Report) => send(store, each, 'verified', 'example.net');

const replacedBy = (store: Store, ids: number[]) => ids.map((id) => store.report(id).row.replacedBy);
function sums(store: Store) {
  return {
    totals: store.totals({}).failedSessions,
    series: store.series({}).failedSessions.reduce((sum, each) => sum + each, 0),
    breakdown: store.breakdown({}, 'result-type').failedSessions,
    kinds: store.kinds({}).kinds.reduce((sum, { failedSessions }) => sum + failedSessions, 0),
    domains: store.domains({}).domains.reduce((sum, { failedSessions }) => sum + failedSessions, 0),
    combined: combine(store, { filter: {}, ids: [] }).report.policies.reduce(
      (sum, { totalFailureSessionCount }) => sum + totalFailureSessionCount,
      0,
    ),
  };
}
const all = (failed: number) => ({
  ...{ totals: failed, series: failed, breakdown: failed },
  ...{ kinds: failed, domains: failed, combined: failed },
});

describe('a report that is sent again with other content', () => {
  test('counts in the place of the first, and both are shown', () => {
    const store = openStore();
    send(store, edition(7));
    send(store, edition(3));
    expect(sums(store)).toEqual(all(3));
    expect(replacedBy(store, [1, 2])).toEqual([2, null]);
    expect(store.report(2)).toMatchObject({ conflictsWith: [1], replaces: [1] });
    const query = { sort: { key: 'reportId', descending: false }, limit: 9 } as const;
    expect(store.reportsPage({ ...query, filter: {} }).total).toBe(2);
    expect(store.reportsPage({ ...query, filter: { authenticity: 'replaced' } }).rows.map(({ id }) => id)).toEqual([1]);
    expect(store.totals({ authenticity: 'replaced' }).failedSessions).toBe(7);
  });

  test('is told by when it was received, not by when it was read', () => {
    const store = openStore();
    const at = (receivedAt: string, each: Report, number: number) =>
      receive(store, [message(number, [each], { receivedAt })]);
    at('2026-03-03T00:00:00.000Z', edition(3), 901);
    at('2026-03-02T00:00:00.000Z', edition(7), 902);
    expect(sums(store)).toEqual(all(3));
    expect(replacedBy(store, [1, 2])).toEqual([null, 1]);
  });

  test('counts again where the one that replaced it is removed, and no more when that is brought back', async () => {
    const store = openStore();
    for (const failed of [1, 2, 4]) send(store, edition(failed));
    expect(sums(store)).toEqual(all(4));
    const third = await store.removals.reports([3]);
    expect(sums(store)).toEqual(all(2));
    const second = await store.removals.reports([2]);
    expect(sums(store)).toEqual(all(1));
    expect(store.report(1).row).toMatchObject({ conflicting: false, replacedBy: null });
    await store.removals.undo(third);
    expect(sums(store)).toEqual(all(4));
    await store.removals.undo(second);
    expect(sums(store)).toEqual(all(4));
    expect(replacedBy(store, [1, 2, 3])).toEqual([3, 3, null]);
    await store.removals.reports([1, 2, 3]);
    expect(store.totals({}).reports).toBe(0);
  });

  test('goes with it when retention removes them', () => {
    const store = openStore();
    for (const failed of [1, 2]) send(store, edition(failed));
    expect(store.removeReportsBefore('2026-03-02')).toBe(2);
    expect(store.kinds({}).kinds).toEqual([]);
  });

  test.each([
    ['organization', { organizationName: 'Other Inc.' }],
    ['report-id', { reportId: 'r2' }],
    ['end', { endDatetime: '2026-03-02T23:59:59Z' }],
    ['contact', { contactInfo: 'tls@other.example' }],
    ['policy domain', { policies: [result('example.net', [failure({ failedSessionCount: 3 })])] }],
    ['number of policy domains', { policies: [...edition(3).policies, result('example.net')] }],
  ])('replaces nothing under another %s', (_, changes) => {
    const store = openStore();
    send(store, edition(7));
    send(store, edition(3, changes));
    expect(store.totals({}).failedSessions).toBe(10);
    expect(replacedBy(store, [1, 2])).toEqual([null, null]);
  });

  test('is left alone when it is read again', () => {
    const store = openStore();
    for (const failed of [1, 2]) send(store, edition(failed));
    expect(store.replaceReport(1, { report: edition(5), deviations: [] })).toBe(true);
    expect(sums(store)).toEqual(all(2));
    // With another range it is no edition of the same any more.
    store.replaceReport(1, { report: edition(5, { startDatetime: '2026-03-01T01:00:00Z' }), deviations: [] });
    expect(sums(store)).toEqual(all(7));
    expect(store.report(2).row.conflicting).toBe(false);
  });
});

describe('nobody takes the place of another’s report by claiming to be them', () => {
  const unproven: Authenticity[] = ['unaligned', 'unsigned', 'failed', 'waiting'];

  test.each([...unproven, 'not-checked'] as const)('a mail that is %s replaces no verified one', (authenticity) => {
    const store = openStore();
    sendVerified(store, edition(7));
    send(store, edition(0), authenticity);
    expect(sums(store)).toEqual(all(7));
    expect(replacedBy(store, [1, 2])).toEqual([null, 1]);
  });

  test.each(unproven)('a mail that is %s replaces none that was not checked', (authenticity) => {
    const store = openStore();
    send(store, edition(7));
    send(store, edition(0), authenticity);
    expect(sums(store)).toEqual(all(7));
  });

  test.each(unproven)('a mail that is %s replaces none like it: nobody knows which is right', (authenticity) => {
    const store = openStore();
    store.savePreferences({ ...defaultPreferences, countUnverified: true });
    send(store, edition(7), authenticity);
    send(store, edition(1), authenticity);
    expect(store.totals({}).failedSessions).toBe(8);
    expect([1, 2].map((id) => store.report(id).row.conflicting)).toEqual([true, true]);
  });

  test('who signs for the contact of their own replaces none of another contact', () => {
    const store = openStore();
    send(store, edition(7), 'unsigned');
    send(store, edition(0, { contactInfo: 'tls@look-alike.example' }), 'verified', 'look-alike.example');
    expect(store.totals({}).failedSessions).toBe(7);
    expect(replacedBy(store, [1])).toEqual([null]);
  });

  test('one in doubt replaces none until it is confirmed', () => {
    const store = openStore();
    sendVerified(store, edition(7));
    const [forged] = send(store, edition(0), 'verified', 'mail.example.org');
    expect(store.report(forged?.reportIds[0] ?? 0).row.doubt).toBe('signer');
    expect(sums(store)).toEqual(all(7));
    store.confirm(2);
    expect(sums(store)).toEqual(all(0));
    expect(replacedBy(store, [1, 2])).toEqual([2, null]);
  });

  test('a better proven one counts, whichever came first, also when it is proven later', () => {
    const store = openStore();
    send(store, edition(7));
    send(store, edition(3));
    expect(sums(store)).toEqual(all(3));
    sendVerified(store, edition(7));
    expect(sums(store)).toEqual(all(7));
    expect(replacedBy(store, [1, 2])).toEqual([null, 1]);
    sendVerified(store, edition(3));
    expect(sums(store)).toEqual(all(3));
  });

  test('one that waits for its verdict takes its place with that', () => {
    const store = openStore();
    sendVerified(store, edition(7));
    uid += 1;
    const waiting = {
      authenticity: 'waiting',
      toVerify: Buffer.from('mail'),
      receivedAt: '2026-03-09T00:00:00.000Z',
    } as const;
    receive(store, [message(uid, [edition(3)], waiting)]);
    expect(sums(store)).toEqual(all(7));
    store.settle(2, { authenticity: 'verified', signingDomain: 'example.net' });
    expect(sums(store)).toEqual(all(3));
  });
});

test('one report-id for the reports on all domains of a run is no conflict, as Halon has it', () => {
  const store = openStore();
  const domains = ['a.example', 'b.example', 'c.example'];
  importReports(
    store,
    domains.map((domain) => report({ policies: [result(domain, [failure()])] })),
  );
  expect([1, 2, 3].map((id) => store.report(id).row.conflicting)).toEqual([false, false, false]);
  expect([1, 2, 3].map((id) => store.report(id).conflictsWith)).toEqual([[], [], []]);
  expect(store.totals({}).failedSessions).toBe(3);
});
