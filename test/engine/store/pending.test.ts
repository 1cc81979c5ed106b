import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { buildSchema } from '../../../main/engine/store/schema.ts';
import type { PendingMail } from '../../../shared/pending.ts';
import { message, receive, report } from './messages.ts';
import { settings } from './settings.ts';
import { newPath, openStore } from './temporary.ts';

const place = { mailboxId: 1, folder: 'INBOX', uidValidity: '1' };

function pending(uid: number, changes: Partial<PendingMail> = {}): PendingMail {
  const times = { since: '2026-03-02T01:00:00.000Z', nextAttemptAt: '2026-03-02T01:01:00.000Z' };
  return { uid, ...times, attempts: 0, reason: { code: 'mail-withheld', detail: '' }, ...changes };
}

test('fetched is stored + duplicate + refused + pending, and what comes after all is counted once', () => {
  const store = openStore();
  receive(store, [message(1, [report()])]);
  store.postpone(place, [pending(2), pending(3)]);
  expect(store.messageCounts(1)).toMatchObject({ fetched: 3, stored: 1, pending: 2 });
  receive(store, [message(2, [report({ reportId: 'r2' })])]);
  expect(store.messageCounts(1)).toMatchObject({ fetched: 3, stored: 2, pending: 1 });
  store.forgetPending(place, [3]);
  expect(store.messageCounts()).toMatchObject({ fetched: 2, stored: 2, pending: 0 });
});

test('a mail that another process took in meanwhile is not pending', () => {
  const store = openStore();
  receive(store, [message(1, [report()])]);
  store.postpone(place, [pending(1), pending(2)]);
  expect(store.pending(place, 10).map(({ uid }) => uid)).toEqual([2]);
});

test('what is due comes first, and the state of a mailbox lists what has waited longest', () => {
  const store = openStore();
  store.postpone(place, [pending(5, { nextAttemptAt: '2026-03-03T00:00:00.000Z', since: '2026-03-01T00:00:00.000Z' })]);
  store.postpone(place, [pending(6)]);
  store.postpone(place, [pending(4, { nextAttemptAt: '2026-03-05T00:00:00.000Z', since: '2026-03-02T02:00:00.000Z' })]);
  expect(store.pending(place, 10).map(({ uid }) => uid)).toEqual([6, 5, 4]);
  expect(store.longestPending(1).map(({ uid }) => uid)).toEqual([5, 6, 4]);
  store.postpone(place, [pending(6, { attempts: 2, nextAttemptAt: '2026-03-04T00:00:00.000Z' })]);
  expect(store.pending(place, 10)).toMatchObject([{ uid: 5 }, { uid: 6, attempts: 2 }, { uid: 4 }]);
});

test('it survives a restart', () => {
  const path = newPath();
  const store = openStore(path);
  store.postpone(place, [pending(7)]);
  expect(openStore(path).pending(place, 10)).toEqual([pending(7)]);
});

test('a changed UIDVALIDITY lists everything again, also what was pending', () => {
  const store = openStore();
  store.postpone(place, [pending(7)]);
  store.moveCursor({ ...place, uidValidity: '2' }, 3);
  expect(store.messageCounts(1)).toMatchObject({ fetched: 0, pending: 0 });
});

test('a mailbox that reads another folder waits for nothing of the first, and begins there anew', () => {
  const store = openStore();
  const id = store.saveMailbox(0, settings);
  receive(store, [message(1, [report()])]);
  store.postpone(place, [pending(2)]);
  store.saveMailbox(id, { ...settings, folder: 'Reports' });
  expect(store.messageCounts(id)).toMatchObject({ fetched: 1, pending: 0 });
  expect(store.cursor(id, 'INBOX')).toBeNull();
});

test.each(['host', 'user'] as const)('a mailbox with another %s waits for nothing of the other', (name) => {
  const store = openStore();
  const id = store.saveMailbox(0, settings);
  store.postpone(place, [pending(2)]);
  store.saveMailbox(id, { ...settings, [name]: 'other' });
  expect(store.messageCounts(id)).toMatchObject({ fetched: 0, pending: 0 });
});

test('what version 1 passed over for good is asked for again', () => {
  const path = newPath();
  mkdirSync(dirname(path), { recursive: true });
  const first = new BetterSqlite3(path);
  buildSchema(first, 1);
  first.pragma('user_version = 1');
  const insert = first.prepare(
    `INSERT INTO message (mailbox, folder, uid_validity, uid, source, fingerprint, size_bytes, subject, sender,
       message_id, received_at, outcome, reason, detail) VALUES (1, 'INBOX', '1', ?, '', ?, 1, '', '', '', '', 'refused', ?, ?)`,
  );
  insert.run(1, 'a', 'message-unreadable', 'the mail server did not hand it out');
  insert.run(2, 'b', 'message-unreadable', 'more than 100000 lines');
  insert.run(3, 'c', 'message-too-large', '20000000 bytes');
  first.exec(`INSERT INTO cursor VALUES (1, 'INBOX', '1', 3)`);
  first.close();

  const store = openStore(path);
  expect(store.messageCounts(1)).toEqual({ fetched: 3, stored: 0, duplicate: 0, refused: 2, pending: 1 });
  expect(store.pending(place, 10)).toMatchObject([{ uid: 1, attempts: 0, reason: { code: 'mail-withheld' } }]);
  expect(store.refusedPage(0, 10)).toMatchObject({ total: 2 });
});
