import { Refusal } from '../../../shared/error.ts';
import type { PackedFile, Unpacked } from './file.ts';
import { maxFiles, type Room } from './room.ts';

// POSIX.1-2024, pax: "ustar Interchange Format" and "pax Header Block"; GNU tar's manual, "Basic Tar Format".

const blockBytes = 512;
const checksumAt = 148;
const checksumBytes = 8;

/** By the checksum of its first header, as archives of before 1988 have no other mark; nothing but zeros is an empty one. */
export function isTar(bytes: Uint8Array): boolean {
  if (bytes.length < blockBytes) return false;
  const header = Buffer.from(bytes.buffer, bytes.byteOffset, blockBytes);
  if (isZero(header)) return bytes.length >= 2 * blockBytes && bytes.subarray(blockBytes).every((byte) => byte === 0);
  return hasChecksum(header);
}

function isZero(block: Buffer): boolean {
  return block.every((byte) => byte === 0);
}

/** The sum of its bytes, its own being counted as blanks; some wrote that of signed bytes. */
function hasChecksum(header: Buffer): boolean {
  const written = octal(header.subarray(checksumAt, checksumAt + checksumBytes));
  if (written === null || written === 0) return false;
  let [sum, signedSum] = [0, 0];
  for (const [index, byte] of header.entries()) {
    const counted = index >= checksumAt && index < checksumAt + checksumBytes ? 0x20 : byte;
    sum += counted;
    signedSum += counted > 0x7f ? counted - 0x100 : counted;
  }
  return written === sum || written === signedSum;
}

/**
 * The files in it, one after the other; folders, links and devices are none. Names are kept to be said, never used.
 * Throws nothing: what cannot be read comes as unreadable, as far as the archive makes sense.
 */
export function* untar({ name: around, bytes }: PackedFile, room: Room): Generator<Unpacked> {
  let announced: Announced = {};
  for (let at = 0; at + blockBytes <= bytes.length;) {
    const header = bytes.subarray(at, at + blockBytes);
    // Two of them are the end, and zeros fill the last block of the tape.
    if (isZero(header)) return;
    const about = headersOfNext[kindOf(header)];
    const name = announced.name ?? nameOf(header);
    const sizeBytes = (about === undefined ? announced.sizeBytes : undefined) ?? sizeOf(header);
    const fault = faultOf(header, at, sizeBytes, bytes.length, room);
    if (fault !== null || sizeBytes === null) {
      yield { name: name || around, refusal: fault ?? new Refusal('tar-broken') };
      return;
    }
    const end = at + blockBytes + sizeBytes;
    const data = bytes.subarray(at + blockBytes, end);
    if (about === undefined && !notFiles.has(kindOf(header)) && sizeBytes > 0) {
      yield { name, bytes: data, deviations: [] };
    }
    announced = about === undefined ? {} : { ...announced, ...about(data) };
    at = blockBytes * Math.ceil(end / blockBytes);
  }
}

function faultOf(header: Buffer, at: number, sizeBytes: number | null, end: number, room: Room): Refusal | null {
  if (!hasChecksum(header) || sizeBytes === null) return new Refusal('tar-broken', `no header at byte ${at}`);
  if (!room.takeFile()) return new Refusal('too-many-files', `more than ${maxFiles}`);
  return at + blockBytes + sizeBytes > end ? new Refusal('archive-truncated') : null;
}

/** What a header says of the file after it, where ustar's fields have no room for that. */
interface Announced {
  name?: string;
  sizeBytes?: number;
}

const maxAnnouncedBytes = 64 * 1024;

/** GNU's long name, and pax's records; those of pax for all files (g) say neither name nor size. */
const headersOfNext: Record<string, ((data: Buffer) => Announced) | undefined> = {
  L: (data) => ({ name: textOf(data.subarray(0, maxAnnouncedBytes)) }),
  K: () => ({}),
  x: (data) => paxRecords(data.subarray(0, maxAnnouncedBytes)),
  g: () => ({}),
};

/** Links, devices, folders, and the label of a tape. Whatever else there is counts as a file, as POSIX wants it. */
const notFiles = new Set(['1', '2', '3', '4', '5', '6', 'V', 'D']);

/** Each is `LENGTH KEY=VALUE\n`, the length that of all of it. */
function paxRecords(data: Buffer): Announced {
  const announced: Announced = {};
  for (let at = 0; at < data.length;) {
    const blank = data.indexOf(' ', at);
    const length = Number(data.toString('latin1', at, blank));
    if (blank === -1 || !(length > 0) || !(at + length <= data.length)) break;
    const record = data.toString('utf8', blank + 1, at + length - 1);
    const equals = record.indexOf('=');
    const [key, value] = [record.slice(0, equals), record.slice(equals + 1)];
    if (key === 'path') announced.name = value;
    if (key === 'size' && /^\d{1,16}$/.test(value)) announced.sizeBytes = Number(value);
    at += length;
  }
  return announced;
}

function kindOf(header: Buffer): string {
  return String.fromCharCode(header[156] ?? 0);
}

function nameOf(header: Buffer): string {
  const prefix = header.toString('latin1', 257, 262) === 'ustar' ? textOf(header.subarray(345, 500)) : '';
  const name = textOf(header.subarray(0, 100));
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** Up to the first zero. */
function textOf(field: Buffer): string {
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end === -1 ? field.length : end);
}

/** In octal, or (GNU, for more than 8 GB) in binary with the first bit set; null where it is neither. */
function sizeOf(header: Buffer): number | null {
  const field = header.subarray(124, 136);
  if (field[0] === 0x80) return Number(field.readBigUInt64BE(4));
  return octal(field);
}

/** 0 where nothing is written; null where it is no number. */
function octal(field: Buffer): number | null {
  const digits = textOf(field).trim();
  if (digits === '') return 0;
  return /^[0-7]{1,12}$/.test(digits) ? parseInt(digits, 8) : null;
}
