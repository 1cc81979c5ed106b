import { contentKind, type FileItem } from './files.ts';
import type { RawMessage } from './mailbox/fetcher.ts';
import { maxBatchMails } from './mailbox/limits.ts';
import type { ResolveTxt } from './mailbox/keys.ts';
import type { PollerBatch } from './mailbox/poller.ts';
import { Reader } from './reader.ts';
import type { Verifying } from './reading.ts';
import type { Source } from './source.ts';
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

/**
 * Mails or files that share a transaction: as many as pay (a transaction each would wait for the disk each time), and
 * no more, because the next are read meanwhile.
 */
const maxTogether = 250;
/** What they may hold in memory until then, inflated: a small file may be a large report. */
const maxBytesTogether = 16 * 1024 * 1024;

/**
 * One raw message or file -> stored | duplicate | refused(reason). Whatever it holds, it ends as exactly one of the
 * three, in the transaction that also moves the mailbox's cursor past it.
 */
export class Intake {
  readonly verifier: Verifier;
  #store: Store;
  #reader: Reader;
  /** Refused messages that are being read again, by id. */
  #retries = new Map<number, Promise<boolean>>();

  /**
   * `resolveTxt` is asked only where the person chose to have reporters verified; `onVerdict` hears of what was found
   * out about reports that are stored.
   */
  constructor(store: Store, resolveTxt: ResolveTxt, onVerdict: () => void = () => {}, reader = new Reader(store)) {
    this.#store = store;
    this.#reader = reader;
    this.verifier = new Verifier(store, resolveTxt, onVerdict);
  }

  /** What came of listed mails: those that the server handed out, and those that are pending. */
  async takeFetched(mailboxId: number, folder: string, fetched: PollerBatch): Promise<void> {
    const { uidValidity, messages, pending, lastUid } = fetched;
    const place = { mailboxId, folder, uidValidity };
    // Noted before the cursor goes past them with the mails around them: until then they are listed again.
    if (pending.length > 0) this.#store.postpone(place, pending);
    await this.takeMails({ ...place, messages });
    if (pending.length > 0) this.#store.moveCursor(place, lastUid);
  }

  async takeMails({ mailboxId, folder, uidValidity, messages: raw }: MailBatch): Promise<void> {
    const verifying = this.#verifying();
    const together = new Together();
    const sources = raw.map((mail): Source => {
      return { kind: 'mail', key: `${mailboxId} ${folder} ${uidValidity} ${mail.uid}`, folder, raw: mail };
    });
    for await (const read of this.#reader.read(sources, verifying)) {
      const record = await this.#withRoom(read);
      const cursor: Cursor = { uidValidity, lastUid: record.uid ?? 0 };
      if (together.add(record) || record.uid === raw.at(-1)?.uid) {
        this.#store.record({ mailboxId, folder, cursor, messages: together.take() });
        this.verifier.wake();
      }
    }
  }

  /** Takes files in as they come, several in a transaction, and tells of each what became of it. */
  async *takeFiles(items: AsyncIterable<FileItem>): AsyncGenerator<Taken> {
    const verifying = this.#verifying();
    const together = new Together();
    for await (const some of inBatches(items)) {
      const sources = some.map((item): Source => ({ kind: 'file', key: `${item.source} ${item.sizeBytes}`, item }));
      for await (const read of this.#reader.read(sources, verifying)) {
        if (together.add(await this.#withRoom(read))) yield* this.#record(together.take());
      }
      yield* this.#record(together.take());
    }
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
    const read = await Array.fromAsync(this.#reader.read([{ kind: 'file', key: null, item }], this.#verifying()));
    if (read[0] === undefined || read[0].refusal !== null) return false;
    const message = await this.#withRoom(read[0]);
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

  /** Gives back what reading holds. */
  end(): Promise<void> {
    return this.#reader.end();
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

/** As many as may share a transaction, and wait in memory to be read. */
async function* inBatches(items: AsyncIterable<FileItem>): AsyncGenerator<FileItem[]> {
  let batch: FileItem[] = [];
  let bytes = 0;
  for await (const item of items) {
    batch.push(item);
    bytes += item.kind === 'refused' ? 0 : item.bytes.length;
    if (batch.length < maxBatchMails && bytes < maxBytesTogether) continue;
    yield batch;
    [batch, bytes] = [[], 0];
  }
  yield batch;
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
