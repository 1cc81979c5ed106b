import { setTimeout as delay } from 'node:timers/promises';
import { getCACertificates } from 'node:tls';
import { ImapFlow, type FetchMessageObject, type FetchQueryObject, type ImapFlowOptions } from 'imapflow';
import type { MailboxSettings } from '../../../shared/contract.ts';
import { DeskError } from '../../../shared/error.ts';
import type { Allowance } from './budget.ts';
import { mailboxFailure } from './failure.ts';
import {
  maxAnswerBytes,
  maxAnswerLines,
  maxAnswerTokens,
  maxExcessBytes,
  maxLineBytes,
  maxMessageBytes,
} from './limits.ts';
import { Oversight } from './oversight.ts';
import type { Patience } from './patience.ts';

/**
 * imapflow, with every failure a DeskError (`cancelled` after `destroy`), and with bounds in bytes, lines and time on
 * what the server sends in answer to a command (`server-flood`).
 */
export class Client {
  readonly imap: ImapFlow;
  #patience: Patience;
  #destroyed = false;
  #oversight = new Oversight(
    () => this.imap.stats().received,
    (reason) => this.#giveUp(reason),
  );
  /** What imapflow tells beside its calls: it explains a connection that a call finds gone. */
  #lastError: unknown = null;

  constructor(settings: MailboxSettings, password: string, patience: Patience) {
    this.#patience = patience;
    this.imap = new ImapFlow(clientOptions(settings, password, patience, this.#oversight));
    this.imap.on('error', (error) => {
      this.#lastError ??= error;
    });
  }

  async connect(signal?: AbortSignal): Promise<void> {
    const stop = () => this.destroy();
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop);
    try {
      await this.call(() => this.imap.connect(), { ms: this.#patience.loginMs });
    } catch (error) {
      this.imap.close();
      throw error;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  /** One command. Some of imapflow's calls answer false instead of throwing. */
  async call<T>(work: () => Promise<T>, allowance: Partial<Allowance> = {}): Promise<T> {
    const end = this.#begin(allowance);
    let answer: T;
    try {
      answer = await work();
    } catch (error) {
      throw this.failure(error);
    } finally {
      end();
    }
    if (answer === false) throw this.failure(this.#oversight.lastWords.asError());
    return answer;
  }

  async *rows(uidSet: string, query: FetchQueryObject, bytes: number): AsyncGenerator<FetchMessageObject> {
    const end = this.#begin({ bytes });
    try {
      for await (const row of this.imap.fetch(uidSet, query, { uid: true })) {
        // Servers may tell of flag changes in between; a row without a UID is of no use.
        if (row.uid) yield row;
      }
    } catch (error) {
      throw this.failure(error);
    } finally {
      end();
    }
  }

  /** One IDLE, ended by the next command, the server, or the need to show that we are still here. */
  async idle(signal: AbortSignal): Promise<void> {
    const began = performance.now();
    const end = this.#begin({ ms: Number.POSITIVE_INFINITY, renewedMs: 60_000 });
    await this.imap.idle().catch(() => {});
    end();
    const tooEarlyMs = began + this.#patience.idleMs - performance.now();
    if (tooEarlyMs > 0 && this.imap.usable) await delay(tooEarlyMs, undefined, { signal }).catch(() => {});
  }

  /** Logs out, or hangs up when the server takes too long to agree. */
  async close(): Promise<void> {
    const timer = setTimeout(() => this.imap.close(), this.#patience.logoutMs);
    await this.imap.logout().catch(() => {});
    clearTimeout(timer);
    this.imap.close();
  }

  /** Hangs up at once. */
  destroy(): void {
    this.#destroyed = true;
    this.imap.close();
  }

  /** What imapflow threw; null for a connection that is found gone. */
  failure(error: unknown): DeskError {
    if (this.#destroyed) return new DeskError('cancelled');
    const { farewell, refusal } = this.#oversight.lastWords;
    if (isRefusal(error)) return mailboxFailure(error, `${refusal} ${farewell}`);
    if (this.imap.usable) return mailboxFailure(error ?? { message: 'the server did not answer' });
    const gone = { code: 'NoConnection', reason: this.imap.byeReason };
    return mailboxFailure(this.#lastError ?? error ?? gone, farewell);
  }

  /** A command begins; answers how to tell that it has ended. */
  #begin(allowance: Partial<Allowance>): () => void {
    const usual = { bytes: maxAnswerBytes, lines: maxAnswerLines, ms: this.#patience.answerMs };
    return this.#oversight.begin({ ...usual, ...allowance });
  }

  #giveUp(reason: DeskError): void {
    this.#lastError ??= reason;
    this.imap.close();
  }
}

function isRefusal(error: unknown): boolean {
  return typeof error === 'object' && error !== null && ('responseStatus' in error || 'authenticationFailed' in error);
}

/** Settings as options of imapflow: TLS always, nothing enabled, nothing logged but what LastWords picks out. */
function clientOptions(
  settings: MailboxSettings,
  password: string,
  waiting: Patience,
  { lastWords, sockets }: Oversight,
): ImapFlowOptions {
  const { host, port, user, security, certificateAuthority } = settings;
  return {
    host,
    port,
    auth: { user, pass: password },
    secure: security === 'tls',
    // Without it imapflow goes on in plain text where a server, or somebody in between, does not offer STARTTLS.
    ...(security === 'starttls' && { doSTARTTLS: true }),
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: true, ca: [...authorities(), certificateAuthority] },
    logger: lastWords,
    transport: sockets,
    clientInfo: { name: 'TLSRPT Desk', version: false, vendor: false, 'support-url': false },
    disableAutoIdle: true,
    disableAutoEnable: true,
    connectionTimeout: waiting.connectMs,
    greetingTimeout: waiting.greetingMs,
    socketTimeout: waiting.silenceMs,
    maxLineLength: maxLineBytes,
    maxLiteralSize: maxMessageBytes + maxExcessBytes,
    maxResponseSize: maxMessageBytes + maxExcessBytes + maxLineBytes,
    maxResponseTokens: maxAnswerTokens,
  };
}

let known: string[] | undefined;

/** Node's own list and the operating system's, where companies install theirs. Read once: it takes a while. */
function authorities(): string[] {
  known ??= [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
  return known;
}
