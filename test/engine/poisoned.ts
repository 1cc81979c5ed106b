import { Intake } from '../../main/engine/intake.ts';
import type { RawMessage } from '../../main/engine/mailbox/fetcher.ts';
import { Reader } from '../../main/engine/reader.ts';
import { ReadThread } from '../../main/engine/readthread.ts';
import { Store } from '../../main/engine/store/store.ts';
import { reportMail } from './mails.ts';

const url = new URL('./poisonworker.ts', import.meta.url);
/** Far more than an innocent mail takes on a busy machine. */
const limits = { seconds: 8, heapBytes: 128 * 1024 * 1024, bufferBytes: 128 * 1024 * 1024 };

export function weakIntake(store: Store): Intake {
  const reader = new Reader(store, () => new ReadThread(limits, url));
  return new Intake(store, () => Promise.reject(new Error('no network')), undefined, reader);
}

/** A mail that holds a report, and brings about this weakness of the thread that reads it. */
export function poison(weakness: string, number: number): Buffer {
  return Buffer.concat([Buffer.from(`X-Poison: ${weakness}\r\n`), reportMail(number)]);
}

export function rawMails(sources: Buffer[]): RawMessage[] {
  const internalDate = new Date('2026-11-24T06:00:00Z');
  return sources.map((source, index) => ({ uid: index + 1, sizeBytes: source.length, internalDate, source }));
}

export const inbox = { mailboxId: 1, folder: 'INBOX', uidValidity: '7' };

// As a process of its own: takes ten mails into this store, of which the fifth ends the process.
const [, self, path] = process.argv;
if (self === import.meta.filename && path !== undefined) {
  const store = Store.open(path);
  const sources = Array.from({ length: 10 }, (_, number) => (number === 4 ? poison('kill', 4) : reportMail(number)));
  await weakIntake(store).takeMails({ ...inbox, messages: rawMails(sources) });
  store.close();
}
