import { createHash } from 'node:crypto';
import { Refusal } from '../../shared/error.ts';
import type { ParsedReport } from '../../shared/model.ts';
import type { FileItem } from './files.ts';
import { inflateReports } from './inflate.ts';
import { readMessage, type Candidate } from './mailbox/mime.ts';
import type { RawMessage } from './mailbox/fetcher.ts';
import { maxMessageBytes } from './mailbox/limits.ts';
import type { MessageRecord, Outcome } from './store/batch.ts';
import type { Cursor } from './store/cursor.ts';
import type { Store } from './store/store.ts';
import { parseReport } from './tlsrpt/report.ts';

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

  constructor(store: Store) {
    this.#store = store;
  }

  async takeMails({ mailboxId, folder, uidValidity, messages: raw }: MailBatch): Promise<void> {
    const messages: MessageRecord[] = [];
    for (const message of raw) messages.push(await readMail(message, folder));
    const last = raw.at(-1);
    const cursor: Cursor | null = last === undefined ? null : { uidValidity, lastUid: last.uid };
    this.#store.record({ mailboxId, folder, cursor, messages });
  }

  /** Takes files in as they come, several in a transaction, and tells of each what became of it. */
  async *takeFiles(items: AsyncIterable<FileItem>): AsyncGenerator<Taken> {
    let messages: MessageRecord[] = [];
    let bytes = 0;
    for await (const item of items) {
      messages.push(await readFileItem(item));
      bytes += item.sizeBytes;
      if (messages.length < maxFilesTogether && bytes < maxBytesTogether) continue;
      yield* this.#record(messages);
      messages = [];
      bytes = 0;
    }
    yield* this.#record(messages);
  }

  *#record(messages: MessageRecord[]): Generator<Taken> {
    const outcomes = this.#store.record({ mailboxId: null, folder: '', cursor: null, messages });
    for (const [index, message] of messages.entries()) {
      const outcome = outcomes[index];
      if (outcome !== undefined) yield { message, outcome };
    }
  }
}

/** What is known of a message before, or without, reading it. */
function unread(source: string, sizeBytes: number, uid: number | null) {
  const headers = { subject: '', from: '', messageId: '', receivedAt: '' };
  return { uid, source, sizeBytes, ...headers, reports: [], refusal: null, bytes: null };
}

async function readMail(raw: RawMessage, folder: string): Promise<MessageRecord> {
  const blank = unread(`${folder}, uid ${raw.uid}`, raw.sizeBytes, raw.uid);
  const receivedAt = raw.internalDate?.toISOString() ?? '';
  if (raw.source === null) {
    // Nothing but the listing is known of it, so that is what recognises it after a change of UIDVALIDITY.
    const fingerprint = sha256(`${raw.sizeBytes} ${receivedAt}`);
    return { ...blank, receivedAt, fingerprint, refusal: withoutSource(raw.sizeBytes) };
  }
  const { date, ...read } = await readSource(raw.source);
  return { ...blank, ...read, receivedAt: receivedAt || date, fingerprint: sha256(raw.source) };
}

/** Why a mail came without its source: too large to be fetched, or the server would not hand it out. */
function withoutSource(sizeBytes: number): NonNullable<MessageRecord['refusal']> {
  if (sizeBytes > maxMessageBytes) return { code: 'message-too-large', detail: `${sizeBytes} bytes` };
  return { code: 'message-unreadable', detail: 'the mail server did not hand it out' };
}

async function readFileItem(item: FileItem): Promise<MessageRecord> {
  const blank = unread(item.source, item.sizeBytes, null);
  if (item.kind === 'refused') {
    const refusal = { code: item.reason, detail: item.detail };
    return { ...blank, fingerprint: sha256(`${item.source} ${item.sizeBytes}`), refusal };
  }
  const fingerprint = sha256(item.bytes);
  if (item.kind === 'report') return { ...blank, fingerprint, ...readReportFile(item.bytes) };
  const { date, ...read } = await readSource(item.bytes);
  return { ...blank, ...read, receivedAt: date, fingerprint };
}

type Reading = Pick<MessageRecord, 'reports' | 'refusal' | 'bytes'>;
type SourceReading = Reading & Pick<MessageRecord, 'subject' | 'from' | 'messageId'> & { date: string };

async function readSource(source: Buffer): Promise<SourceReading> {
  const headers = { subject: '', from: '', messageId: '', date: '' };
  try {
    const { candidates, ...found } = await readMessage(source);
    Object.assign(headers, found);
    return { ...headers, ...readable(readCandidates(candidates)) };
  } catch (error) {
    return { ...headers, ...refused(error, source) };
  }
}

/** A report without a mail around it has no labels that could contradict it. */
function readReportFile(bytes: Buffer): Reading {
  try {
    return readable(readReports(bytes, []));
  } catch (error) {
    return refused(error, bytes);
  }
}

type ReadReports = MessageRecord['reports'];

function readable(reports: ReadReports): Reading {
  return { reports, refusal: null, bytes: null };
}

function refused(error: unknown, bytes: Buffer): Reading {
  if (!(error instanceof Refusal)) throw error;
  return { reports: [], refusal: { code: error.code, detail: error.detail }, bytes };
}

/**
 * Every report of every candidate part. When no part holds one, the first part's refusal says why; when some do, the
 * parts that do not are noted on the reports that were found.
 */
function readCandidates(candidates: Candidate[]): ReadReports {
  const reports: ReadReports = [];
  const refusals: Refusal[] = [];
  for (const { bytes, deviations } of candidates) {
    try {
      reports.push(...readReports(bytes, deviations));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refusals.push(error);
    }
  }
  if (reports.length === 0) throw refusals[0] ?? new Refusal('no-report');
  for (const { parsed } of reports) {
    parsed.deviations.push(...refusals.map(() => ({ code: 'part-unreadable' as const, path: '' })));
  }
  return reports;
}

function readReports(bytes: Buffer, around: ParsedReport['deviations']): ReadReports {
  return inflateReports(bytes).map(({ json, deviations }) => {
    const { report, deviations: inside } = parseReport(json);
    return { parsed: { report, deviations: [...around, ...deviations, ...inside] }, original: json };
  });
}

function sha256(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
