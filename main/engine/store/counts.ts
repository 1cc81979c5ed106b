import type { Database } from 'better-sqlite3';
import type { MessageCounts } from '../../../shared/contract.ts';
import type { Outcome } from './batch.ts';

/** Mails and files there ever were, or those of one mailbox; a trigger of the schema counts them, but what is pending. */
export function readMessageCounts(database: Database, mailboxId?: number): MessageCounts {
  const rows = database
    .prepare<{ mailboxId: number | null }, { outcome: Outcome['outcome']; messages: number }>(
      `SELECT outcome, sum(messages) AS messages FROM message_count
       WHERE $mailboxId IS NULL OR mailbox = $mailboxId GROUP BY outcome`,
    )
    .all({ mailboxId: mailboxId ?? null });
  const pending = database
    .prepare<{ mailboxId: number | null }, number>(
      'SELECT count(*) FROM pending_mail WHERE $mailboxId IS NULL OR mailbox = $mailboxId',
    )
    .pluck()
    .get({ mailboxId: mailboxId ?? null });
  const counts = { fetched: pending ?? 0, stored: 0, duplicate: 0, refused: 0, pending: pending ?? 0 };
  for (const { outcome, messages } of rows) {
    counts[outcome] = messages;
    counts.fetched += messages;
  }
  return counts;
}
