import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DeskError, Refusal, type RefusalCode } from '../../shared/error.ts';
import { maxMessageBytes } from './mailbox/limits.ts';
import { isMailHeader } from './envelope.ts';
import { endsByReturns, withLineFeeds, withUsualLines } from './lineends.ts';
import { isOutlookFile } from './mailbox/wrapping.ts';
import { readMbox } from './mbox.ts';
import { formatOf } from './packed/magic.ts';
import { decompressed, readStart, readWhole, storedFile, type Stored } from './stored.ts';
import { maxInflatedBytes } from './packed/room.ts';
import { filesInZip } from './zipfile.ts';

/** Something to take in: a mail, or a report (JSON, gzip or zip) that came without one, or why it is neither. */
export type FileItem = { source: string; sizeBytes: number } & (
  { kind: 'message' | 'report'; bytes: Buffer } | { kind: 'refused'; reason: RefusalCode; detail: string }
);

/** Folders within folders; deeper than any mail store is. */
const maxFolderDepth = 32;
const sniffBytes = 4_096;
/** Of a zip, to see whether it holds mails. */
const maxSniffedFiles = 100;

/**
 * What files and folders hold, in order of their names: .json, .json.gz, .zip, .eml, .mbox, both also compressed or in
 * zips, Maildir and plain folders, told apart by content, not by name. What cannot be read comes as refused; only
 * cancelling throws.
 */
export async function* readFiles(paths: string[], signal?: AbortSignal): AsyncGenerator<FileItem> {
  for (const path of paths) yield* readPath(path, [], signal);
}

/** `around` are the folders that it is in, by their real paths. */
async function* readPath(path: string, around: string[], signal?: AbortSignal): AsyncGenerator<FileItem> {
  if (signal?.aborted) throw new DeskError('cancelled');
  try {
    const found = await stat(path);
    if (found.isDirectory()) yield* readFolder(path, around, signal);
    else if (!found.isFile()) throw new Error('neither a file nor a folder');
    else yield* readFileItems(path, found.size, signal);
  } catch (error) {
    if (error instanceof DeskError || signal?.aborted) throw new DeskError('cancelled');
    yield refusedFile(path, error);
  }
}

function refusedFile(source: string, error: unknown): FileItem {
  const [reason, detail] = error instanceof Refusal ? [error.code, error.detail] : (['file-unreadable', ''] as const);
  const why = error instanceof Error && detail === '' ? error.message : detail;
  return { source, sizeBytes: 0, kind: 'refused', reason, detail: why };
}

async function* readFolder(path: string, around: string[], signal?: AbortSignal): AsyncGenerator<FileItem> {
  if (around.length === maxFolderDepth) throw new Error('folders nested too deep');
  const real = await realpath(path);
  // Two links back would double what is read at each level.
  if (around.includes(real)) throw new Error('a link to a folder that it is in');
  for (const name of await folderEntries(path)) yield* readPath(join(path, name), [...around, real], signal);
}

/** Of a Maildir only the mails and its sub-folders (`.Name`), not the indexes that mail servers keep beside them. */
async function folderEntries(path: string): Promise<string[]> {
  const names = (await readdir(path)).sort();
  const isMaildir = names.includes('cur') && names.includes('new');
  if (!isMaildir) return names;
  return names.filter((name) => name === 'cur' || name === 'new' || name.startsWith('.'));
}

async function* readFileItems(path: string, sizeBytes: number, signal?: AbortSignal): AsyncGenerator<FileItem> {
  const file = storedFile(path, sizeBytes, signal);
  const start = await readStart(file, sniffBytes);
  yield* (await mailsIn(file, start, sizeBytes, signal)) ?? itemsOf(file, start);
}

/** The mails in an archive, and what else is in it then; null where there is none. */
async function mailsIn(
  file: Stored,
  start: Buffer,
  sizeBytes: number,
  signal?: AbortSignal,
): Promise<AsyncIterable<FileItem> | null> {
  if (formatOf(start) === 'zip') {
    const files = await filesInZip(file.source, sizeBytes);
    const likely = files.filter(({ source }) => /\.(?:eml|mbox)(?:\.gz)?$/i.test(source));
    for (const inner of [...likely, ...files].slice(0, maxSniffedFiles)) {
      if (await holdsMails(inner)) return itemsInZip(files, signal);
    }
    return null;
  }
  const inner = decompressed(file, start);
  return inner !== null && (await holdsMails(inner)) ? itemsIn(inner) : null;
}

/** What cannot even be begun to read is for the reader of reports to name. */
async function holdsMails(stored: Stored): Promise<boolean> {
  const start = await readStart(stored, sniffBytes).catch(() => none);
  const inner = decompressed(stored, start);
  if (inner !== null) return isMails(await readStart(inner, sniffBytes).catch(() => none));
  return isMails(start);
}

const none = Buffer.alloc(0);

function isMails(start: Buffer): boolean {
  return isMbox(start) || isMailHeader(withUsualLines(start));
}

async function* itemsInZip(files: Stored[], signal?: AbortSignal): AsyncGenerator<FileItem> {
  for (const file of files) {
    if (signal?.aborted) throw new DeskError('cancelled');
    try {
      yield* itemsIn(file);
    } catch (error) {
      yield refusedFile(file.source, error);
    }
  }
}

/** Of what is in an archive: perhaps compressed once more, as the files of a Maildir are. */
async function* itemsIn(stored: Stored): AsyncGenerator<FileItem> {
  const start = await readStart(stored, sniffBytes);
  const inner = decompressed(stored, start);
  const innerStart = inner === null ? none : await readStart(inner, sniffBytes);
  yield* inner !== null && isMails(innerStart) ? itemsOf(inner, innerStart) : itemsOf(stored, start);
}

async function* itemsOf(stored: Stored, start: Buffer): AsyncGenerator<FileItem> {
  if (isMbox(start)) yield* readMboxItems(stored, start);
  else yield await wholeItem(stored, start);
}

async function wholeItem(stored: Stored, start: Buffer): Promise<FileItem> {
  const { source } = stored;
  const refuse = (reason: RefusalCode): FileItem => {
    return { source, sizeBytes: stored.sizeBytes ?? 0, kind: 'refused', reason, detail: '' };
  };
  // Named without being read: they may be larger than anything that is.
  if (isOutlookFile(start, source)) return refuse('outlook-file');
  const kind = contentKind(start);
  const bytes = await readWhole(stored, kind === 'report' ? maxInflatedBytes : maxMessageBytes);
  if (bytes === null) return refuse(kind === 'report' ? 'report-too-large' : 'message-too-large');
  return { source, sizeBytes: bytes.length, kind, bytes };
}

async function* readMboxItems(stored: Stored, start: Buffer): AsyncGenerator<FileItem> {
  let number = 0;
  const chunks = endsByReturns(start) ? withLineFeeds(stored.open()) : stored.open();
  for await (const { source: bytes, sizeBytes } of readMbox(chunks, maxMessageBytes)) {
    number += 1;
    const source = `${stored.source}, message ${number}`;
    if (bytes === null) yield { source, sizeBytes, kind: 'refused', reason: 'message-too-large', detail: '' };
    else yield { source, sizeBytes, kind: 'message', bytes };
  }
}

/** By its first line, perhaps after a byte order mark and empty lines. */
function isMbox(start: Buffer): boolean {
  return /^(?:\xef\xbb\xbf|[\r\n])*From /.test(start.toString('latin1'));
}

/** Whether these bytes are a report, packed or not, or known to be neither that nor a mail; or else to be read as a mail. */
export function contentKind(bytes: Buffer): 'message' | 'report' {
  return formatOf(bytes) === 'other' ? 'message' : 'report';
}
