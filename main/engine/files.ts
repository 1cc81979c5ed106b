import { createReadStream } from 'node:fs';
import { open, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DeskError, type RefusalCode } from '../../shared/error.ts';
import { maxMessageBytes } from './mailbox/limits.ts';
import { endsByReturns, withLineFeeds } from './lineends.ts';
import { readMbox } from './mbox.ts';
import { formatOf } from './packed/magic.ts';
import { maxReportBytes } from './tlsrpt/limits.ts';

/** Something to take in: a mail, or a report (JSON, gzip or zip) that came without one, or why it is neither. */
export type FileItem = { source: string; sizeBytes: number } & (
  { kind: 'message' | 'report'; bytes: Buffer } | { kind: 'refused'; reason: RefusalCode; detail: string }
);

/** Folders within folders; deeper than any mail store is. */
const maxFolderDepth = 32;
const sniffBytes = 4_096;

/**
 * What files and folders hold, in order of their names: .json, .json.gz, .zip, .eml, .mbox, Maildir and plain
 * folders, told apart by content, not by name. What cannot be read comes as refused; only cancelling throws.
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
    const detail = error instanceof Error ? error.message : '';
    yield { source: path, sizeBytes: 0, kind: 'refused', reason: 'file-unreadable', detail };
  }
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
  const start = await readStart(path);
  if (isMbox(start)) {
    const chunks = createReadStream(path, { signal });
    yield* readMboxItems(path, endsByReturns(start) ? withLineFeeds(chunks) : chunks);
    return;
  }
  const kind = contentKind(start);
  const maxBytes = kind === 'report' ? maxReportBytes : maxMessageBytes;
  if (sizeBytes > maxBytes) {
    const reason = kind === 'report' ? 'report-too-large' : 'message-too-large';
    yield { source: path, sizeBytes, kind: 'refused', reason, detail: '' };
    return;
  }
  yield { source: path, sizeBytes, kind, bytes: await readFile(path) };
}

async function* readMboxItems(path: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<FileItem> {
  let number = 0;
  for await (const { source: bytes, sizeBytes } of readMbox(chunks, maxMessageBytes)) {
    number += 1;
    const source = `${path}, message ${number}`;
    if (bytes === null) yield { source, sizeBytes, kind: 'refused', reason: 'message-too-large', detail: '' };
    else yield { source, sizeBytes, kind: 'message', bytes };
  }
}

async function readStart(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(sniffBytes), 0, sniffBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
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
