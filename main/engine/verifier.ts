import { DeskError } from '../../shared/error.ts';
import { authenticateByHeader, authenticateByKeys, type Verdict } from './mailbox/authenticity.ts';
import type { ResolveTxt } from './mailbox/keys.ts';
import type { Store } from './store/store.ts';
import type { WaitingMail } from './store/waiting.ts';

/** Mails whose keys are looked up at the same time: each waits for strangers' name servers. */
const together = 8;
const minuteMs = 60_000;
/** After each try that DNS did not answer. A name server that is silent for longer has no key for us. */
const pausesMs = [1, 5, 30, 2 * 60, 6 * 60, 24 * 60].map((minutes) => minutes * minuteMs);
/** A computer that slept, or whose clock was set, looks again before long. */
const maxSleepMs = 15 * minuteMs;
/** What more mails than this would keep on disk anyone could make them keep: they are verified before they are stored. */
const maxWaiting = { mails: 10_000, bytes: 128 * 1024 * 1024 };

/**
 * Finds out who sent the mails that are stored and wait for it. They are kept in the store until then, so that a
 * restart, or days without DNS, lose none; and no mail waits for the name servers of another.
 */
export class Verifier {
  #store: Store;
  #resolveTxt: ResolveTxt;
  #onVerdict: () => void;
  #underWay = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(store: Store, resolveTxt: ResolveTxt, onVerdict: () => void) {
    this.#store = store;
    this.#resolveTxt = resolveTxt;
    this.#onVerdict = onVerdict;
  }

  /** Begins with what is due, and goes on when more will be. */
  wake(): void {
    clearTimeout(this.#timer);
    try {
      for (let mail = this.#next(); mail !== null; mail = this.#next()) this.#begin(mail);
      if (this.#underWay.size === 0) this.#sleepUntil(this.#isStopped ? null : this.#store.nextWaitingDue());
    } catch (error) {
      // The disk is full, or another process keeps the store: what waits goes on waiting.
      if (!(error instanceof DeskError)) throw error;
      this.#sleepUntil(Date.now() + minuteMs);
    }
  }

  /** Everything that is due was tried; what could not be looked up is due later. */
  async finish(): Promise<void> {
    this.wake();
    while (this.#underWay.size > 0) await Promise.race(this.#underWay);
  }

  /** Nothing is written any more; what was under way is tried again another time. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  /** Whether so many mails wait already that the next is better verified before it is stored. */
  get isFull(): boolean {
    const { mails, bytes } = this.#store.waiting();
    return mails >= maxWaiting.mails || bytes >= maxWaiting.bytes;
  }

  /** The verdict on a mail for which there is no room. */
  verifyNow(source: Buffer, contacts: string[], receivedAt: string): Promise<Verdict> {
    return authenticateByKeys(source, contacts, timeOf(receivedAt), this.#resolveTxt);
  }

  #begin(mail: WaitingMail): void {
    const work = this.#verify(mail).finally(() => {
      this.#underWay.delete(work);
      this.wake();
    });
    this.#underWay.add(work);
  }

  async #verify(mail: WaitingMail): Promise<void> {
    // Others have their turn between two mails, whose keys may all be known.
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#isStopped) return;
    try {
      const verdict = await this.#verdictOn(mail);
      if (verdict === null || this.#isStopped) return;
      this.#store.settle(mail.message, verdict);
      this.#onVerdict();
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
    }
  }

  #next(): WaitingMail | null {
    if (this.#isStopped || this.#underWay.size >= together) return null;
    // Where nothing is looked up any more, nothing is waited for either.
    const which = this.#store.preferences().verification === 'dns' ? 'due' : 'all';
    return this.#store.takeWaiting(which, Date.now(), (tries) => pausesMs[tries] ?? 0);
  }

  /** By what the person wants now, whatever they wanted when it came; null when it is to be tried again. */
  async #verdictOn({ source, contacts, receivedAt, tries }: WaitingMail): Promise<Verdict | null> {
    const { verification, trustedServer } = this.#store.preferences();
    if (verification === 'off') return { authenticity: 'not-checked', signingDomain: '' };
    if (verification === 'header') return authenticateByHeader(source, contacts, trustedServer);
    const isLast = tries >= pausesMs.length;
    // A mail that ended the process so often is not tried once more.
    if (tries > pausesMs.length) return { authenticity: 'failed', signingDomain: '' };
    const verdict = await authenticateByKeys(source, contacts, timeOf(receivedAt), this.#resolveTxt);
    if (verdict.authenticity !== 'not-checked') return verdict;
    return isLast ? { ...verdict, authenticity: 'failed' } : null;
  }

  #sleepUntil(due: number | null): void {
    if (due === null) return;
    this.#timer = setTimeout(() => this.wake(), Math.min(Math.max(due - Date.now(), 0), maxSleepMs));
    this.#timer.unref();
  }
}

/** Signatures expire: what counts is when the mail came, which a file knows from its Date header at best. */
function timeOf(receivedAt: string): Date {
  return receivedAt === '' ? new Date() : new Date(receivedAt);
}
