import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { createInflateRaw } from 'node:zlib';
import { Refusal, type RefusalCode } from '../../shared/error.ts';
import {
  dataOffset,
  deflated,
  inZip64,
  localHeaderBytes,
  stored,
  zipEntryAt,
  type ZipEntry,
} from './packed/zipdirectory.ts';
import { inflated, type Stored } from './stored.ts';

// Zips too large for memory, such as those of Google Takeout. Section numbers are those of PKWARE's APPNOTE 6.3.10.

/** The names and places of some 300,000 mails. */
const maxDirectoryBytes = 32 * 1024 * 1024;
/** The end of the directory, with the longest comment and the records of zip64 before it. */
const maxEndBytes = 22 + 65_535 + 20 + 56;

/** The files in a zip, in its directory’s order; opening one that is not unpacked throws Refusal. */
export async function filesInZip(path: string, sizeBytes: number): Promise<Stored[]> {
  const file = await open(path);
  try {
    const { at, bytes } = await directoryOf(file, sizeBytes);
    if (bytes > maxDirectoryBytes || at + bytes > sizeBytes) return [];
    return [...entriesOf(await readAt(file, at, bytes))].flatMap((entry) => storedEntry(path, entry));
  } finally {
    await file.close();
  }
}

async function readAt(file: FileHandle, at: number, bytes: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, at);
  return buffer.subarray(0, bytesRead);
}

/** Sections 4.3.14 to 4.3.16. */
async function directoryOf(file: FileHandle, sizeBytes: number): Promise<{ at: number; bytes: number }> {
  const endStart = Math.max(0, sizeBytes - maxEndBytes);
  const end = await readAt(file, endStart, sizeBytes - endStart);
  const found = end.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (found === -1 || end.length < found + 22) return { at: 0, bytes: 0 };
  const [bytes, at] = [end.readUInt32LE(found + 12), end.readUInt32LE(found + 16)];
  if (at !== inZip64 || found < 76 || end.readUInt32LE(found - 76) !== 0x06064b50) return { at, bytes };
  return { at: Number(end.readBigUInt64LE(found - 76 + 48)), bytes: Number(end.readBigUInt64LE(found - 76 + 40)) };
}

function* entriesOf(directory: Buffer): Generator<ZipEntry> {
  for (let found = zipEntryAt(directory, 0); found !== null; found = zipEntryAt(directory, found.end)) {
    yield found.entry;
  }
}

const maxNameLength = 200;

function storedEntry(path: string, { nameBytes, isEncrypted, method, packedBytes, start }: ZipEntry): Stored[] {
  if (packedBytes === 0) return [];
  const name = nameBytes.toString('utf8');
  const source = `${path}, ${name.replace(/\p{Cc}/gu, ' ').slice(0, maxNameLength)}`;
  const refuse = (code: RefusalCode) => [{ source, sizeBytes: packedBytes, open: () => refused(code) }];
  if (isEncrypted) return refuse('archive-encrypted');
  if (method !== stored && method !== deflated) return refuse('archive-unsupported');
  const packed = { source, sizeBytes: packedBytes, open: () => packedData(path, start, packedBytes) };
  if (method === stored) return [packed];
  return [{ source, sizeBytes: null, open: () => inflated(packed, createInflateRaw()) }];
}

function refused(code: RefusalCode): never {
  throw new Refusal(code);
}

async function* packedData(path: string, start: number, packedBytes: number): AsyncGenerator<Buffer> {
  const file = await open(path);
  const header = await readAt(file, start, localHeaderBytes).finally(() => file.close());
  const offset = dataOffset(header);
  if (offset === null) throw new Error('the zip has no file there');
  const dataStart = start + offset;
  yield* createReadStream(path, { start: dataStart, end: dataStart + packedBytes - 1 }) as AsyncIterable<Buffer>;
}
