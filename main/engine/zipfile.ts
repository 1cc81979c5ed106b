import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { createInflateRaw } from 'node:zlib';
import { Refusal, type RefusalCode } from '../../shared/error.ts';
import { inflated, type Stored } from './stored.ts';

// Zips too large for memory, such as those of Google Takeout. Section numbers are those of PKWARE's APPNOTE 6.3.10.

/** The names and places of some 300,000 mails. */
const maxDirectoryBytes = 32 * 1024 * 1024;
/** The end of the directory, with the longest comment and the records of zip64 before it. */
const maxEndBytes = 22 + 65_535 + 20 + 56;
const inZip64 = 0xffffffff;

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

interface Entry {
  name: string;
  isEncrypted: boolean;
  method: number;
  packedBytes: number;
  /** Where its local header is. */
  start: number;
}

/** Section 4.3.12. */
function* entriesOf(directory: Buffer): Generator<Entry> {
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === 0x02014b50;) {
    const nameEnd = at + 46 + directory.readUInt16LE(at + 28);
    const extraEnd = nameEnd + directory.readUInt16LE(at + 30);
    yield {
      name: directory.toString('utf8', at + 46, nameEnd),
      isEncrypted: (directory.readUInt16LE(at + 8) & 1) === 1,
      method: directory.readUInt16LE(at + 10),
      ...placeOf(directory, at, directory.subarray(nameEnd, extraEnd)),
    };
    at = extraEnd + directory.readUInt16LE(at + 32);
  }
}

/** Section 4.5.3: those that do not fit into 32 bits are in an extra field, in this order. */
function placeOf(directory: Buffer, at: number, extra: Buffer): Pick<Entry, 'packedBytes' | 'start'> {
  let next = 0;
  while (next + 4 <= extra.length && extra.readUInt16LE(next) !== 1) next += 4 + extra.readUInt16LE(next + 2);
  next += 4;
  const [, packedBytes = 0, start = 0] = [24, 20, 42].map((offset) => {
    const value = directory.readUInt32LE(at + offset);
    if (value !== inZip64 || next + 8 > extra.length) return value;
    next += 8;
    return Number(extra.readBigUInt64LE(next - 8));
  });
  return { packedBytes, start };
}

const stored = 0;
const deflated = 8;
const maxNameLength = 200;

function storedEntry(path: string, { name, isEncrypted, method, packedBytes, start }: Entry): Stored[] {
  if (packedBytes === 0) return [];
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

/** Section 4.3.7: after a header whose own lengths say where the data begins. */
async function* packedData(path: string, start: number, packedBytes: number): AsyncGenerator<Buffer> {
  const file = await open(path);
  const header = await readAt(file, start, 30).finally(() => file.close());
  if (header.length < 30 || header.readUInt32LE(0) !== 0x04034b50) throw new Error('the zip has no file there');
  const dataStart = start + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  yield* createReadStream(path, { start: dataStart, end: dataStart + packedBytes - 1 }) as AsyncIterable<Buffer>;
}
