import type { FileItem } from './files.ts';
import type { RawMessage } from './mailbox/fetcher.ts';
import { keptUnread } from './mailbox/outline.ts';
import { fingerprintOf, readFileItem, readMail, unread, type Verifying } from './reading.ts';
import type { MessageRecord } from './store/batch.ts';

/** A mail of a mailbox, or a file, that is to be read. */
export type Source = {
  /** What it is called while it is being read, the same another time; null where nothing is to be noted. */
  key: string | null;
} & ({ kind: 'mail'; folder: string; raw: RawMessage } | { kind: 'file'; item: FileItem });

/** null where there is nothing to read, but only to be said why. */
export function bytesOf(source: Source): Buffer | null {
  if (source.kind === 'mail') return source.raw.source;
  return source.item.kind === 'refused' ? null : source.item.bytes;
}

/** The same with other bytes, where it has any. */
export function withBytes(source: Source, bytes: Buffer): Source {
  if (bytesOf(source) === null) return source;
  if (source.kind === 'mail') return { ...source, raw: { ...source.raw, source: bytes } };
  return { ...source, item: { ...source.item, bytes } as FileItem };
}

export function readSource(source: Source, verifying: Verifying | null): Promise<MessageRecord> {
  if (source.kind === 'mail') return readMail(source.raw, source.folder, verifying);
  return readFileItem(source.item, verifying);
}

/** What is to be stored of one that nobody came back from with what it holds. */
export function poisonous(source: Source, why: string): MessageRecord {
  const bytes = bytesOf(source) ?? Buffer.alloc(0);
  const blank =
    source.kind === 'mail'
      ? unread(`${source.folder}, uid ${source.raw.uid}`, source.raw.sizeBytes, source.raw.uid)
      : unread(source.item.source, source.item.sizeBytes, null);
  const receivedAt = source.kind === 'mail' ? (source.raw.internalDate?.toISOString() ?? '') : '';
  const refusal = { code: 'message-poisonous' as const, detail: why.slice(0, maxWhyLength) };
  // A file that is no mail is nobody’s letter.
  const isFile = source.kind === 'file' && source.item.kind === 'report';
  const kept = isFile ? { bytes, isOutline: false } : keptUnread(bytes);
  return { ...blank, receivedAt, fingerprint: fingerprintOf(bytes), refusal, ...kept };
}

const maxWhyLength = 200;
