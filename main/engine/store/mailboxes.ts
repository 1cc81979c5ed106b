import type { Database } from 'better-sqlite3';
import type { MailboxSettings } from '../../../shared/contract.ts';
import { DeskError } from '../../../shared/error.ts';

export interface SavedMailbox {
  id: number;
  settings: MailboxSettings;
}

const columns = `host, port, security, user, secret_id AS secretId, folder, poll_minutes AS pollMinutes,
  certificate_authority AS certificateAuthority`;

export function readMailboxes(database: Database): SavedMailbox[] {
  return database
    .prepare<[], MailboxSettings & { id: number }>(`SELECT id, ${columns} FROM mailbox ORDER BY id`)
    .all()
    .map(({ id, ...settings }) => ({ id, settings }));
}

/** Adds a mailbox (id 0) or changes it; answers its id. */
export function saveMailbox(database: Database, id: number, settings: MailboxSettings): number {
  if (id === 0) {
    const { lastInsertRowid } = database
      .prepare(
        `INSERT INTO mailbox (host, port, security, user, secret_id, folder, poll_minutes, certificate_authority)
         VALUES ($host, $port, $security, $user, $secretId, $folder, $pollMinutes, $certificateAuthority)`,
      )
      .run(settings);
    return Number(lastInsertRowid);
  }
  const before = readMailboxes(database).find((mailbox) => mailbox.id === id);
  if (before === undefined) throw new DeskError('not-found', `mailbox ${id}`);
  database
    .prepare(
      `UPDATE mailbox SET host = $host, port = $port, security = $security, user = $user, secret_id = $secretId,
         folder = $folder, poll_minutes = $pollMinutes, certificate_authority = $certificateAuthority
       WHERE id = $id`,
    )
    .run({ ...settings, id });
  if (before.settings.host !== settings.host || before.settings.user !== settings.user) forgetUids(database, id);
  forgetOtherFolders(database, id, settings.folder);
  return id;
}

/** Forgets settings, cursors and what is pending; messages and reports stay. */
export function removeMailbox(database: Database, id: number): void {
  database.prepare('DELETE FROM mailbox WHERE id = ?').run(id);
  database.prepare('DELETE FROM cursor WHERE mailbox = ?').run(id);
  database.prepare('DELETE FROM pending_mail WHERE mailbox = ?').run(id);
}

/**
 * What is pending in a folder that is no longer read is not asked for any more. Should the person come back to that
 * folder, it is listed from its beginning, and what is known there is recognised by its UID.
 */
function forgetOtherFolders(database: Database, id: number, folder: string): void {
  database
    .prepare(
      `DELETE FROM cursor WHERE mailbox = $id AND folder <> $folder
         AND folder IN (SELECT folder FROM pending_mail WHERE mailbox = $id)`,
    )
    .run({ id, folder });
  database.prepare('DELETE FROM pending_mail WHERE mailbox = $id AND folder <> $folder').run({ id, folder });
}

/**
 * UIDs mean nothing on another server, even if its UIDVALIDITY happens to be the same. Everything is then read again,
 * and messages that moved along are recognised by their fingerprint.
 */
function forgetUids(database: Database, id: number): void {
  database.prepare('DELETE FROM cursor WHERE mailbox = ?').run(id);
  database.prepare('DELETE FROM pending_mail WHERE mailbox = ?').run(id);
  database.prepare('UPDATE message SET uid_validity = NULL, uid = NULL WHERE mailbox = ?').run(id);
}
