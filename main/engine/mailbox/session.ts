import { setTimeout as delay } from 'node:timers/promises';
import { ImapFlow, type FetchMessageObject, type FetchQueryObject, type MailboxObject } from 'imapflow';
import type { MailboxSettings } from '../../../shared/contract.ts';
import { DeskError } from '../../../shared/error.ts';
import { clientOptions, patience, type Patience } from './client.ts';
import { mailboxFailure } from './failure.ts';
import { likeliestFirst } from './folders.ts';
import { LastWords } from './lastwords.ts';
import { maxFolders, maxListedMails, maxMessageBytes } from './limits.ts';

export interface SessionOptions {
  /** Ends the attempt to connect; afterwards `destroy` ends the session. */
  signal?: AbortSignal;
  patience?: Patience;
}

export interface OpenFolder {
  uidValidity: string;
  exists: number;
  uidNext: number;
}

export interface ListedMail {
  uid: number;
  /** RFC822.SIZE as the server has it: Exchange, for one, estimates. */
  sizeBytes: number;
  internalDate: Date | null;
}

export interface FetchedMail {
  uid: number;
  /** Null where the server named the mail and did not hand it out; cut one byte over the maximum. */
  source: Buffer | null;
}

/** Connects over TLS and logs in; the password is not sent before the certificate is verified. Throws DeskError. */
export async function openSession(
  settings: MailboxSettings,
  password: string,
  options: SessionOptions = {},
): Promise<Session> {
  if (password === '') throw new DeskError('password-missing');
  const session = new Session(settings, password, options.patience ?? patience);
  await session.connect(options.signal);
  return session;
}

/** One connection to a mail server. Every failure is a DeskError; it is `cancelled` after `destroy`. */
export class Session {
  #client: ImapFlow;
  #patience: Patience;
  #destroyed = false;
  #newMails = false;
  #lastWords = new LastWords();
  /** What imapflow tells beside its calls: it explains a connection that a call finds gone. */
  #lastError: unknown = null;
  #wake = () => {};

  constructor(settings: MailboxSettings, password: string, waiting: Patience) {
    this.#patience = waiting;
    this.#client = new ImapFlow(clientOptions(settings, password, waiting, this.#lastWords));
    this.#client.on('error', (error) => {
      this.#lastError = error;
    });
    this.#client.on('exists', ({ count, prevCount }) => {
      if (count > prevCount) this.#newMails = true;
      this.#wake();
    });
    this.#client.on('close', () => this.#wake());
  }

  async connect(signal?: AbortSignal): Promise<void> {
    const stop = () => this.destroy();
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop);
    try {
      await this.#call(() => this.#client.connect());
    } catch (error) {
      this.#client.close();
      throw error;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  /** Folders that can be opened, the likeliest for reports first. */
  async folders(): Promise<string[]> {
    const folders = await this.#call(() => this.#client.list({ listOnly: true }));
    const openable = folders.filter(({ flags }) => !flags.has('\\Noselect') && !flags.has('\\NonExistent'));
    return likeliestFirst(openable.slice(0, maxFolders).map(({ path }) => path));
  }

  /** Opens the folder read-only (EXAMINE): nothing in the mailbox ever changes. */
  async open(folder: string): Promise<OpenFolder> {
    const mailbox: MailboxObject | undefined = await this.#call(() =>
      this.#client.mailboxOpen(folder, { readOnly: true }),
    );
    if (!mailbox?.uidValidity) throw new DeskError('mailbox-protocol', `no UIDVALIDITY for ${folder}`);
    const { uidValidity, exists = 0, uidNext = 0 } = mailbox;
    return { uidValidity: String(uidValidity), exists, uidNext };
  }

  /** The mails of the open folder after a UID, in UID order. */
  async list(afterUid: number): Promise<ListedMail[]> {
    this.#newMails = false;
    // Lets the server tell of mails that came while nothing was asked (RFC 3501 section 6.1.2).
    await this.#call(() => this.#client.noop());
    // An empty folder has no `*` to ask for.
    if (this.#client.mailbox && this.#client.mailbox.exists === 0) return [];
    const mails: ListedMail[] = [];
    for await (const row of this.#rows(`${afterUid + 1}:*`, { uid: true, size: true, internalDate: true })) {
      // `*` is the last mail: where that is not after the cursor, the range runs backwards (section 6.4.8).
      if (row.uid <= afterUid) continue;
      if (mails.length === maxListedMails) throw new DeskError('mailbox-protocol', `more than ${maxListedMails} mails`);
      mails.push({ uid: row.uid, sizeBytes: row.size ?? 0, internalDate: dateOf(row.internalDate) });
    }
    return mails.sort((a, b) => a.uid - b.uid);
  }

  /** Streams the sources of a UID set (`4:17,19`), each read no further than one byte over the maximum. */
  async *fetch(uidSet: string): AsyncGenerator<FetchedMail> {
    // RFC822.SIZE is the server's word; the partial fetch is what bounds the memory.
    for await (const row of this.#rows(uidSet, { uid: true, source: { start: 0, maxLength: maxMessageBytes + 1 } })) {
      yield { uid: row.uid, source: row.source ?? null };
    }
  }

  /** Resolves when mails came or the signal aborts, and rejects when the connection is lost. */
  async waitForChange(signal: AbortSignal): Promise<void> {
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    while (!this.#newMails && !signal.aborted) {
      if (!this.#client.usable) throw this.#failure(null);
      await Promise.race([woken, this.#idle(signal)]);
    }
  }

  /** Logs out, or hangs up when the server takes too long to agree. */
  async close(): Promise<void> {
    const timer = setTimeout(() => this.#client.close(), this.#patience.logoutMs);
    await this.#client.logout().catch(() => {});
    clearTimeout(timer);
    this.#client.close();
  }

  /** Hangs up at once. */
  destroy(): void {
    this.#destroyed = true;
    this.#client.close();
  }

  /** One IDLE, ended by the next command, the server, or the need to show that we are still here. */
  async #idle(signal: AbortSignal): Promise<void> {
    const began = performance.now();
    await this.#client.idle().catch(() => {});
    const tooEarlyMs = this.#patience.idleMs - (performance.now() - began);
    if (tooEarlyMs > 0 && this.#client.usable) await delay(tooEarlyMs, undefined, { signal }).catch(() => {});
  }

  async *#rows(uidSet: string, query: FetchQueryObject): AsyncGenerator<FetchMessageObject> {
    try {
      for await (const row of this.#client.fetch(uidSet, query, { uid: true })) {
        // Servers may tell of flag changes in between; a row without a UID is of no use.
        if (row.uid) yield row;
      }
    } catch (error) {
      throw this.#failure(error);
    }
  }

  /** Some of imapflow's calls answer false instead of throwing. */
  async #call<T>(work: () => Promise<T>): Promise<T> {
    this.#lastWords.refusal = '';
    let answer: T;
    try {
      answer = await work();
    } catch (error) {
      throw this.#failure(error);
    }
    if (answer === false) throw this.#failure(this.#lastWords.asError());
    return answer;
  }

  #failure(error: unknown): DeskError {
    if (this.#destroyed) return new DeskError('cancelled');
    const { farewell, refusal } = this.#lastWords;
    if (isRefusal(error)) return mailboxFailure(error, `${refusal} ${farewell}`);
    if (this.#client.usable) return mailboxFailure(error ?? { message: 'the server did not answer' });
    const gone = { code: 'NoConnection', reason: this.#client.byeReason };
    return mailboxFailure(this.#lastError ?? error ?? gone, farewell);
  }
}

function isRefusal(error: unknown): boolean {
  return typeof error === 'object' && error !== null && ('responseStatus' in error || 'authenticationFailed' in error);
}

function dateOf(value: Date | string | undefined): Date | null {
  const date = new Date(value ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date;
}
