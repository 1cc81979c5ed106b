import { asDeskError, DeskError } from '../../../shared/error.ts';
import { maxBatchBytes, maxBatchMails, maxMessageBytes } from './limits.ts';
import { isPlaceholder } from './placeholder.ts';
import type { FetchedMail, MailDetails } from './session.ts';
import { uidSetOf } from './uidset.ts';

export interface RawMessage {
  uid: number;
  sizeBytes: number;
  internalDate: Date | null;
  /** Null for a mail over maxMessageBytes, which is not fetched. */
  source: Buffer | null;
}

/** A mail that the server did not hand out. */
export interface WithheldMail {
  uid: number;
  reason: DeskError;
  /** Whether other mails had come through the same connection: then it may be the mail, else it is the server. */
  othersCame: boolean;
}

/** What came of some mails, to be noted together: after it, all up to the last UID are one or the other. */
export interface FetchedBatch {
  messages: RawMessage[];
  withheld: WithheldMail[];
}

/** What is needed of a Session. */
export interface MailSource {
  /** Whether the connection still stands. */
  readonly usable: boolean;
  details(uidSet: string): Promise<Map<number, MailDetails>>;
  fetch(uidSet: string): AsyncIterable<FetchedMail>;
}

/** What came of the first mails of a batch: of as many as fit together, and after a failure of those before it. */
interface Answer {
  messages: RawMessage[];
  /** Asked for twice, and not handed out. */
  missing: number[];
  failure: unknown;
}

/** Bytes of one batch in memory, whatever the server announced. */
const maxReceivedBytes = maxBatchBytes + maxMessageBytes;

/**
 * Fetches listed mails in batches, the next one while the last is being stored. After a failure that got nothing it
 * asks for half as many, and at last passes over the one mail at which it breaks, so that others need not wait for
 * that: so it outlives sessions. What was passed over is for the caller to ask for again.
 */
export class Fetcher {
  #batchMails = maxBatchMails;
  /** Up to this UID batches stay small, for a larger one failed. */
  #careUpTo = 0;
  /** The last connection through which a mail came. */
  #proven: MailSource | null = null;

  /** Hands every mail to `take` once, in the order given. Throws what ended the fetch, after all before it was taken. */
  async run(source: MailSource, uids: number[], take: (batch: FetchedBatch) => Promise<void>): Promise<void> {
    let rest = uids;
    const ask = () => {
      const batch = rest.slice(0, this.#batchMails);
      return batch.length === 0 ? null : { batch, answer: fetchBatch(source, batch) };
    };
    let asked = ask();
    while (asked !== null) {
      const { batch } = asked;
      const answer = await asked.answer;
      if (answer.failure instanceof DeskError && answer.failure.code === 'cancelled') throw answer.failure;
      this.#adapt(batch, answer);
      const fetched = this.#judge(source, batch, answer);
      rest = rest.slice(fetched.messages.length + fetched.withheld.length);
      asked = answer.failure === null ? ask() : null;
      if (fetched.messages.length + fetched.withheld.length > 0) await take(fetched);
      if (answer.failure !== null) throw answer.failure;
    }
  }

  #judge(source: MailSource, batch: number[], answer: Answer): FetchedBatch {
    const { messages, missing, failure } = answer;
    if (messages.some((message) => message.source !== null)) this.#proven = source;
    const othersCame = this.#proven === source;
    const withhold = (uid: number, reason: DeskError) => ({ uid, reason, othersCame });
    const withheld = missing.map((uid) => withhold(uid, new DeskError('mail-withheld')));
    // Where nothing came at all it is the server that fails, however politely.
    if (missing.length > 0 && !othersCame) answer.failure ??= new DeskError('mail-withheld');
    const [first] = batch;
    if (failure !== null && messages.length === 0 && batch.length === 1 && first !== undefined) {
      withheld.push(withhold(first, asDeskError(failure)));
      // A NO to one mail need not end the connection; the next one has to show that others still come.
      if (othersCame && source.usable) answer.failure = null;
      this.#proven = null;
    }
    return { messages, withheld };
  }

  #adapt(batch: number[], { messages, missing, failure }: Answer): void {
    const got = messages.length + missing.length;
    const last = batch.at(-1) ?? 0;
    if (failure === null || got === batch.length) {
      if (last >= this.#careUpTo) this.#batchMails = Math.min(maxBatchMails, this.#batchMails * 2);
      return;
    }
    // Where it broke after others came, it broke at the next one: that is asked for alone.
    this.#careUpTo = got > 0 ? (batch[got] ?? last) : last;
    this.#batchMails = got > 0 ? 1 : Math.max(1, Math.floor(batch.length / 2));
  }
}

/** Never rejects: a batch may be under way while nobody waits for it. */
async function fetchBatch(source: MailSource, batch: number[]): Promise<Answer> {
  const sources = new Map<number, Buffer>();
  let details = new Map<number, MailDetails>();
  let mails: number[] = [];
  const isFetched = (uid: number) => (details.get(uid)?.sizeBytes ?? 0) <= maxMessageBytes;
  const isMissing = (uid: number) => isFetched(uid) && !sources.has(uid);
  try {
    details = await source.details(uidSetOf(batch));
    mails = thatFit(batch, details);
    await receive(source, mails.filter(isFetched), sources);
    // Servers leave out the text of a mail now and then, and give it when asked once more.
    await receive(source, mails.filter(isMissing), sources);
    return { messages: messagesOf(mails), missing: mails.filter(isMissing), failure: null };
  } catch (failure) {
    const broken = mails.findIndex(isMissing);
    return { messages: messagesOf(broken === -1 ? mails : mails.slice(0, broken)), missing: [], failure };
  }

  function messagesOf(uids: number[]): RawMessage[] {
    return uids.filter((uid) => !isMissing(uid)).map(message);
  }

  function message(uid: number): RawMessage {
    const { sizeBytes = 0, internalDate = null } = details.get(uid) ?? {};
    const received = sources.get(uid) ?? null;
    const isTooLarge = received !== null && received.length > maxMessageBytes;
    return { uid, sizeBytes: received?.length ?? sizeBytes, internalDate, source: isTooLarge ? null : received };
  }
}

/** As many of the first mails as fit a batch, at least one. */
function thatFit(uids: number[], details: Map<number, MailDetails>): number[] {
  let bytes = 0;
  const full = uids.findIndex((uid, index) => {
    const { sizeBytes = 0 } = details.get(uid) ?? {};
    if (sizeBytes <= maxMessageBytes) bytes += sizeBytes;
    return index > 0 && bytes > maxBatchBytes;
  });
  return full === -1 ? uids : uids.slice(0, full);
}

async function receive(source: MailSource, uids: number[], sources: Map<number, Buffer>): Promise<void> {
  if (uids.length === 0) return;
  let bytes = 0;
  for await (const mail of source.fetch(uidSetOf(uids))) {
    if (mail.source !== null && !isPlaceholder(mail.source)) sources.set(mail.uid, mail.source);
    bytes += mail.source?.length ?? 0;
    if (bytes > maxReceivedBytes) throw new DeskError('mailbox-protocol', 'mails are larger than the server announced');
  }
}
