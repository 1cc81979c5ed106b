import type { Problem } from './contract.ts';

/** A mail that the server listed and has not handed out yet: it is asked for again, at longer and longer intervals. */
export interface PendingMail {
  uid: number;
  /** ISO 8601: when it was first asked for in vain, and when it is asked for again. */
  since: string;
  nextAttemptAt: string;
  /** How often it did not come where others did. */
  attempts: number;
  reason: Problem;
}
/** A mailbox's state lists so many of its pending mails, those that have waited longest. */
export const pendingShownLimit = 50;
