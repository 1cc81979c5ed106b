import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Intake } from '../../main/engine/intake.ts';
import { maxInflatedBytes } from '../../main/engine/packed/room.ts';
import { Reader } from '../../main/engine/reader.ts';
import { ReadThread, readLimits } from '../../main/engine/readthread.ts';
import { rereadAll } from '../../main/engine/reread.ts';
import type { Store } from '../../main/engine/store/store.ts';
import { reportMail, testMails } from './mails.ts';
import { inbox, poison, rawMails, weakIntake } from './poisoned.ts';
import { newPath, openStore } from './store/temporary.ts';

const refusedOf = (store: Store) =>
  store.refusedPage(0, 100).rows.map(({ source, reason, detail, kept }) => [source, reason, detail, kept]);

test.each([
  ['takes for ever', 'hang', 'took more than 8 s'],
  ['takes more objects than allowed', 'heap', 'took too much memory'],
  ['takes more buffers than allowed', 'buffers', 'took too much memory'],
  ['ends the thread', 'end', 'the thread ended'],
  ['throws what is no refusal', 'throw', 'TypeError: not a function'],
  ['throws when nobody listens', 'later', 'nobody hears of this'],
])(
  'a mail that %s is refused with its source, and those before and after it are stored',
  async (_name, weakness, why) => {
    const store = openStore();
    const sources = [0, 1, 2, 3, 4, 5].map((number) => (number === 2 ? poison(weakness, 2) : reportMail(number)));
    await weakIntake(store).takeMails({ ...inbox, messages: rawMails(sources) });
    expect(store.messageCounts(1)).toEqual({ fetched: 6, stored: 5, duplicate: 0, refused: 1, pending: 0 });
    expect(store.cursor(1, 'INBOX')?.lastUid).toBe(6);
    const detail = typeof why === 'string' ? why : expect.stringMatching(why);
    expect(refusedOf(store)).toEqual([['INBOX, uid 3', 'message-poisonous', detail, 'whole']]);
  },
  120_000,
);

test('several in a batch, one after the other and as the first and the last, cost only themselves', async () => {
  const store = openStore();
  const bad = new Set([0, 3, 4, 7]);
  const sources = Array.from({ length: 8 }, (_, index) => (bad.has(index) ? poison('end', index) : reportMail(index)));
  await weakIntake(store).takeMails({ ...inbox, messages: rawMails(sources) });
  expect(store.messageCounts(1)).toEqual({ fetched: 8, stored: 4, duplicate: 0, refused: 4, pending: 0 });
  expect(refusedOf(store).map(([source]) => source)).toEqual([8, 5, 4, 1].map((uid) => `INBOX, uid ${uid}`));
});

test('it is read again when the person asks, and not when everything is', async () => {
  const store = openStore();
  await weakIntake(store).takeMails({ ...inbox, messages: rawMails([poison('end', 1)]) });
  const [row] = store.refusedPage(0, 1).rows;
  const intake = new Intake(store, () => Promise.reject(new Error('no network')));
  const progress = { signal: new AbortController().signal, progress: () => {} };
  expect(await rereadAll(store, intake, progress)).toEqual({ reports: 0, changed: 0, accepted: 0 });
  // The real thread has no such weakness.
  expect(await intake.retry(row?.id ?? 0)).toBe(true);
  expect(store.messageCounts(1)).toEqual({ fetched: 1, stored: 1, duplicate: 0, refused: 0, pending: 0 });
});

test('it may stay refused, and then the next is read all the same', async () => {
  const store = openStore();
  const intake = weakIntake(store);
  await intake.takeMails({ ...inbox, messages: rawMails([poison('end', 1)]) });
  const [row] = store.refusedPage(0, 1).rows;
  expect(await intake.retry(row?.id ?? 0)).toBe(false);
  await intake.takeMails({ ...inbox, folder: 'Other', messages: rawMails([reportMail(2)]) });
  expect(store.messageCounts(1)).toMatchObject({ stored: 1, refused: 1 });
});

test('a mail that ends the whole process is refused once it did so alone, twice, and all others are stored', () => {
  const path = newPath();
  const ends = Array.from({ length: 4 }, () => {
    const { signal, status } = spawnSync(process.execPath, [join(import.meta.dirname, 'poisoned.ts'), path]);
    return signal ?? status;
  });
  expect(ends).toEqual(['SIGKILL', 'SIGKILL', 'SIGKILL', 0]);
  const store = openStore(path);
  expect(store.messageCounts(1)).toEqual({ fetched: 10, stored: 9, duplicate: 0, refused: 1, pending: 0 });
  const why = 'the engine ended 2 times while it was read';
  expect(refusedOf(store)).toEqual([['INBOX, uid 5', 'message-poisonous', why, 'whole']]);
  expect(store.noteReading(['1 INBOX 7 5'])).toEqual(new Map());
}, 120_000);

test('where no thread can be had, no mail is blamed', async () => {
  const store = openStore();
  const reader = new Reader(store, () => new ReadThread(readLimits, new URL('./missing.ts', import.meta.url)));
  const intake = new Intake(store, () => Promise.reject(new Error('no network')), undefined, reader);
  const taking = intake.takeMails({ ...inbox, messages: rawMails([reportMail(1)]) });
  await expect(taking).rejects.toMatchObject({ code: 'internal' });
  expect(store.messageCounts(1).fetched).toBe(0);
});

test('mailboxes that are read at the same time share the thread', async () => {
  const store = openStore();
  const intake = new Intake(store, () => Promise.reject(new Error('no network')));
  const take = (mailboxId: number) => intake.takeMails({ ...inbox, mailboxId, messages: rawMails(testMails(300)) });
  await Promise.all([take(1), take(2), take(3)]);
  for (const mailbox of [1, 2, 3]) expect(store.messageCounts(mailbox).fetched).toBe(300);
});

test('what is allowed to be inflated fits into what the thread may have', () => {
  expect(maxInflatedBytes * 8).toBeLessThan(readLimits.bufferBytes);
});
