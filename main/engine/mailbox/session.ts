import { setTimeout as delay } from 'node:timers/promises';
import type { MailboxObject } from 'imapflow';
import type { MailboxSettings } from '../../../shared/contract.ts';
import { DeskError } from '../../../shared/error.ts';
import type { Client } from './client.ts';
import { likeliestFirst } from './folders.ts';
import {
  maxAnswerBytes,
  maxFetchedBytes,
  maxFolderLines,
  maxFolders,
  maxListedMails,
  maxListedRowBytes,
  maxMessageBytes,
  maxSearchedMails,
} from './limits.ts';
import { patience, type Patience } from './patience.ts';
import { isWithin, rangesOf } from './uidset.ts';

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

export interface MailDetails {
  /** RFC822.SIZE as the server has it: Exchange, for one, estimates. */
  sizeBytes: number;
  internalDate: Date | null;
}

export interface FetchedMail {
  uid: number;
  /** Null where the server named the mail and has no text for it (NIL, or none); cut one byte over the maximum. */
  source: Buffer | null;
}

/** Connects over TLS and logs in; the password is not sent before the certificate is verified. Throws DeskError. */
export async function openSession(
  settings: MailboxSettings,
  password: string,
  options: SessionOptions = {},
): Promise<Session> {
  if (password === '') throw new DeskError('password-missing');
  const waiting = options.patience ?? patience;
  // Only here, as most commands and many a store have to do with files alone, and imapflow brings 700 KB along.
  const { Client } = await import('./client.ts');
  const session = new Session(new Client(settings, password, waiting), waiting.newsMs);
  await session.connect(options.signal);
  return session;
}

/** One connection to a mail server, read-only. Every failure is a DeskError; it is `cancelled` after `destroy`. */
export class Session {
  #client: Client;
  #newsMs: number;
  #newMails = false;
  /** When news were last told of. */
  #newsAt = Number.NEGATIVE_INFINITY;
  /** Of the personal namespace: `INBOX.` at Courier and Cyrus. */
  #prefix = '';
  /** The server refused a fetch of the first bytes, so whole mails are asked for. */
  #wholeOnly = false;
  #wake = () => {};

  constructor(client: Client, newsMs: number) {
    this.#newsMs = newsMs;
    this.#client = client;
    this.#client.imap.on('exists', ({ count, prevCount }) => {
      if (count <= prevCount) return;
      this.#newMails = true;
      this.#wake();
    });
    this.#client.imap.on('close', () => this.#wake());
  }

  async connect(signal?: AbortSignal): Promise<void> {
    await this.#client.connect(signal);
    const { namespace } = this.#client.imap;
    if (namespace === undefined) return;
    // Folders are called what the server calls them: imapflow would put the prefix before those that lie elsewhere,
    // and list no others, so not even INBOX.
    this.#prefix = namespace.prefix;
    namespace.prefix = '';
  }

  /**
   * Folders that can be opened, the likeliest for reports first. INBOX is always one (RFC 3501 section 5.1), and the
   * only one of a server that does not list them.
   */
  async folders(): Promise<string[]> {
    const list = () => this.#client.imap.list({ listOnly: true });
    const folders = await this.#client.call(list, { lines: maxFolderLines }).catch((error: unknown) => {
      if (isDeclined(error)) return [];
      throw error;
    });
    const openable = folders.filter(({ flags }) => !flags.has('\\Noselect') && !flags.has('\\NonExistent'));
    const names = new Set(['INBOX', ...openable.map(({ path }) => path)]);
    return likeliestFirst([...names]).slice(0, maxFolders);
  }

  /**
   * Opens the folder read-only (EXAMINE): nothing in the mailbox ever changes, but at Courier. A name that does not
   * exist is looked for below the personal namespace as well.
   */
  async open(folder: string): Promise<OpenFolder> {
    try {
      return await this.#examine(folder);
    } catch (error) {
      const isElsewhere = error instanceof DeskError && error.code === 'folder-missing' && this.#prefix !== '';
      if (!isElsewhere || folder.startsWith(this.#prefix)) throw error;
      return this.#examine(this.#prefix + folder);
    }
  }

  async #examine(folder: string): Promise<OpenFolder> {
    const mailbox: MailboxObject | undefined = await this.#client.call(() =>
      this.#client.imap.mailboxOpen(folder, { readOnly: !this.#keepsUidsBySelect }),
    );
    const uidValidity = mailbox?.uidValidity ?? (await this.#uidValidity(folder));
    return { uidValidity: String(uidValidity), exists: mailbox?.exists ?? 0, uidNext: mailbox?.uidNext ?? 0 };
  }

  /**
   * Courier gives mails their UIDs, and a folder its UIDVALIDITY, for good at SELECT only: after EXAMINE the next mail
   * may get a UID that another one has had, and would pass for known. SELECT takes no more from mails than \Recent.
   */
  get #keepsUidsBySelect(): boolean {
    return this.#client.imap.greeting?.startsWith('Courier-IMAP') ?? false;
  }

  /** Asked for where EXAMINE does not tell; 0 is a value, though RFC 3501 has none. */
  async #uidValidity(folder: string): Promise<bigint> {
    try {
      const status = await this.#client.call(() => this.#client.imap.status(folder, { uidValidity: true }));
      if (status !== false && status.uidValidity !== undefined) return status.uidValidity;
    } catch (error) {
      if (!isDeclined(error)) throw error;
    }
    throw new DeskError('no-uid-validity', folder);
  }

  /** Whether the connection still stands. */
  get usable(): boolean {
    return this.#client.imap.usable;
  }

  /** UIDs of the mails of the open folder after a UID, in order. */
  async list(afterUid: number): Promise<number[]> {
    this.#newMails = false;
    // Lets the server tell of mails that came while nothing was asked (RFC 3501 section 6.1.2).
    await this.#client.call(() => this.#client.imap.noop());
    // Where the connection is gone there is no folder any more, and the search says so.
    const { exists } = this.#client.imap.mailbox || { exists: 1 };
    // An empty folder has no `*` to ask for.
    if (exists === 0) return [];
    // `*` is the last mail: where that is not after the cursor, the range runs backwards (section 6.4.8).
    const found = new Set((await this.#uidsAfter(afterUid, exists)).filter((uid) => uid > afterUid));
    if (found.size > maxListedMails) throw new DeskError('server-flood', `more than ${maxListedMails} mails`);
    return [...found].sort((a, b) => a - b);
  }

  /**
   * They are searched for, as Exchange finds mails for which its FETCH has no answer; in a large folder in stretches
   * between those that it does have.
   */
  async #uidsAfter(afterUid: number, exists: number): Promise<number[]> {
    if (exists <= maxSearchedMails) return this.#search(`${afterUid + 1}:*`);
    const listed: number[] = [];
    for await (const { uid } of this.#client.rows(`${afterUid + 1}:*`, { uid: true }, this.#listingBytes())) {
      if (listed.push(uid) > maxListedMails) throw new DeskError('server-flood', `more than ${maxListedMails} mails`);
    }
    listed.sort((a, b) => a - b);
    const found: number[] = [];
    for (let begun = 0, from = afterUid + 1; begun < listed.length; begun += maxSearchedMails) {
      const to = listed[begun + maxSearchedMails - 1];
      for (const uid of await this.#search(`${from}:${to ?? '*'}`)) found.push(uid);
      from = (to ?? 0) + 1;
    }
    return found;
  }

  async #search(uidSet: string): Promise<number[]> {
    const found = await this.#client.call(() => this.#client.imap.search({ uid: uidSet }, { uid: true }));
    if (!Array.isArray(found)) throw this.#client.failure(null);
    return found;
  }

  /** Which of some mails are still in the open folder. */
  async existing(uidSet: string): Promise<Set<number>> {
    return new Set(await this.#search(uidSet));
  }

  /** Sizes and dates of a UID set (`4:17,19`), as far as the server tells them: Dovecot breaks at a file it cannot read. */
  async details(uidSet: string): Promise<Map<number, MailDetails>> {
    const details = new Map<number, MailDetails>();
    const query = { uid: true, size: true, internalDate: true };
    for await (const { uid, size, internalDate } of this.#client.rows(uidSet, query, this.#listingBytes())) {
      details.set(uid, { sizeBytes: size ?? 0, internalDate: dateOf(internalDate) });
    }
    return details;
  }

  /** Streams the sources of a UID set (`4:17,19`), each read no further than one byte over the maximum. */
  async *fetch(uidSet: string): AsyncGenerator<FetchedMail> {
    let came = 0;
    try {
      for await (const mail of this.#sources(uidSet)) {
        came += 1;
        yield mail;
      }
    } catch (error) {
      if (!isDeclined(error) || came > 0 || this.#wholeOnly || !this.#client.imap.usable) throw error;
      // Perhaps it only knows whole mails.
      this.#wholeOnly = true;
      yield* this.#sources(uidSet);
    }
  }

  async *#sources(uidSet: string): AsyncGenerator<FetchedMail> {
    const asked = rangesOf(uidSet);
    // RFC822.SIZE is the server's word; the partial fetch is what bounds the memory, and the longest literal else.
    const source = this.#wholeOnly ? true : { start: 0, maxLength: maxMessageBytes + 1 };
    for await (const row of this.#client.rows(uidSet, { uid: true, source }, maxFetchedBytes)) {
      if (isWithin(asked, row.uid)) yield { uid: row.uid, source: textOf(row.source) };
    }
  }

  /** Resolves when mails came or the signal aborts, and rejects when the connection is lost. */
  async waitForChange(signal: AbortSignal): Promise<void> {
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    // Woken for news, the signal and the end of the connection only: each of them ends the loop.
    while (!this.#newMails && !signal.aborted) {
      if (!this.#client.imap.usable) throw this.#client.failure(null);
      await Promise.race([woken, this.#client.idle(signal)]);
    }
    await pause(this.#newsAt + this.#newsMs - performance.now(), signal);
    this.#newsAt = performance.now();
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  /** Hangs up at once. */
  destroy(): void {
    this.#client.destroy();
  }

  #listingBytes(): number {
    const { exists } = this.#client.imap.mailbox || { exists: 0 };
    return maxAnswerBytes + Math.min(exists, maxListedMails) * maxListedRowBytes;
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await delay(ms, undefined, { signal }).catch(() => {});
}

/** The server said no without a reason that passes or forbids: it may not know what was asked for. */
function isDeclined(error: unknown): boolean {
  return error instanceof DeskError && (error.code === 'server-refused' || error.code === 'mailbox-protocol');
}

/** Servers without a text for a mail send NIL, or an empty one. */
function textOf(source: unknown): Buffer | null {
  return Buffer.isBuffer(source) && source.length > 0 ? source : null;
}

function dateOf(value: Date | string | undefined): Date | null {
  const date = new Date(value ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date;
}
