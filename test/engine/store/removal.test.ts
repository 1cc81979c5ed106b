import { expect, test } from 'vitest';
import { failure, importReports, message, receive, refused, report, result } from './messages.ts';
import { openStore } from './temporary.ts';

const policies = [result('example.com', [failure({ failedSessionCount: 7 })])];
const own = report({ policies });
const other = report({ reportId: 'r2', organizationName: 'Other Inc.', contactInfo: 'x@other.example', policies });
const news = (id: string) => ({ ...other, reportId: id });

test('a removed report counts nowhere, does not come back, and undo brings all of it back', async () => {
  const store = openStore();
  receive(store, [message(1, [own]), message(2, [other], { headers: Buffer.from('Subject: x') })]);
  const before = [store.totals({}), store.report(2), store.kinds({}), store.originalBytes(2), store.headers(2)];
  const removal = await store.removals.reports([2]);
  expect(store.totals({})).toMatchObject({ reports: 1, failedSessions: 7, messages: { fetched: 2, stored: 2 } });
  expect(() => store.report(2)).toThrow('not-found');
  expect(store.breakdown({}, 'result-type').rows).toMatchObject([{ failedSessions: 7, reports: 1 }]);
  expect(store.choices().organizationNames).toEqual(['Example Inc.']);
  const [again] = receive(store, [message(3, [other])]);
  expect(again).toEqual({ outcome: 'duplicate', reportIds: [] });
  expect(store.totals({}).reports).toBe(1);
  await store.giveBackRoom();
  await store.removals.undo(removal);
  const after = [store.totals({}), store.report(2), store.kinds({}), store.originalBytes(2), store.headers(2)];
  expect(after.slice(1)).toEqual(before.slice(1));
  expect(store.totals({ organizationName: 'Other Inc.' }).failedSessions).toBe(7);
  await expect(store.removals.undo(removal)).rejects.toThrow('not-found');
  expect(store.integrity()).toEqual([]);
});

test('of two that conflict the other one conflicts no more, until both are there again', async () => {
  const store = openStore();
  importReports(store, [own, { ...own, policies: [result('example.com')] }]);
  const removal = await store.removals.reports([1]);
  expect(store.report(2).row.conflicting).toBe(false);
  await store.removals.undo(removal);
  expect([1, 2].map((id) => store.report(id).row.conflicting)).toEqual([true, true]);
});

test('the days of kinds stay true when one, or many, are removed and put back', async () => {
  const store = openStore();
  const days = Array.from({ length: 12 }, (_, index) => String(index + 1).padStart(2, '0'));
  importReports(
    store,
    days.map((day) => report({ reportId: day, startDatetime: `2026-03-${day}T00:00:00Z`, policies })),
  );
  const span = () => store.breakdown({}, 'result-type').rows.map(({ firstSeen, lastSeen }) => [firstSeen, lastSeen]);
  const first = () => store.kinds({}).kinds.map((kind) => [kind.firstSeen, kind.lastSeen]);
  const before = [span(), first()];
  const one = await store.removals.reports([1]);
  expect(first()).toEqual([['2026-03-02', '2026-03-12']]);
  const many = await store.removals.reports([2, 3, 11, 12]);
  expect(first()).toEqual([['2026-03-04', '2026-03-10']]);
  await store.removals.undo(many);
  await store.removals.undo(one);
  expect([span(), first()]).toEqual(before);
});

test('an ignored reporter is set aside with what is still to come, apart from another of the same name', async () => {
  const store = openStore();
  const lookAlike = { ...other, reportId: 'r3', contactInfo: 'x@look-alike.example' };
  receive(store, [message(1, [own]), message(2, [other]), message(3, [lookAlike])]);
  const removal = await store.removals.ignore({ organizationName: 'Other Inc.', contactDomain: 'other.example' });
  const [fresh, copy] = receive(store, [message(4, [news('r4')]), message(5, [news('r4')])]);
  expect([fresh?.outcome, copy?.outcome]).toEqual(['refused', 'duplicate']);
  expect(store.refusedPage(0, 10).rows).toMatchObject([{ reason: 'reporter-ignored', detail: 'Other Inc.' }]);
  expect(store.totals({})).toMatchObject({ reports: 2, messages: { fetched: 5, stored: 3, duplicate: 1, refused: 1 } });
  expect(store.removals.ignored()).toEqual([
    { removal, organizationName: 'Other Inc.', contactDomain: 'other.example', reports: 2 },
  ]);
  store.removals.forgetOld();
  await store.removals.undo(removal);
  expect(store.totals({})).toMatchObject({ reports: 4, messages: { fetched: 5, stored: 4, duplicate: 1, refused: 0 } });
  expect(store.totals({ organizationName: 'Other Inc.' }).reports).toBe(3);
  expect(store.removals.ignored()).toEqual([]);
  expect(store.refusedPage(0, 10).total).toBe(0);
});

test('a refused mail is taken off the list and put back, and is counted all the while', async () => {
  const store = openStore();
  receive(store, [refused(1), refused(2)]);
  const removal = store.removals.refused([1]);
  expect(store.refusedPage(0, 10)).toMatchObject({ rows: [{ id: 2 }], total: 1 });
  expect(store.messageCounts(1).refused).toBe(2);
  await store.removals.undo(removal);
  expect(store.refusedPage(0, 10).total).toBe(2);
});

test('what was removed is removed by retention, too', async () => {
  const store = openStore();
  importReports(store, [own, other]);
  const removal = await store.removals.reports([1]);
  store.removeReportsBefore('2026-04-01');
  await store.removals.undo(removal);
  expect(store.totals({}).reports).toBe(0);
});
