import { DeskError } from '../../../shared/error.ts';
import { maxBatchBytes, maxBatchMails, maxMessageBytes } from './limits.ts';
import type { FetchedMail, ListedMail } from './session.ts';

export interface RawMessage {
  uid: number;
  sizeBytes: number;
  internalDate: Date | null;
  /**
   * Null for a mail that was not fetched: it is over maxMessageBytes or, where `sizeBytes` is not, the server would
   * not hand it out.
   */
  source: Buffer | null;
}

/** What is needed of a Session. */
export interface MailSource {
  fetch(uidSet: string): AsyncIterable<FetchedMail>;
}

/** What came of one batch; after a failure, the mails before it. */
interface Fetched {
  messages: RawMessage[];
  failure: unknown;
}

/** How often a mail at which every connection breaks is asked for alone, before it is passed over. */
const maxAttempts = 5;
/** Bytes of one batch in memory, whatever the server announced. */
const maxReceivedBytes = maxBatchBytes + maxMessageBytes;

/**
 * Fetches listed mails in batches, the next one while the last is being stored. After a failure that got nothing it
 * asks for half as many, and at last passes over the one mail that no connection survives: so it outlives sessions.
 */
export class Fetcher {
  #batchMails = maxBatchMails;
  #attempts = 0;

  /** Hands every mail to `take` once, in UID order. Throws what ended the fetch, after all before it was taken. */
  async run(source: MailSource, mails: ListedMail[], take: (messages: RawMessage[]) => Promise<void>): Promise<void> {
    let begun = 0;
    const begin = () => {
      if (begun === mails.length) return null;
      const batch = nextBatch(mails.slice(begun, begun + this.#batchMails));
      begun += batch.length;
      return { batch, result: this.#attempts < maxAttempts ? fetchBatch(source, batch) : passOver(batch) };
    };
    let fetching = begin();
    while (fetching !== null) {
      const { messages, failure } = await fetching.result;
      if (failure instanceof DeskError && failure.code === 'cancelled') throw failure;
      if (failure === null || messages.length > 0) this.#goFaster();
      else this.#takeCare(fetching.batch.length);
      fetching = failure === null ? begin() : null;
      if (messages.length > 0) await take(messages);
      if (failure !== null) throw failure;
    }
  }

  #goFaster(): void {
    this.#attempts = 0;
    this.#batchMails = Math.min(maxBatchMails, this.#batchMails * 2);
  }

  #takeCare(failedMails: number): void {
    if (failedMails === 1) this.#attempts += 1;
    this.#batchMails = Math.max(1, Math.floor(failedMails / 2));
  }
}

/** As many of the first mails as fit a batch, at least one. */
function nextBatch(mails: ListedMail[]): ListedMail[] {
  let bytes = 0;
  const full = mails.findIndex((mail, index) => {
    if (isFetched(mail)) bytes += mail.sizeBytes;
    return index > 0 && bytes > maxBatchBytes;
  });
  return full === -1 ? mails : mails.slice(0, full);
}

/** Never rejects: a batch may be under way while nobody waits for it. */
async function fetchBatch(source: MailSource, batch: ListedMail[]): Promise<Fetched> {
  const sources = new Map<number, Buffer | null>();
  try {
    await receive(source, uidRanges(batch), sources);
    // Servers name a mail without its text, or leave it out, when it was deleted a moment ago: asked again, a mail
    // that is named still exists.
    const missing = batch.filter((mail) => isFetched(mail) && !sources.get(mail.uid)).map(({ uid }) => uid);
    for (const uid of missing) sources.delete(uid);
    await receive(source, missing.join(','), sources);
    return { messages: batch.filter((mail) => !isFetched(mail) || sources.has(mail.uid)).map(message), failure: null };
  } catch (failure) {
    const broken = batch.findIndex((mail) => isFetched(mail) && !sources.get(mail.uid));
    return { messages: batch.slice(0, Math.max(broken, 0)).map(message), failure };
  }

  function message({ uid, sizeBytes, internalDate }: ListedMail): RawMessage {
    const received = sources.get(uid) ?? null;
    if (received === null || received.length <= maxMessageBytes) {
      return { uid, sizeBytes: received?.length ?? sizeBytes, internalDate, source: received };
    }
    return { uid, sizeBytes: received.length, internalDate, source: null };
  }
}

async function receive(source: MailSource, uidSet: string, sources: Map<number, Buffer | null>): Promise<void> {
  if (uidSet === '') return;
  let bytes = 0;
  for await (const mail of source.fetch(uidSet)) {
    sources.set(mail.uid, mail.source ?? sources.get(mail.uid) ?? null);
    bytes += mail.source?.length ?? 0;
    if (bytes > maxReceivedBytes) throw new DeskError('mailbox-protocol', 'mails are larger than the server announced');
  }
}

function passOver(batch: ListedMail[]): Promise<Fetched> {
  return Promise.resolve({ messages: batch.map((mail) => ({ ...mail, source: null })), failure: null });
}

function isFetched({ sizeBytes }: ListedMail): boolean {
  return sizeBytes <= maxMessageBytes;
}

/** `4:17,19`: whatever was listed lies in runs, broken only by the mails that are not to be fetched. */
function uidRanges(batch: ListedMail[]): string {
  const runs: ListedMail[][] = [[]];
  for (const mail of batch) {
    if (isFetched(mail)) runs.at(-1)?.push(mail);
    else runs.push([]);
  }
  const ranges = runs.map((run) => [run[0]?.uid, run.at(-1)?.uid] as const);
  return ranges.flatMap(([first, last]) => (first === undefined ? [] : [`${first}:${last}`])).join(',');
}
