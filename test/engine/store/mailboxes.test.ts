import { expect, test } from 'vitest';
import { message, receive, refused, report } from './messages.ts';
import { settings } from './settings.ts';
import { openStore } from './temporary.ts';

test('mailboxes are added, changed and listed', () => {
  const store = openStore();
  const id = store.saveMailbox(0, settings);
  const other = store.saveMailbox(0, { ...settings, user: 'other' });
  expect(store.saveMailbox(id, { ...settings, pollMinutes: 60 })).toBe(id);
  expect(store.mailboxes()).toEqual([
    { id, settings: { ...settings, pollMinutes: 60 } },
    { id: other, settings: { ...settings, user: 'other' } },
  ]);
  expect(() => store.saveMailbox(99, settings)).toThrow('not-found');
});

test('mailboxes that are removed leave their messages and reports, and never share their id', () => {
  const store = openStore();
  const id = store.saveMailbox(0, settings);
  receive(store, [message(1, [report()])]);
  store.removeMailbox(id);
  expect(store.mailboxes()).toEqual([]);
  expect(store.cursor(id, 'INBOX')).toBeNull();
  expect(store.totals({})).toMatchObject({ reports: 1, messages: { fetched: 1, stored: 1 } });
  expect(store.saveMailbox(0, settings)).toBeGreaterThan(id);
});

test.each(['host', 'user'] as const)('mailboxes with another %s are read anew, and nothing counts twice', (name) => {
  const store = openStore();
  const id = store.saveMailbox(0, settings);
  receive(store, [message(1, [report()]), refused(2)]);
  store.saveMailbox(id, { ...settings, pollMinutes: 60 });
  expect(store.cursor(id, 'INBOX')).not.toBeNull();
  store.saveMailbox(id, { ...settings, [name]: 'other' });
  expect(store.cursor(id, 'INBOX')).toBeNull();
  // By chance the other server has the same UIDVALIDITY, and another mail under UID 1.
  const answers = receive(store, [message(1, [report({ reportId: 'r2' })]), refused(2), message(3, [report()])]);
  expect(answers.map(({ outcome }) => outcome)).toEqual(['stored', 'refused', 'duplicate']);
  expect(store.messageCounts(id)).toEqual({ fetched: 4, stored: 2, duplicate: 1, refused: 1, pending: 0 });
});
