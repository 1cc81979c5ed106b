import type { Database } from 'better-sqlite3';
import type { RefusedPage, RefusedRow } from '../../../shared/contract.ts';
import { DeskError } from '../../../shared/error.ts';
import { expand } from './compression.ts';

/** Refused mails and files, the latest first. */
export function readRefusedPage(database: Database, offset: number, limit: number): RefusedPage {
  const rows = database
    .prepare<[number, number], Omit<RefusedRow, 'sourceKept'> & { sourceKept: number }>(
      `SELECT id, source, subject, sender AS "from", received_at AS receivedAt, size_bytes AS sizeBytes, reason, detail,
         EXISTS (SELECT 1 FROM refused_source WHERE refused_source.message = page.id) AS sourceKept
       FROM (SELECT * FROM message WHERE outcome = 'refused' ORDER BY id DESC LIMIT ? OFFSET ?) AS page
       ORDER BY id DESC`,
    )
    .all(limit, offset);
  const total = database.prepare<[], number>(`SELECT count(*) FROM message WHERE outcome = 'refused'`).pluck().get();
  return { rows: rows.map((row) => ({ ...row, sourceKept: row.sourceKept === 1 })), total: total ?? 0 };
}

/** Those of which the source is kept, the oldest first. */
export function readRefusedIds(database: Database): number[] {
  return database.prepare<[], number>('SELECT message FROM refused_source ORDER BY message').pluck().all();
}

/** A refused mail or file, byte by byte as it came. Throws DeskError not-found where it is not kept. */
export function readRefusedSource(database: Database, messageId: number): Buffer {
  const gzip = database
    .prepare<[number], Buffer>('SELECT gzip FROM refused_source WHERE message = ?')
    .pluck()
    .get(messageId);
  if (gzip === undefined) throw new DeskError('not-found', `source of message ${messageId}`);
  return expand(gzip);
}
