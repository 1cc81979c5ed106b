import { constants, crc32, inflateRawSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { Refusal } from '../../shared/error.ts';
import type { Deviation } from '../../shared/model.ts';
import { maxReportBytes } from './tlsrpt/limits.ts';

/** Files of one archive that hold a report, and all that they inflate to. */
export const maxZipEntries = 1_000;
export const maxZipBytes = 64 * 1024 * 1024;
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
 * The JSON bytes of the reports in a JSON, gzip or zip file; gzip in either is inflated too, a zip in another is not.
 * Throws Refusal report-too-large, gzip-broken, zip-broken, zip-too-many-entries, nested-too-deep or no-report.
 */
export function inflateReports(bytes: Uint8Array): InflatedReport[] {
  if (formatOf(bytes) === 'zip') return unzip(bytes);
  return [inflateReport(bytes)];
}

/** A report, perhaps in gzip, perhaps (where a web server or mail filter packed it once more) twice. */
function inflateReport(bytes: Uint8Array): InflatedReport {
  const deviations: Deviation[] = [];
  let inflated = asBuffer(bytes);
  for (let depth = 0; formatOf(inflated) === 'gzip'; depth += 1) {
    if (depth === 2) throw new Refusal('nested-too-deep', 'gzip in gzip in gzip');
    inflated = gunzip(inflated, deviations);
  }
  if (formatOf(inflated) === 'zip') throw new Refusal('nested-too-deep', 'a zip within an archive');
  if (inflated.length > maxReportBytes) throw tooLarge();
  return { json: inflated, deviations };
}

/** RFC 1952 member by member, because Node's gunzip knows no mercy with what follows or is missing at the end. */
function gunzip(bytes: Buffer, deviations: Deviation[]): Buffer {
  const members: Buffer[] = [];
  let rest = bytes;
  let roomBytes = maxReportBytes;
  while (formatOf(rest) === 'gzip' && members.length < maxGzipMembers) {
    const { inflated, consumedBytes } = inflateMember(rest, roomBytes);
    const trailer = rest.subarray(consumedBytes, consumedBytes + 8);
    if (trailer.length < 8) requireWholeJson([...members, inflated], deviations);
    else if (trailer.readUInt32LE(0) !== crc32(inflated)) throw new Refusal('gzip-broken', 'wrong checksum');
    members.push(inflated);
    roomBytes -= inflated.length;
    rest = rest.subarray(consumedBytes + 8);
  }
  // Zeros are padding, from tapes and block devices.
  if (rest.some((byte) => byte !== 0)) deviations.push({ code: 'trailing-data', path: '' });
  return members.length === 1 && members[0] !== undefined ? members[0] : Buffer.concat(members);
}

function inflateMember(member: Buffer, roomBytes: number): { inflated: Buffer; consumedBytes: number } {
  const headerBytes = gzipHeaderBytes(member);
  // Sync flush: the end of the data is no error, and the cap cuts a bomb rather than allocating it.
  const options = { maxOutputLength: Math.max(roomBytes, 1), finishFlush: constants.Z_SYNC_FLUSH, info: true };
  try {
    const answer: unknown = inflateRawSync(member.subarray(headerBytes), options);
    const { buffer, engine } = answer as { buffer: Buffer; engine: { bytesWritten: number } };
    return { inflated: buffer, consumedBytes: headerBytes + engine.bytesWritten };
  } catch (error) {
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

/** A gzip file that was cut is taken when all of its JSON arrived before the cut. */
function requireWholeJson(members: Buffer[], deviations: Deviation[]): void {
  try {
    JSON.parse(
      Buffer.concat(members)
        .toString()
        .replace(/^\uFEFF/, ''),
    );
  } catch {
    throw new Refusal('gzip-broken', 'cut short');
  }
  deviations.push({ code: 'truncated-gzip', path: '' });
}

function unzip(bytes: Uint8Array): InflatedReport[] {
  const reports: InflatedReport[] = [];
  for (const file of Object.values(unzipFiles(bytes))) {
    if (formatOf(file) !== 'other') reports.push(inflateReport(file));
  }
  if (reports.length === 0) throw new Refusal('no-report', 'no JSON in the zip');
  return reports;
}

function unzipFiles(bytes: Uint8Array): Record<string, Uint8Array> {
  let entries = 0;
  let roomBytes = maxZipBytes;
  try {
    return unzipSync(bytes, {
      // Asked before anything is inflated; fflate allocates no more than the size announced here.
      filter: ({ originalSize }) => {
        entries += 1;
        roomBytes -= originalSize;
        if (entries > maxZipEntries) throw new Refusal('zip-too-many-entries', `more than ${maxZipEntries}`);
        if (originalSize > maxReportBytes || roomBytes < 0) throw tooLarge();
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
