import type { Database } from 'better-sqlite3';
import { compress, expand } from './compression.ts';

/** A mail whose signatures are to be checked now. */
export interface WaitingMail {
  message: number;
  /** The contact-info of its reports. */
  contacts: string[];
  /** ISO 8601, '' when unknown. */
  receivedAt: string;
  /** How often it was tried before. */
  tries: number;
  source: Buffer;
}

export interface Waiting {
  mails: number;
  /** What they take on disk. */
  bytes: number;
}

/** How much waits: an index has it all. */
export function readWaiting(database: Database): Waiting {
  const waiting = database
    .prepare<[], Waiting>('SELECT count(*) AS mails, total(kept_bytes) AS bytes FROM waiting_mail')
    .get();
  return waiting ?? { mails: 0, bytes: 0 };
}

/** When the next mail is due, in ms since 1970; null when none waits. */
export function readNextDue(database: Database): number | null {
  return database.prepare<[], number | null>('SELECT min(due) FROM waiting_mail').pluck().get() ?? null;
}

export function keepWaiting(database: Database, message: number, contacts: string[], source: Buffer): void {
  const gzip = compress(source);
  database
    .prepare('INSERT INTO waiting_mail (message, contacts, tries, due, kept_bytes, gzip) VALUES (?, ?, 0, 0, ?, ?)')
    .run(message, JSON.stringify([...new Set(contacts)]), gzip.length, gzip);
}

type Row = Omit<WaitingMail, 'contacts' | 'source'> & { contacts: string; gzip: Buffer };

/**
 * The mail that is due longest by `now`, or of all the one that is due first; it is noted as tried before it is: should trying it end the process, it is
 * not the first to be tried by the next. `pauseMs` says when it is due again, by how often it was tried.
 */
export function takeWaiting(
  database: Database,
  which: 'due' | 'all',
  now: number,
  pauseMs: (tries: number) => number,
): WaitingMail | null {
  const row = database
    .prepare<[number], Row>(
      `SELECT waiting_mail.message, contacts, tries, gzip, received_at AS receivedAt
       FROM waiting_mail JOIN message ON message.id = waiting_mail.message WHERE due <= ? ORDER BY due LIMIT 1`,
    )
    .get(which === 'due' ? now : Number.MAX_SAFE_INTEGER);
  if (row === undefined) return null;
  const { contacts, gzip, ...mail } = row;
  database
    .prepare('UPDATE waiting_mail SET tries = tries + 1, due = ? WHERE message = ?')
    .run(now + pauseMs(mail.tries), mail.message);
  return { ...mail, contacts: JSON.parse(contacts) as string[], source: expand(gzip) };
}

export function forgetWaiting(database: Database, message: number): void {
  database.prepare('DELETE FROM waiting_mail WHERE message = ?').run(message);
}
