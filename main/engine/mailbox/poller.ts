import { setTimeout as delay } from 'node:timers/promises';
import { problemOf, type MailboxSettings } from '../../../shared/contract.ts';
import { asDeskError, DeskError, type ErrorCode } from '../../../shared/error.ts';
import { Backoff } from './backoff.ts';
import { Fetcher, type RawMessage } from './fetcher.ts';
import { openSession, type Session } from './session.ts';
import { StateTeller, type PollerState } from './state.ts';

/** How far a folder was read; its UIDs hold for this UIDVALIDITY only (RFC 3501 section 2.3.1.1). */
export interface Cursor {
  uidValidity: string;
  lastUid: number;
}

export interface PollerPorts {
  /** Throws store-quota or store-full where what is fetched could not be stored. */
  requireRoom(): void;
  cursor(): Cursor | null;
  /** Stores the mails and, with them, a cursor at the last one's UID: all or nothing. */
  take(batch: { uidValidity: string; messages: RawMessage[] }): Promise<void>;
  onState(state: PollerState): void;
}

/** What tests replace, so as not to wait. `sleep` resolves when the time is over or the signal aborts. */
export interface Timing {
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  random(): number;
}

const realTiming: Timing = {
  sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => {}),
  random: Math.random,
};

/** What does not mend itself is not tried again soon: servers lock accounts out for less. */
const hopelessMs = 60 * 60_000;
const hopeless = new Set<ErrorCode>([
  'login-failed',
  'login-disabled',
  'password-missing',
  'certificate-expired',
  'certificate-not-trusted',
  'certificate-host-mismatch',
  'tls-not-offered',
  'folder-missing',
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
      this.#teller.change({ nextCheckAt: new Date(Date.now() + waitMs).toISOString() });
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
      await this.#fetchNew(cancelling.signal);
      this.#backoff.reset();
      this.#teller.change({ phase: 'waiting', problem: null, lastCheckedAt: new Date().toISOString() });
      return this.#settings.pollMinutes * 60_000;
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
    return hopeless.has(error.code) ? hopelessMs : this.#backoff.nextMs();
  }

  async #fetchNew(signal: AbortSignal): Promise<void> {
    this.#ports.requireRoom();
    const session = this.#session ?? (await this.#connect(signal));
    const cursor = this.#ports.cursor();
    let lastUid = cursor?.uidValidity === this.#uidValidity ? cursor.lastUid : 0;
    // Listed again after each fetch, for the mails that came during it.
    for (;;) {
      const mails = await session.list(lastUid);
      if (mails.length === 0) return;
      lastUid = mails.at(-1)?.uid ?? lastUid;
      const progress = { done: 0, total: mails.length };
      this.#teller.change({ phase: 'fetching', progress });
      await this.#fetcher.run(session, mails, async (messages) => {
        await this.#ports.take({ uidValidity: this.#uidValidity, messages });
        this.#backoff.reset();
        progress.done += messages.length;
        this.#teller.change({ progress: { ...progress } });
      });
    }
  }

  async #connect(signal: AbortSignal): Promise<Session> {
    this.#teller.change({ phase: 'connecting' });
    const session = await openSession(this.#settings, this.#password, { signal });
    this.#session = session;
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
    } catch {
      // Servers end idle connections now and then; that is no failure to show.
      this.#hangUp();
      await this.#timing.sleep(this.#backoff.nextMs(), waking.signal);
    } finally {
      waking.abort();
    }
  }

  #hangUp(): void {
    this.#session?.destroy();
    this.#session = null;
  }
}
