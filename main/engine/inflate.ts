import { constants, crc32, inflateRawSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { Refusal } from '../../shared/error.ts';
import type { Deviation } from '../../shared/model.ts';
import { maxReportBytes } from './tlsrpt/limits.ts';

/** Files of one archive, of which one or two hold a report. */
export const maxZipEntries = 1_000;
/** All that one mail or file may inflate to: two of the largest reports, when one was never seen. */
export const maxInflatedBytes = 2 * maxReportBytes;
/** Deflate makes of a byte at most so many (zlib's technical details: 258 bytes of two bits). */
const maxDeflateRatio = 1_032;
/** Members of one gzip file (RFC 1952 section 2.2): more than one was never seen. */
const maxGzipMembers = 100;

export interface InflatedReport {
  json: Buffer;
  deviations: Deviation[];
}

export type Format = 'gzip' | 'zip' | 'json' | 'other';

/** What the bytes are by their first ones, whatever their label says; `json` for an object alone. */
export function formatOf(bytes: Uint8Array): Format {
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes;
  if (first === 0x1f && second === 0x8b) return 'gzip';
  if (first === 0x50 && second === 0x4b && third === 3 && fourth === 4) return 'zip';
  return firstMeaningfulByte(bytes) === 0x7b ? 'json' : 'other';
}

/** After a byte order mark, of UTF-8 or UTF-16, and white space; the zero half of a UTF-16 unit counts as that. */
function firstMeaningfulByte(bytes: Uint8Array): number | undefined {
  const marks = [0xef, 0xbb, 0xbf, 0xff, 0xfe];
  const space = [0x20, 0x09, 0x0a, 0x0d, 0x00];
  return bytes.find((byte, index) => !space.includes(byte) && !(index < 3 && marks.includes(byte)));
}

/**
 * What one mail or file may still inflate to, however many parts, members and files within files it packs: each of
 * them may be small enough, and all together a bomb.
 */
export class Room {
  #bytes = maxInflatedBytes;

  get bytes(): number {
    return Math.max(this.#bytes, 0);
  }

  /** Throws Refusal report-too-large where there is no room for so many. */
  take(bytes: number): void {
    this.#bytes -= bytes;
    if (this.isSpent) throw new Refusal('report-too-large', `more than ${maxInflatedBytes} bytes in all`);
  }

  get isSpent(): boolean {
    return this.#bytes < 0;
  }
}

/**
 * The files in a zip, or else the bytes themselves, for `inflateReport`.
 * Throws Refusal report-too-large, zip-broken, zip-too-many-entries or no-report.
 */
export function filesIn(bytes: Uint8Array, room: Room): Uint8Array[] {
  if (formatOf(bytes) !== 'zip') return [bytes];
  const files = Object.values(unzipFiles(bytes, room)).filter((file) => formatOf(file) !== 'other');
  if (files.length === 0) throw new Refusal('no-report', 'no JSON in the zip');
  return files;
}

/**
 * A report's JSON, perhaps in gzip, perhaps (where a web server or mail filter packed it once more) twice.
 * Throws Refusal report-too-large, gzip-broken or nested-too-deep.
 */
export function inflateReport(bytes: Uint8Array, room: Room): InflatedReport {
  const deviations: Deviation[] = [];
  let inflated = asBuffer(bytes);
  for (let depth = 0; formatOf(inflated) === 'gzip'; depth += 1) {
    if (depth === 2) throw new Refusal('nested-too-deep', 'gzip in gzip in gzip');
    inflated = gunzip(inflated, deviations, room);
  }
  if (formatOf(inflated) === 'zip') throw new Refusal('nested-too-deep', 'a zip within an archive');
  if (inflated.length > maxReportBytes) throw tooLarge();
  return { json: inflated, deviations };
}

/** RFC 1952 member by member, because Node's gunzip knows no mercy with what follows or is missing at the end. */
function gunzip(bytes: Buffer, deviations: Deviation[], room: Room): Buffer {
  const members: Buffer[] = [];
  let rest = bytes;
  let roomBytes = maxReportBytes;
  while (formatOf(rest) === 'gzip' && members.length < maxGzipMembers) {
    const { inflated, consumedBytes } = inflateMember(rest, roomBytes, room);
    const trailer = rest.subarray(consumedBytes, consumedBytes + 8);
    // Whether all of the JSON arrived before the cut is for its reader to say.
    if (trailer.length < 8) deviations.push({ code: 'truncated-gzip', path: '' });
    else if (trailer.readUInt32LE(0) !== crc32(inflated)) throw new Refusal('gzip-broken', 'wrong checksum');
    members.push(inflated);
    roomBytes -= inflated.length;
    rest = rest.subarray(consumedBytes + 8);
  }
  // Zeros are padding, from tapes and block devices.
  if (rest.some((byte) => byte !== 0)) deviations.push({ code: 'trailing-data', path: '' });
  return members.length === 1 && members[0] !== undefined ? members[0] : Buffer.concat(members);
}

function inflateMember(member: Buffer, roomBytes: number, room: Room): { inflated: Buffer; consumedBytes: number } {
  const headerBytes = gzipHeaderBytes(member);
  const maxOutputLength = Math.max(Math.min(roomBytes, room.bytes), 1);
  // Sync flush: the end of the data is no error, and the cap cuts a bomb rather than allocating it.
  const options = { maxOutputLength, finishFlush: constants.Z_SYNC_FLUSH, info: true };
  try {
    const answer: unknown = inflateRawSync(member.subarray(headerBytes), options);
    const { buffer, engine } = answer as { buffer: Buffer; engine: { bytesWritten: number } };
    room.take(buffer.length);
    return { inflated: buffer, consumedBytes: headerBytes + engine.bytesWritten };
  } catch (error) {
    if (error instanceof Refusal) throw error;
    // How far it came before it failed, zlib does not say.
    room.take(Math.min(maxOutputLength, member.length * maxDeflateRatio));
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new Refusal('gzip-broken', (error as Error).message);
  }
}

/** RFC 1952 section 2.3: ten fixed bytes, then what the flags announce. */
function gzipHeaderBytes(member: Buffer): number {
  const flags = member[3] ?? 0;
  let bytes = 10;
  if (flags & 4) bytes += 2 + (member[bytes] ?? 0) + 256 * (member[bytes + 1] ?? 0);
  for (const textFlag of [8, 16]) {
    if (flags & textFlag) bytes = member.indexOf(0, bytes) + 1 || member.length;
  }
  return flags & 2 ? bytes + 2 : bytes;
}

function unzipFiles(bytes: Uint8Array, room: Room): Record<string, Uint8Array> {
  let entries = 0;
  try {
    return unzipSync(bytes, {
      // Asked before anything is inflated; fflate allocates no more than the size announced here.
      filter: ({ originalSize }) => {
        entries += 1;
        if (entries > maxZipEntries) throw new Refusal('zip-too-many-entries', `more than ${maxZipEntries}`);
        if (originalSize > maxReportBytes) throw tooLarge();
        room.take(originalSize);
        return originalSize > 0;
      },
    });
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal('zip-broken', (error as Error).message);
  }
}

function tooLarge(): Refusal {
  return new Refusal('report-too-large', `more than ${maxReportBytes} bytes`);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
