import type { Database } from 'better-sqlite3';
import type { PendingMail } from '../../../shared/pending.ts';
import type { ErrorCode } from '../../../shared/error.ts';

/** A folder of a mailbox, in which UIDs mean something under one UIDVALIDITY only (RFC 3501 section 2.3.1.1). */
export interface UidPlace {
  mailboxId: number;
  folder: string;
  uidValidity: string;
}

type Row = Omit<PendingMail, 'reason'> & { reason: ErrorCode; detail: string };

const columns = `uid, since, next_attempt_at AS nextAttemptAt, attempts, reason, detail`;

/** Of one folder: those to be asked for first. */
export function readPending(database: Database, place: UidPlace, limit: number): PendingMail[] {
  return database
    .prepare<UidPlace & { limit: number }, Row>(
      `SELECT ${columns} FROM pending_mail
       WHERE mailbox = $mailboxId AND folder = $folder AND uid_validity = $uidValidity
       ORDER BY next_attempt_at, uid LIMIT $limit`,
    )
    .all({ ...place, limit })
    .map(pendingMail);
}

/** Of one mailbox: those that have waited longest. */
export function readLongestPending(database: Database, mailboxId: number, limit: number): PendingMail[] {
  return database
    .prepare<[number, number], Row>(`SELECT ${columns} FROM pending_mail WHERE mailbox = ? ORDER BY since, uid LIMIT ?`)
    .all(mailboxId, limit)
    .map(pendingMail);
}

function pendingMail({ reason, detail, ...row }: Row): PendingMail {
  return { ...row, reason: { code: reason, detail } };
}

/** Notes what was not handed out. A mail that another process took in meanwhile is not pending. */
export function postpone(database: Database, place: UidPlace, mails: PendingMail[]): void {
  const note = database.prepare(
    `INSERT INTO pending_mail
       (mailbox, folder, uid_validity, uid, since, next_attempt_at, attempts, reason, detail)
     SELECT $mailboxId, $folder, $uidValidity, $uid, $since, $nextAttemptAt, $attempts, $code, $detail
     WHERE NOT EXISTS (SELECT 1 FROM message
       WHERE mailbox = $mailboxId AND folder = $folder AND uid_validity = $uidValidity AND uid = $uid)
     ON CONFLICT DO UPDATE SET next_attempt_at = excluded.next_attempt_at, attempts = excluded.attempts,
       reason = excluded.reason, detail = excluded.detail`,
  );
  for (const { reason, ...mail } of mails) note.run({ ...place, ...mail, ...reason });
}

/** They came, or are no longer on the server. */
export function forgetPending(database: Database, place: UidPlace, uids: number[]): void {
  const forget = database.prepare(
    `DELETE FROM pending_mail
     WHERE mailbox = $mailboxId AND folder = $folder AND uid_validity = $uidValidity AND uid = $uid`,
  );
  for (const uid of uids) forget.run({ ...place, uid });
}
