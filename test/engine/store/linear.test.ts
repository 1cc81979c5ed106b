import { expect, test } from 'vitest';
import { message, receive, refused, report, result } from './messages.ts';
import { openStore } from './temporary.ts';

// What grows with the square of its size takes minutes at 20,000, and runs into the test's own limit; what does not, a
// second or two.
const many = Array.from({ length: 20_000 }, (_, index) => index + 1);

test('20,000 identical mails are taken in, and again under another UIDVALIDITY', () => {
  const store = openStore();
  const mail = message(null, [report()]);
  const mails = many.map((uid) => ({ ...mail, uid }));
  receive(store, mails);
  receive(store, mails, '2');
  expect(store.messageCounts(1)).toEqual({ fetched: 20_000, stored: 1, duplicate: 19_999, refused: 0, pending: 0 });
});

test('20,000 identical refused mails are taken in', () => {
  const store = openStore();
  receive(
    store,
    many.map((uid) => refused(uid, { fingerprint: 'f', bytes: null })),
  );
  expect(store.messageCounts(1).refused).toBe(20_000);
});

test('20,000 mails of which each says something else under the same report-id are taken in, all flagged', () => {
  const store = openStore();
  const saying = (totalSuccessfulSessionCount: number) =>
    report({ policies: [result('example.com', [], { totalSuccessfulSessionCount })] });
  receive(
    store,
    many.map((uid) => message(uid, [saying(uid)])),
  );
  expect(store.messageCounts(1).stored).toBe(20_000);
  const sort = { key: 'startDatetime', descending: false } as const;
  const { rows } = store.reportsPage({ filter: {}, sort, limit: 1_000, offset: 19_000 });
  expect(rows.filter(({ conflicting }) => !conflicting)).toEqual([]);
  expect(store.report(1).row.conflicting).toBe(true);
});
