import { crc32 } from 'node:zlib';
import { Refusal } from '../../../shared/error.ts';
import { inflate } from './deflate.ts';
import type { PackedFile, Unpacked } from './file.ts';
import { maxFiles, maxInflatedBytes, tooLarge, type Room } from './room.ts';
import { dataOffset, deflated, inZip64, stored, zipEntryAt, type ZipEntry } from './zipdirectory.ts';

// Section numbers are those of PKWARE's APPNOTE 6.3.10. Only the directory at the end is believed.

type Entry = ZipEntry & { name: string };

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

function contentOf(zip: Buffer, entry: Entry, room: Room): { bytes: Buffer; isCut: boolean } {
  if (entry.isEncrypted) throw new Refusal('archive-encrypted');
  if (entry.announcedBytes > maxInflatedBytes) throw tooLarge();
  const { method, start, packedBytes } = entry;
  const offset = dataOffset(zip.subarray(start));
  if (offset === null) throw new Refusal('zip-broken', 'no file');
  const dataStart = start + offset;
  const data = zip.subarray(dataStart, dataStart + packedBytes);
  if (data.length < packedBytes) throw new Refusal('archive-truncated');
  if (method === deflated) return inflate(data, room);
  if (method !== stored) throw new Refusal('archive-unsupported', `zip method ${method}`);
  room.take(data.length);
  return { bytes: data, isCut: false };
}

function* entriesOf(zip: Buffer): Generator<Entry> {
  const { entries, directoryStart } = endOf(zip);
  let at = directoryStart;
  for (let number = 0; number < entries; number += 1) {
    const found = zipEntryAt(zip, at);
    if (found === null) throw new Refusal('zip-broken', 'no directory');
    const { nameBytes, isNameUtf8 } = found.entry;
    yield { ...found.entry, name: nameBytes.toString(isNameUtf8 ? 'utf8' : 'latin1') };
    at = found.end;
  }
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
