import { crc32 } from 'node:zlib';
import { Refusal } from '../../../shared/error.ts';
import { inflate } from './deflate.ts';
import type { PackedFile, Unpacked } from './file.ts';
import { maxFiles, maxInflatedBytes, tooLarge, type Room } from './room.ts';

// Section numbers are those of PKWARE's APPNOTE 6.3.10. Only the directory at the end is believed.

interface Entry {
  name: string;
  isEncrypted: boolean;
  method: number;
  checksum: number;
  packedBytes: number;
  announcedBytes: number;
  /** Where its local header is. */
  start: number;
}

/** Throws Refusal report-too-large where no room is left, archive-truncated or zip-broken. */
export function* unzip({ bytes }: PackedFile, room: Room): Generator<Unpacked> {
  for (const entry of entriesOf(bytes)) {
    const { name } = entry;
    if (!room.takeFile()) {
      yield { name, refusal: new Refusal('zip-too-many-entries', `more than ${maxFiles}`) };
      return;
    }
    // Folders, and files that nothing was written to.
    if (entry.announcedBytes === 0) continue;
    yield* readEntry(bytes, entry, room);
  }
}

function* readEntry(zip: Buffer, entry: Entry, room: Room): Generator<Unpacked> {
  const { name } = entry;
  try {
    const { bytes, isCut } = contentOf(zip, entry, room);
    if (isCut) yield { name, refusal: tooLarge() };
    // Some writers leave it out.
    else if (entry.checksum !== 0 && entry.checksum !== crc32(bytes)) throw new Refusal('zip-broken', 'wrong checksum');
    yield { name, bytes, deviations: [] };
  } catch (error) {
    if (room.isSpent) throw error;
    const refusal = error instanceof Refusal ? error : new Refusal('zip-broken', (error as Error).message);
    yield { name, refusal };
  }
}

const stored = 0;
const deflated = 8;

function contentOf(zip: Buffer, entry: Entry, room: Room): { bytes: Buffer; isCut: boolean } {
  if (entry.isEncrypted) throw new Refusal('archive-encrypted');
  if (entry.announcedBytes > maxInflatedBytes) throw tooLarge();
  const { method, start, packedBytes } = entry;
  // Section 4.3.7: the name and the extra field may be longer here than in the directory.
  if (zip.length < start + 30 || zip.readUInt32LE(start) !== 0x04034b50) throw new Refusal('zip-broken', 'no file');
  const dataStart = start + 30 + zip.readUInt16LE(start + 26) + zip.readUInt16LE(start + 28);
  const data = zip.subarray(dataStart, dataStart + packedBytes);
  if (data.length < packedBytes) throw new Refusal('archive-truncated');
  if (method === deflated) return inflate(data, room);
  if (method !== stored) throw new Refusal('archive-unsupported', `zip method ${method}`);
  room.take(data.length);
  return { bytes: data, isCut: false };
}

/** Section 4.3.12. */
function* entriesOf(zip: Buffer): Generator<Entry> {
  const { entries, directoryStart } = endOf(zip);
  let at = directoryStart;
  for (let number = 0; number < entries; number += 1) {
    if (zip.length < at + 46 || zip.readUInt32LE(at) !== 0x02014b50) throw new Refusal('zip-broken', 'no directory');
    const nameEnd = at + 46 + zip.readUInt16LE(at + 28);
    const extraEnd = nameEnd + zip.readUInt16LE(at + 30);
    const flags = zip.readUInt16LE(at + 8);
    yield {
      name: zip.toString(flags & 0x800 ? 'utf8' : 'latin1', at + 46, nameEnd),
      isEncrypted: (flags & 1) === 1,
      method: zip.readUInt16LE(at + 10),
      checksum: zip.readUInt32LE(at + 16),
      ...sizesOf(zip, at, zip.subarray(nameEnd, extraEnd)),
    };
    at = extraEnd + zip.readUInt16LE(at + 32);
  }
}

const inZip64 = 0xffffffff;

/** Section 4.5.3: those that do not fit into 32 bits are in the extra field, in this order. */
function sizesOf(zip: Buffer, at: number, extra: Buffer): Pick<Entry, 'announcedBytes' | 'packedBytes' | 'start'> {
  let next = zip64Start(extra);
  const [announcedBytes = 0, packedBytes = 0, start = 0] = [24, 20, 42].map((offset) => {
    const size = zip.readUInt32LE(at + offset);
    if (size !== inZip64 || next + 8 > extra.length) return size;
    next += 8;
    return Number(extra.readBigUInt64LE(next - 8));
  });
  return { announcedBytes, packedBytes, start };
}

/** Where in the extra field the one of zip64 (header id 1) has its values. */
function zip64Start(extra: Buffer): number {
  let at = 0;
  while (at + 4 <= extra.length && extra.readUInt16LE(at) !== 1) at += 4 + extra.readUInt16LE(at + 2);
  return at + 4;
}

/** Sections 4.3.14 to 4.3.16; a comment or other data may follow. */
function endOf(zip: Buffer): { entries: number; directoryStart: number } {
  const at = zip.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (at === -1 || zip.length < at + 22) throw new Refusal('archive-truncated');
  const entries = zip.readUInt16LE(at + 10);
  const directoryStart = zip.readUInt32LE(at + 16);
  if (entries !== 0xffff && directoryStart !== inZip64) return { entries, directoryStart };
  const end = at >= 20 && zip.readUInt32LE(at - 20) === 0x07064b50 ? Number(zip.readBigUInt64LE(at - 12)) : zip.length;
  if (zip.length < end + 56 || zip.readUInt32LE(end) !== 0x06064b50) return { entries, directoryStart };
  return { entries: Number(zip.readBigUInt64LE(end + 32)), directoryStart: Number(zip.readBigUInt64LE(end + 48)) };
}
