import { contentKind, type FileItem } from './files.ts';
import type { RawMessage } from './mailbox/fetcher.ts';
import type { ResolveTxt } from './mailbox/keys.ts';
import { readFileItem, readMail, type Verifying } from './reading.ts';
import type { MessageRecord, Outcome } from './store/batch.ts';
import type { Cursor } from './store/cursor.ts';
import type { Store } from './store/store.ts';
import { Verifier } from './verifier.ts';

/** Mails of one folder in UID order; `uidValidity` makes their UIDs mean something (RFC 3501 section 2.3.1.1). */
export interface MailBatch {
  mailboxId: number;
  folder: string;
  uidValidity: string;
  messages: RawMessage[];
}

/** What came, and what became of it. */
export interface Taken {
  message: MessageRecord;
  outcome: Outcome;
}

/** Mails or files that share a transaction: as many as pay (a transaction each would wait for the disk each time). */
const maxTogether = 500;
/** What they may hold in memory until then, inflated: a small file may be a large report. */
const maxBytesTogether = 16 * 1024 * 1024;

/**
 * One raw message or file -> stored | duplicate | refused(reason). Whatever it holds, it ends as exactly one of the
 * three, in the transaction that also moves the mailbox's cursor past it.
 */
export class Intake {
  readonly verifier: Verifier;
  #store: Store;
  /** Refused messages that are being read again, by id. */
  #retries = new Map<number, Promise<boolean>>();

  /**
   * `resolveTxt` is asked only where the person chose to have reporters verified; `onVerdict` hears of what was found
   * out about reports that are stored.
   */
  constructor(store: Store, resolveTxt: ResolveTxt, onVerdict: () => void = () => {}) {
    this.#store = store;
    this.verifier = new Verifier(store, resolveTxt, onVerdict);
  }

  async takeMails({ mailboxId, folder, uidValidity, messages: raw }: MailBatch): Promise<void> {
    const verifying = this.#verifying();
    const together = new Together();
    for (const message of raw) {
      const record = await this.#withRoom(await readMail(message, folder, verifying));
      const cursor: Cursor = { uidValidity, lastUid: message.uid };
      if (together.add(record) || message === raw.at(-1)) {
        this.#store.record({ mailboxId, folder, cursor, messages: together.take() });
        this.verifier.wake();
      }
    }
  }

  /** Takes files in as they come, several in a transaction, and tells of each what became of it. */
  async *takeFiles(items: AsyncIterable<FileItem>): AsyncGenerator<Taken> {
    const verifying = this.#verifying();
    const together = new Together();
    for await (const item of items) {
      const record = await this.#withRoom(await readFileItem(item, verifying));
      if (together.add(record)) yield* this.#record(together.take());
    }
    yield* this.#record(together.take());
  }

  /**
   * Reads a refused message again; false when it is still refused. Asked twice at once, it is read once and answered
   * twice. Throws not-found where its source is not kept.
   */
  retry(id: number): Promise<boolean> {
    const retrying = this.#retries.get(id) ?? this.#retry(id).finally(() => this.#retries.delete(id));
    this.#retries.set(id, retrying);
    return retrying;
  }

  async #retry(id: number): Promise<boolean> {
    const bytes = this.#store.refusedBytes(id);
    const item: FileItem = { source: '', sizeBytes: bytes.length, kind: contentKind(bytes), bytes };
    const message = await this.#withRoom(await readFileItem(item, this.#verifying()));
    if (message.refusal !== null) return false;
    this.#store.acceptRefused(id, message);
    this.verifier.wake();
    return true;
  }

  /** Where too many mails wait to be verified, this one is before it is stored. */
  async #withRoom(message: MessageRecord): Promise<MessageRecord> {
    const { toVerify, reports, receivedAt } = message;
    if (toVerify === null || !this.verifier.isFull) return message;
    const contacts = reports.map(({ parsed }) => parsed.report.contactInfo);
    return { ...message, ...(await this.verifier.verifyNow(toVerify, contacts, receivedAt)), toVerify: null };
  }

  #verifying(): Verifying | null {
    const { verification, trustedServer } = this.#store.preferences();
    if (verification === 'dns') return { kind: 'later' };
    return verification === 'header' ? { kind: 'header', trustedServer } : null;
  }

  *#record(messages: MessageRecord[]): Generator<Taken> {
    const outcomes = this.#store.record({ mailboxId: null, folder: '', cursor: null, messages });
    this.verifier.wake();
    for (const [index, message] of messages.entries()) {
      const outcome = outcomes[index];
      if (outcome !== undefined) yield { message, outcome };
    }
  }
}

/** What was read and is not yet stored. */
class Together {
  #messages: MessageRecord[] = [];
  #bytes = 0;

  /** Whether it is time to store them. */
  add(message: MessageRecord): boolean {
    this.#messages.push(message);
    const kept = (message.bytes?.length ?? 0) + (message.toVerify?.length ?? 0);
    this.#bytes += message.reports.reduce((sum, { original }) => sum + original.length, kept);
    return this.#messages.length >= maxTogether || this.#bytes >= maxBytesTogether;
  }

  take(): MessageRecord[] {
    const messages = this.#messages;
    this.#messages = [];
    this.#bytes = 0;
    return messages;
  }
}
