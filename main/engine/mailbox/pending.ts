import { problemOf } from '../../../shared/contract.ts';
import type { PendingMail } from '../../../shared/pending.ts';
import type { ErrorCode } from '../../../shared/error.ts';
import type { WithheldMail } from './fetcher.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Waits before a mail is asked for again, by how often it did not come where others did; the last one stays. */
export const pausesMs = [1, 5, 15]
  .map((minutes) => minutes * minuteMs)
  .concat([1, 4, 12, 24].map((hours) => hours * hourMs));
/** As many are asked for again in one check; the others come next. */
export const maxAskedAgain = 500;

/** By these a server says that it is itself to blame. */
const ofTheServer = new Set<ErrorCode>([
  'account-not-connected',
  'mailbox-in-use',
  'server-unavailable',
  'throttled',
  'too-many-connections',
]);

/**
 * A mail that was asked for in vain, to be asked for again. Nothing is ever concluded from that but a longer pause, and
 * that only where the server handed out others, or has nothing else to hand out: a server that falters as a whole is
 * given its time by the poller.
 */
export function pendingMail(
  { uid, reason, othersCame }: WithheldMail,
  before: PendingMail | undefined,
  { wasOnly, nowMs }: { wasOnly: boolean; nowMs: number },
): PendingMail {
  const isOfTheMail = before !== undefined && (othersCame || wasOnly) && !ofTheServer.has(reason.code);
  const attempts = (before?.attempts ?? 0) + (isOfTheMail ? 1 : 0);
  const pauseMs = pausesMs[attempts] ?? pausesMs.at(-1) ?? hourMs;
  return {
    uid,
    since: before?.since ?? new Date(nowMs).toISOString(),
    nextAttemptAt: new Date(nowMs + pauseMs).toISOString(),
    attempts,
    reason: problemOf(reason),
  };
}
