import type { Database } from 'better-sqlite3';
import type { RefusedPage, RefusedRow } from '../../../shared/contract.ts';
import { DeskError } from '../../../shared/error.ts';
import { expand } from './compression.ts';

/** Refused mails and files, the latest first. */
export function readRefusedPage(database: Database, offset: number, limit: number): RefusedPage {
  const rows = database
    .prepare<[number, number], RefusedRow>(
      `SELECT id, source, subject, sender AS "from", received_at AS receivedAt, size_bytes AS sizeBytes, reason, detail,
         coalesce((SELECT iif(is_outline, 'outline', 'whole') FROM refused_source WHERE message = page.id), 'nothing') AS kept
       FROM (SELECT * FROM message WHERE outcome = 'refused' AND removal IS NULL ORDER BY id DESC LIMIT ? OFFSET ?) AS page
       ORDER BY id DESC`,
    )
    .all(limit, offset);
  const total = database
    .prepare<[], number>(`SELECT count(*) FROM message WHERE outcome = 'refused' AND removal IS NULL`)
    .pluck()
    .get();
  return { rows, total: total ?? 0 };
}

/** Those of which the whole source is kept, and which may be read again unasked, the oldest first. */
export function readRefusedIds(database: Database): number[] {
  return database
    .prepare<[], number>(
      `SELECT message FROM refused_source JOIN message ON message.id = message
       WHERE NOT is_outline AND reason <> 'message-poisonous' ORDER BY message`,
    )
    .pluck()
    .all();
}

/** A refused mail or file, byte by byte as it came. Throws DeskError not-found where it is not kept as a whole. */
export function readRefusedSource(database: Database, messageId: number): Buffer {
  return readKept(database, messageId, 'message = ? AND NOT is_outline');
}

/** The same, or its outline. */
export function readRefusedText(database: Database, messageId: number): string {
  return readKept(database, messageId, 'message = ?').toString('utf8');
}

function readKept(database: Database, messageId: number, condition: string): Buffer {
  const gzip = database
    .prepare<[number], Buffer>(`SELECT gzip FROM refused_source WHERE ${condition}`)
    .pluck()
    .get(messageId);
  if (gzip === undefined) throw new DeskError('not-found', `source of message ${messageId}`);
  return expand(gzip);
}
