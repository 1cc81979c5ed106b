import type { Database } from 'better-sqlite3';

/** Up to which UID a folder has been read; UIDs mean something under one UIDVALIDITY only (RFC 3501 2.3.1.1). */
export interface Cursor {
  uidValidity: string;
  lastUid: number;
}

export function readCursor(database: Database, mailboxId: number, folder: string): Cursor | null {
  const cursor = database
    .prepare<[number, string], Cursor>(
      'SELECT uid_validity AS uidValidity, last_uid AS lastUid FROM cursor WHERE mailbox = ? AND folder = ?',
    )
    .get(mailboxId, folder);
  return cursor ?? null;
}

/**
 * Within one UIDVALIDITY a cursor never goes back: the app and the command line may fetch at the same time. Under
 * another one everything is listed again, also what was pending.
 */
export function writeCursor(database: Database, mailboxId: number, folder: string, cursor: Cursor): void {
  database
    .prepare(
      `INSERT INTO cursor (mailbox, folder, uid_validity, last_uid) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET
         last_uid = iif(uid_validity = excluded.uid_validity, max(last_uid, excluded.last_uid), excluded.last_uid),
         uid_validity = excluded.uid_validity`,
    )
    .run(mailboxId, folder, cursor.uidValidity, cursor.lastUid);
  database
    .prepare('DELETE FROM pending_mail WHERE mailbox = ? AND folder = ? AND uid_validity <> ?')
    .run(mailboxId, folder, cursor.uidValidity);
}
