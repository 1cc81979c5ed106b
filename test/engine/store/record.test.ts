import { describe, expect, test } from 'vitest';
import type { FailureDetails } from '../../../shared/model.ts';
import { failure, importReports, message, receive, refused, report, result } from './messages.ts';
import { openStore } from './temporary.ts';

const ids = (outcomes: { reportIds: number[] }[]) => outcomes.map(({ reportIds }) => reportIds);
const outcomes = (answers: { outcome: string }[]) => answers.map(({ outcome }) => outcome);

describe('each message has one outcome', () => {
  test('fetched is stored + duplicate + refused, in all and for each mailbox', () => {
    const store = openStore();
    const answers = receive(store, [message(1, [report()]), message(2, [report()]), refused(3)]);
    importReports(store, [report(), report({ reportId: 'r2' })]);
    expect(outcomes(answers)).toEqual(['stored', 'duplicate', 'refused']);
    expect(store.messageCounts(1)).toEqual({ fetched: 3, stored: 1, duplicate: 1, refused: 1, pending: 0 });
    expect(store.messageCounts()).toEqual({ fetched: 5, stored: 2, duplicate: 2, refused: 1, pending: 0 });
    expect(store.messageCounts(2)).toEqual({ fetched: 0, stored: 0, duplicate: 0, refused: 0, pending: 0 });
  });

  test('a message with several reports is stored when at least one is new, and names them all', () => {
    const store = openStore();
    const [one, two, three] = [report(), report({ reportId: 'r2' }), report({ reportId: 'r3' })];
    const answers = receive(store, [message(1, [one, two]), message(2, [two, three]), message(3, [three, one])]);
    expect(outcomes(answers)).toEqual(['stored', 'stored', 'duplicate']);
    expect(ids(answers)).toEqual([
      [1, 2],
      [2, 3],
      [3, 1],
    ]);
    expect(store.totals({}).reports).toBe(3);
  });

  test('a report that a message holds twice is stored once', () => {
    const store = openStore();
    expect(receive(store, [message(1, [report(), report()])])).toEqual([{ outcome: 'stored', reportIds: [1] }]);
    expect(store.totals({}).reports).toBe(1);
  });
});

describe('a duplicate is the same reporter, report-id, range and policies', () => {
  const first = report({
    policies: [
      result('a.example', [failure(), failure({ resultType: 'validation-failure' })]),
      result('b.example', [failure({ failedSessionCount: 7 })]),
    ],
  });
  const [a, b] = first.policies;
  if (a === undefined || b === undefined) throw new Error('two policies');

  test.each([
    ['the same', first],
    ['policies in another order', { ...first, policies: [b, a] }],
    ['details in another order', { ...first, policies: [{ ...a, failureDetails: a.failureDetails.toReversed() }, b] }],
    ['another contact', { ...first, contactInfo: 'other@example.net' }],
  ])('%s is a duplicate', (_, second) => {
    const store = openStore();
    importReports(store, [first]);
    expect(outcomes(importReports(store, [second]))).toEqual(['duplicate']);
  });

  test.each([
    ['another count', { ...first, policies: [{ ...a, totalSuccessfulSessionCount: 11 }, b] }],
    ['another end', { ...first, endDatetime: '2026-03-02T00:00:00Z' }],
    ['one policy twice', { ...first, policies: [a, b, b] }],
    ['another detail', { ...first, policies: [a, { ...b, failureDetails: [failure({ receivingIp: '' })] }] }],
  ])('%s is kept, and both are flagged as conflicting', (_, second) => {
    const store = openStore();
    importReports(store, [first]);
    expect(importReports(store, [second])).toEqual([{ outcome: 'stored', reportIds: [2] }]);
    expect([1, 2].map((id) => store.report(id).row.conflicting)).toEqual([true, true]);
    expect([1, 2].map((id) => store.report(id).conflictsWith)).toEqual([[2], [1]]);
  });

  test.each(Object.keys(failure()) as (keyof FailureDetails)[])('a detail that differs in %s is another', (field) => {
    const store = openStore();
    const value = failure()[field];
    const changed = failure({ [field]: typeof value === 'number' ? value + 1 : `${value}x` });
    importReports(store, [first]);
    // The sums stay: nothing but the detail tells the two apart.
    const policies = [
      a,
      { ...b, failureDetails: [{ ...changed, failedSessionCount: 7 + Number(field === 'failedSessionCount') }] },
    ];
    expect(outcomes(importReports(store, [{ ...first, policies }]))).toEqual(['stored']);
  });

  test('an unverified copy of a report lifts no verdict, and takes none away; a verified one lifts it', () => {
    const store = openStore();
    const copies = ['failed', 'not-checked', 'unaligned', 'unsigned', 'verified', 'failed'] as const;
    const verdicts = copies.map((authenticity, index) => {
      receive(store, [message(index + 1, [first], { authenticity, signingDomain: `${authenticity}.example` })]);
      const { row } = store.report(1);
      return [store.totals({}).reports, row.authenticity];
    });
    expect(verdicts).toEqual([...Array.from({ length: 4 }, () => [1, 'failed']), [1, 'verified'], [1, 'verified']]);
  });

  test.each([
    ['another organization', { ...first, organizationName: 'Other Inc.' }],
    ['another report-id', { ...first, reportId: 'r2' }],
    ['another day', { ...first, startDatetime: '2026-03-02T00:00:00Z' }],
    ['one policy domain less', { ...first, policies: [a] }],
  ])('%s is another report', (_, second) => {
    const store = openStore();
    importReports(store, [first, second]);
    expect([1, 2].map((id) => store.report(id).row.conflicting)).toEqual([false, false]);
  });

  test('the contact tells reporters apart that give no organization', () => {
    const store = openStore();
    const anonymous = { ...first, organizationName: '' };
    const answers = importReports(store, [anonymous, { ...anonymous, contactInfo: 'x@example.org' }, anonymous]);
    expect(outcomes(answers)).toEqual(['stored', 'stored', 'duplicate']);
  });

  test('a third version conflicts with both', () => {
    const store = openStore();
    const versions = [1, 2, 3].map((count) => ({ ...first, policies: [{ ...a, totalSuccessfulSessionCount: count }] }));
    importReports(store, versions);
    expect(store.report(3).conflictsWith).toEqual([1, 2]);
    expect([1, 2, 3].map((id) => store.report(id).row.conflicting)).toEqual([true, true, true]);
  });
});

describe('whatever dies, a message is counted once', () => {
  test('a batch that comes again changes nothing and is answered alike', () => {
    const store = openStore();
    const batch = [message(1, [report()]), message(2, [report()]), refused(3)];
    const first = receive(store, batch);
    expect(receive(store, batch)).toEqual(first);
    expect(store.messageCounts(1)).toEqual({ fetched: 3, stored: 1, duplicate: 1, refused: 1, pending: 0 });
  });

  test('an error leaves neither messages nor reports nor the cursor behind, and the store goes on', () => {
    const store = openStore();
    receive(store, [message(1, [report()])]);
    const unstorable = message(3, [report({ reportId: 'r3' })], { sizeBytes: 0.5 });
    const second = message(2, [report({ reportId: 'r2', organizationName: 'Never seen before' })]);
    expect(() => receive(store, [second, unstorable])).toThrow('SQLITE_CONSTRAINT');
    expect(store.messageCounts()).toEqual({ fetched: 1, stored: 1, duplicate: 0, refused: 0, pending: 0 });
    expect(store.cursor(1, 'INBOX')).toEqual({ uidValidity: '1', lastUid: 1 });
    // The texts of the failed batch are gone: they must be written anew, not remembered.
    receive(store, [second]);
    expect(store.breakdown({}, 'organization-name').rows).toEqual([]);
    expect(store.choices().organizationNames).toEqual(['Example Inc.', 'Never seen before']);
    expect(store.totals({ organizationName: 'Never seen before' }).reports).toBe(1);
  });

  test('the cursor moves on with the messages and never back', () => {
    const store = openStore();
    expect(store.cursor(1, 'INBOX')).toBeNull();
    receive(store, [message(5, [report()])]);
    receive(store, [message(3, [report({ reportId: 'r2' })])]);
    expect(store.cursor(1, 'INBOX')).toEqual({ uidValidity: '1', lastUid: 5 });
    expect(store.cursor(1, 'Other')).toBeNull();
    expect(store.cursor(2, 'INBOX')).toBeNull();
    receive(store, [message(2, [report({ reportId: 'r3' })])], '9');
    expect(store.cursor(1, 'INBOX')).toEqual({ uidValidity: '9', lastUid: 2 });
  });
});

describe('a changed UIDVALIDITY', () => {
  test('rescans without counting twice, and keeps the outcomes', () => {
    const store = openStore();
    const before = [message(1, [report()]), message(2, [report()]), refused(3)];
    const first = receive(store, before);
    const after = before.map((each) => ({ ...each, uid: (each.uid ?? 0) + 100, source: `INBOX, uid ${each.uid}00` }));
    expect(receive(store, after, '2')).toEqual(first);
    expect(store.messageCounts(1)).toEqual({ fetched: 3, stored: 1, duplicate: 1, refused: 1, pending: 0 });
    expect(store.refusedPage(0, 10).rows.map(({ source }) => source)).toEqual(['INBOX, uid 300']);
    // And once more, now under the new UIDs, and back under the old ones.
    expect(receive(store, after, '2')).toEqual(first);
    expect(receive(store, before, '1')).toEqual(first);
    expect(store.messageCounts(1).fetched).toBe(3);
  });

  test('counts what is new, also a second copy of a mail', () => {
    const store = openStore();
    const mail = message(1, [report()]);
    receive(store, [mail]);
    const answers = receive(store, [mail, { ...mail, uid: 2 }, message(3, [report({ reportId: 'r2' })])], '2');
    expect(outcomes(answers)).toEqual(['stored', 'duplicate', 'stored']);
    expect(store.messageCounts(1)).toEqual({ fetched: 3, stored: 2, duplicate: 1, refused: 0, pending: 0 });
  });

  test('two copies of a mail remain two', () => {
    const store = openStore();
    const mail = message(1, [report()]);
    const copies = [mail, { ...mail, uid: 2 }];
    const first = receive(store, copies);
    expect(outcomes(first)).toEqual(['stored', 'duplicate']);
    expect(receive(store, copies, '2')).toEqual(first);
    expect(store.messageCounts(1).fetched).toBe(2);
  });

  test('in one folder is none of another folder or mailbox', () => {
    const store = openStore();
    const messages = [message(1, [report()])];
    receive(store, messages);
    const cursor = { uidValidity: '2', lastUid: 1 };
    store.record({ mailboxId: 1, folder: 'Archive', cursor, messages });
    store.record({ mailboxId: 2, folder: 'INBOX', cursor, messages });
    expect(store.messageCounts()).toEqual({ fetched: 3, stored: 1, duplicate: 2, refused: 0, pending: 0 });
  });
});
