import { setTimeout as delay } from 'node:timers/promises';
import { problemOf, type MailboxSettings } from '../../../shared/contract.ts';
import type { PendingMail } from '../../../shared/pending.ts';
import { asDeskError, DeskError, type ErrorCode } from '../../../shared/error.ts';
import { Backoff } from './backoff.ts';
import { Fetcher, type RawMessage } from './fetcher.ts';
import { maxAskedAgain, pausesMs, pendingMail } from './pending.ts';
import { openSession, type Session } from './session.ts';
import { StateTeller, type PollerState } from './state.ts';
import { uidSetOf } from './uidset.ts';

/** How far a folder was read; its UIDs hold for this UIDVALIDITY only (RFC 3501 section 2.3.1.1). */
export interface Cursor {
  uidValidity: string;
  lastUid: number;
}

/** What came of some mails, in UID order: all up to `lastUid` are in one of both lists. */
export interface PollerBatch {
  uidValidity: string;
  messages: RawMessage[];
  pending: PendingMail[];
  lastUid: number;
}

export interface PollerPorts {
  /** Throws store-quota or store-full where what is fetched could not be stored. */
  requireRoom(): void;
  cursor(): Cursor | null;
  /** Stores the mails and what is pending, and moves the cursor, in such an order that nothing falls between them. */
  take(batch: PollerBatch): Promise<void>;
  /** What is pending under a UIDVALIDITY, the first to be asked for again first. */
  pending(uidValidity: string, limit: number): PendingMail[];
  /** Pending mails that are no longer in the mailbox. */
  vanished(uidValidity: string, uids: number[]): void;
  onState(state: PollerState): void;
}

/** What tests replace, so as not to wait. `sleep` resolves when the time is over or the signal aborts. */
export interface Timing {
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  random(): number;
  now(): number;
}

const realTiming: Timing = {
  sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => {}),
  random: Math.random,
  now: Date.now,
};

interface Reached {
  before: number;
  now: number;
}

/** A connection that ends sooner did not do its work: the pauses before the next ones grow all the same. */
const settledMs = 5 * 60_000;

/** Tried again, these may lock the account, and no other network mends them. */
const ofThePassword = new Set<ErrorCode>(['login-failed', 'password-expired', 'contact-admin']);

/** What does not mend itself is not tried again soon: servers lock accounts out for less. */
const hopelessMs = 60 * 60_000;
const hopeless = new Set<ErrorCode>([
  'login-failed',
  'login-disabled',
  'password-missing',
  'password-expired',
  'privacy-required',
  'no-permission',
  'contact-admin',
  'certificate-expired',
  'certificate-not-trusted',
  'certificate-host-mismatch',
  'tls-not-offered',
  'folder-missing',
  'no-uid-validity',
]);

/**
 * The life of one mailbox: fetch what is new, then wait, connected, for news from the server or the next poll; after
 * a failure, wait and connect again. New settings or a new password need a new Poller.
 */
export class Poller {
  #settings: MailboxSettings;
  #password: string;
  #ports: PollerPorts;
  #timing: Timing;
  #teller: StateTeller;
  #backoff: Backoff;
  #fetcher = new Fetcher();
  #session: Session | null = null;
  #connectedAtMs = 0;
  #uidValidity = '';
  #stopping = new AbortController();
  /** Ends the check under way. */
  #cancelling: AbortController | null = null;
  /** Ends the wait for the next check. */
  #waking = new AbortController();
  /** Those who await the end of a check. */
  #askers: (() => void)[] = [];
  #living: Promise<void> | null = null;

  constructor(settings: MailboxSettings, password: string, ports: PollerPorts, timing: Timing = realTiming) {
    this.#settings = settings;
    this.#password = password;
    this.#ports = ports;
    this.#timing = timing;
    this.#teller = new StateTeller((state) => ports.onState(state));
    this.#backoff = new Backoff(timing.random);
  }

  start(): void {
    this.#living ??= this.#live();
  }

  /** Checks without waiting for the next poll, or joins the check under way; resolves at its end, well or not. */
  checkNow(): Promise<void> {
    if (this.#living === null || this.#stopping.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      this.#askers.push(resolve);
      this.#waking.abort();
    });
  }

  /**
   * The network changed or the computer woke: what failed before may work now. Only a password is not mended by that,
   * and servers lock accounts out for trying a wrong one.
   */
  wake(): void {
    const { problem } = this.#teller.state;
    if (problem !== null && ofThePassword.has(problem.code)) return;
    this.#backoff.reset();
    this.#waking.abort();
  }

  /** Ends the check under way at once. What was taken stays, and the next check goes on from there. */
  cancel(): void {
    this.#cancelling?.abort();
  }

  /** Ends for good; resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#cancelling?.abort();
    this.#waking.abort();
    await this.#living;
  }

  async #live(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const waitMs = await this.#check();
      this.#teller.change({ nextCheckAt: new Date(this.#timing.now() + waitMs).toISOString() });
      this.#teller.flush();
      this.#answer();
      if (!signal.aborted) await this.#rest(waitMs);
    }
    // Whoever asked in the moment before the end.
    this.#answer();
    await this.#session?.close();
  }

  #answer(): void {
    for (const answer of this.#askers.splice(0)) answer();
  }

  /** One check; answers how long to wait for the next. */
  async #check(): Promise<number> {
    const cancelling = new AbortController();
    this.#cancelling = cancelling;
    cancelling.signal.addEventListener('abort', () => this.#session?.destroy());
    try {
      this.#ports.requireRoom();
      const session = this.#session ?? (await this.#connect(cancelling.signal));
      const reached = await this.#fetchNew(session);
      await this.#askAgain(session, reached);
      const lastCheckedAt = new Date(this.#timing.now()).toISOString();
      this.#teller.change({ phase: 'waiting', problem: null, lastCheckedAt });
      return this.#untilNextMs();
    } catch (error) {
      this.#hangUp();
      return this.#afterFailure(cancelling.signal.aborted ? new DeskError('cancelled') : asDeskError(error));
    } finally {
      this.#cancelling = null;
    }
  }

  #afterFailure(error: DeskError): number {
    if (error.code === 'cancelled') {
      this.#teller.change({ phase: 'waiting', problem: null });
      return this.#settings.pollMinutes * 60_000;
    }
    const phase = error.code === 'password-missing' ? 'needs-password' : 'failed';
    this.#teller.change({ phase, problem: problemOf(error) });
    return this.#pauseMs(error);
  }

  /** The next poll, or before it when a pending mail is to be asked for again. */
  #untilNextMs(): number {
    const pollMs = this.#settings.pollMinutes * 60_000;
    const [next] = this.#ports.pending(this.#uidValidity, 1);
    if (next === undefined) return pollMs;
    const dueMs = Date.parse(next.nextAttemptAt) - this.#timing.now();
    return Math.min(pollMs, Math.max(dueMs || 0, pausesMs[0] ?? 0));
  }

  #pauseMs(error: DeskError): number {
    const pauseMs = hopeless.has(error.code) ? hopelessMs : this.#backoff.nextMs();
    return Math.max(pauseMs, error.retryAfterMs ?? 0);
  }

  /** Answers up to which UID the folder had been read before, and is now. */
  async #fetchNew(session: Session): Promise<Reached> {
    const cursor = this.#ports.cursor();
    const before = cursor?.uidValidity === this.#uidValidity ? cursor.lastUid : 0;
    // Listed again after each fetch, for the mails that came during it.
    for (let now = before; ;) {
      const uids = await session.list(now);
      if (uids.length === 0) return { before, now };
      now = uids.at(-1) ?? now;
      await this.#fetch(session, uids, new Map(), false);
    }
  }

  /**
   * Asks again for the pending mails that are due, or for all when a person asked: after what is new, so that they keep
   * nobody waiting; those that did not come where others did each alone.
   */
  async #askAgain(session: Session, { before, now }: Reached): Promise<void> {
    const nowMs = this.#timing.now();
    const all = this.#askers.length > 0;
    const due = this.#ports
      .pending(this.#uidValidity, maxAskedAgain)
      .filter(({ uid, nextAttemptAt }) => uid <= before && (all || !(Date.parse(nextAttemptAt) > nowMs)));
    if (due.length === 0) return;
    const existing = await session.existing(uidSetOf(due.map(({ uid }) => uid).sort((a, b) => a - b)));
    const gone = due.filter(({ uid }) => !existing.has(uid)).map(({ uid }) => uid);
    if (gone.length > 0) this.#ports.vanished(this.#uidValidity, gone);
    const left = new Map(due.filter(({ uid }) => existing.has(uid)).map((mail) => [mail.uid, mail]));
    const wasOnly = now === before && left.size === 1;
    const uids = (isFirst: boolean) =>
      [...left.values()].filter(({ attempts }) => (attempts === 0) === isFirst).map(({ uid }) => uid);
    for (const group of [uids(true), ...uids(false).map((uid) => [uid])]) {
      if (group.length > 0) await this.#fetch(session, group, left, wasOnly);
    }
  }

  async #fetch(session: Session, uids: number[], known: Map<number, PendingMail>, wasOnly: boolean): Promise<void> {
    const progress = { done: 0, total: uids.length };
    this.#teller.change({ phase: 'fetching', progress });
    let eased = false;
    await this.#fetcher.run(session, uids, async ({ messages, withheld }) => {
      const nowMs = this.#timing.now();
      const pending = withheld.map((mail) => pendingMail(mail, known.get(mail.uid), { wasOnly, nowMs }));
      const done = messages.length + pending.length;
      const lastUid = uids[progress.done + done - 1] ?? 0;
      await this.#ports.take({ uidValidity: this.#uidValidity, messages, pending, lastUid });
      if (messages.length > 0 && !eased) this.#backoff.ease();
      eased ||= messages.length > 0;
      progress.done += done;
      this.#teller.change({ progress: { ...progress } });
    });
  }

  async #connect(signal: AbortSignal): Promise<Session> {
    this.#teller.change({ phase: 'connecting' });
    const session = await openSession(this.#settings, this.#password, { signal });
    this.#session = session;
    this.#connectedAtMs = this.#timing.now();
    if (signal.aborted) throw new DeskError('cancelled');
    ({ uidValidity: this.#uidValidity } = await session.open(this.#settings.folder));
    return session;
  }

  /** Waits until the next check is due, is asked for, or the server tells of new mails. */
  async #rest(waitMs: number): Promise<void> {
    const waking = new AbortController();
    this.#waking = waking;
    try {
      const news = this.#session?.waitForChange(waking.signal);
      await Promise.race([this.#timing.sleep(waitMs, waking.signal), ...(news === undefined ? [] : [news])]);
    } catch (error) {
      // Servers end idle connections now and then; that is no failure to show.
      this.#hangUp();
      await this.#timing.sleep(this.#pauseMs(asDeskError(error)), waking.signal);
    } finally {
      waking.abort();
    }
  }

  #hangUp(): void {
    if (this.#session === null) return;
    if (this.#timing.now() - this.#connectedAtMs >= settledMs) this.#backoff.reset();
    this.#session.destroy();
    this.#session = null;
  }
}
