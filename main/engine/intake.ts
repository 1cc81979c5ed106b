import { contentKind, type FileItem } from './files.ts';
import type { AuthenticityMethod, ResolveTxt } from './mailbox/authenticity.ts';
import type { RawMessage } from './mailbox/fetcher.ts';
import { readFileItem, readMail } from './reading.ts';
import type { MessageRecord, Outcome } from './store/batch.ts';
import type { Cursor } from './store/cursor.ts';
import type { Store } from './store/store.ts';

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

/** Files that share a transaction: as many as pay (a transaction each would wait for the disk each time). */
const maxFilesTogether = 200;
const maxBytesTogether = 16 * 1024 * 1024;

/**
 * One raw message or file -> stored | duplicate | refused(reason). Whatever it holds, it ends as exactly one of the
 * three, in the transaction that also moves the mailbox's cursor past it.
 */
export class Intake {
  #store: Store;
  #resolveTxt: ResolveTxt;

  /** `resolveTxt` is asked only where the person chose to have reporters verified. */
  constructor(store: Store, resolveTxt: ResolveTxt) {
    this.#store = store;
    this.#resolveTxt = resolveTxt;
  }

  async takeMails({ mailboxId, folder, uidValidity, messages: raw }: MailBatch): Promise<void> {
    const method = this.#method();
    const messages: MessageRecord[] = [];
    for (const message of raw) messages.push(await readMail(message, folder, method));
    const last = raw.at(-1);
    const cursor: Cursor | null = last === undefined ? null : { uidValidity, lastUid: last.uid };
    this.#store.record({ mailboxId, folder, cursor, messages });
  }

  /** Takes files in as they come, several in a transaction, and tells of each what became of it. */
  async *takeFiles(items: AsyncIterable<FileItem>): AsyncGenerator<Taken> {
    const method = this.#method();
    let messages: MessageRecord[] = [];
    let bytes = 0;
    for await (const item of items) {
      messages.push(await readFileItem(item, method));
      bytes += item.sizeBytes;
      if (messages.length < maxFilesTogether && bytes < maxBytesTogether) continue;
      yield* this.#record(messages);
      messages = [];
      bytes = 0;
    }
    yield* this.#record(messages);
  }

  /** Reads a refused message again; false when it is still refused. Throws not-found where its source is not kept. */
  async retry(id: number): Promise<boolean> {
    const bytes = this.#store.refusedBytes(id);
    const item: FileItem = { source: '', sizeBytes: bytes.length, kind: contentKind(bytes), bytes };
    const message = await readFileItem(item, this.#method());
    if (message.refusal !== null) return false;
    this.#store.acceptRefused(id, message);
    return true;
  }

  #method(): AuthenticityMethod | null {
    const { verification, trustedServer } = this.#store.preferences();
    if (verification === 'dns') return { kind: 'dns', resolveTxt: this.#resolveTxt };
    return verification === 'header' ? { kind: 'header', trustedServer } : null;
  }

  *#record(messages: MessageRecord[]): Generator<Taken> {
    const outcomes = this.#store.record({ mailboxId: null, folder: '', cursor: null, messages });
    for (const [index, message] of messages.entries()) {
      const outcome = outcomes[index];
      if (outcome !== undefined) yield { message, outcome };
    }
  }
}
