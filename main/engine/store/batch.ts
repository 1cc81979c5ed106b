import type { RefusalCode } from '../../../shared/error.ts';
import type { Authenticity, ParsedReport } from '../../../shared/model.ts';
import type { Cursor } from './cursor.ts';

export interface ReceivedReport {
  parsed: ParsedReport;
  /** The JSON as sent. */
  original: Buffer;
}

/** One mail or file and what was read from it; `mime`, `inflate` and `report` have done their work. */
export interface MessageRecord {
  /** null for a file. */
  uid: number | null;
  /** `INBOX, uid 17`, or a file's name. */
  source: string;
  /** SHA-256 in hex of the raw bytes, or of what is known of a mail too large to fetch. */
  fingerprint: string;
  sizeBytes: number;
  subject: string;
  from: string;
  messageId: string;
  /** ISO 8601, '' when unknown. */
  receivedAt: string;
  authenticity: Authenticity;
  /** The domain whose DKIM signature decided; '' when none did. */
  signingDomain: string;
  /** [] when refused. */
  reports: ReceivedReport[];
  refusal: { code: RefusalCode; detail: string } | null;
  /** The header fields as they came, up to a cap; null for what is no mail. Kept of stored messages only. */
  headers: Buffer | null;
  /** Kept of refused messages: the whole, or the outline of one that holds no report. Of others only the whole of one
   * of which a part could not be read. */
  bytes: Buffer | null;
  /** The whole mail where its signatures are yet to be checked (`waiting`), for which it is kept. */
  toVerify: Buffer | null;
  isOutline: boolean;
}

/** Messages of one folder, or files (`mailboxId` null). `cursor` is where the folder has been read to with them. */
export interface Batch {
  mailboxId: number | null;
  folder: string;
  cursor: Cursor | null;
  messages: MessageRecord[];
}

/** What became of a message, and the reports it holds: new ones and known ones. */
export interface Outcome {
  outcome: 'stored' | 'duplicate' | 'refused';
  reportIds: number[];
}
