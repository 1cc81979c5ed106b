import { crc32 } from 'node:zlib';
import { Refusal } from '../../../shared/error.ts';
import type { Deviation } from '../../../shared/model.ts';
import { inflate } from './deflate.ts';
import type { PackedFile, Unpacked } from './file.ts';
import { maxFiles, tooLarge, type Room } from './room.ts';

const magic = Buffer.from([0x1f, 0x8b, 8]);
const trailerBytes = 8;

/**
 * RFC 1952 member by member, because Node's gunzip knows no mercy with what follows or is missing at the end. Members
 * are one file together (section 2.2); where one of them is broken, those on either side of it are two.
 * Throws Refusal report-too-large where no room is left.
 */
export function* gunzip({ name, bytes }: PackedFile, room: Room): Generator<Unpacked> {
  let run = new Run(name);
  let at = 0;
  while (isGzip(bytes, at)) {
    const member = room.takeFile() ? readMember(bytes.subarray(at), room) : oneTooMany;
    if (member.inflated !== null) run.add(member.inflated);
    if (member.isTruncated) run.note('truncated-gzip');
    if (member.refusal !== null) {
      yield* run.end();
      yield { name, refusal: member.refusal };
      run = new Run(name);
    }
    at = member.bytes === null ? nextMember(bytes, at) : at + member.bytes;
  }
  // Zeros are padding, from tapes and block devices.
  if (bytes.subarray(at).some((byte) => byte !== 0)) run.note('trailing-data');
  yield* run.end();
}

function isGzip(bytes: Buffer, at: number): boolean {
  return bytes[at] === magic[0] && bytes[at + 1] === magic[1];
}

/** After one of which the end is not known. */
function nextMember(bytes: Buffer, at: number): number {
  const next = bytes.indexOf(magic, at + magic.length);
  return next === -1 ? bytes.length : next;
}

/** Members that follow each other. */
class Run {
  readonly #name: string;
  readonly #members: Buffer[] = [];
  readonly #deviations: Deviation[] = [];

  constructor(name: string) {
    this.#name = name;
  }

  add(inflated: Buffer): void {
    this.#members.push(inflated);
  }

  note(code: Deviation['code']): void {
    this.#deviations.push({ code, path: '' });
  }

  *end(): Generator<PackedFile> {
    const [first, second] = this.#members;
    if (first === undefined) return;
    const bytes = second === undefined ? first : Buffer.concat(this.#members);
    yield { name: this.#name, bytes, deviations: this.#deviations };
  }
}

interface Member {
  /** null where it is broken. */
  inflated: Buffer | null;
  /** How long it is; null where that cannot be said. */
  bytes: number | null;
  isTruncated: boolean;
  refusal: Refusal | null;
}

const unreadable = { inflated: null, bytes: null, isTruncated: false };
const oneTooMany: Member = {
  ...unreadable,
  bytes: Infinity,
  refusal: new Refusal('too-many-files', `more than ${maxFiles}`),
};

function readMember(member: Buffer, room: Room): Member {
  const headerBytes = headerBytesOf(member);
  try {
    const { bytes: inflated, consumedBytes, isCut } = inflate(member.subarray(headerBytes), room);
    const bytes = headerBytes + consumedBytes + trailerBytes;
    if (isCut) return { ...unreadable, inflated, bytes, refusal: tooLarge() };
    const trailer = member.subarray(bytes - trailerBytes, bytes);
    // Whether all of the JSON arrived before the cut is for its reader to say.
    if (trailer.length < trailerBytes) return { inflated, bytes, isTruncated: true, refusal: null };
    if (trailer.readUInt32LE(0) === crc32(inflated)) return { inflated, bytes, isTruncated: false, refusal: null };
    return { ...unreadable, bytes, refusal: new Refusal('gzip-broken', 'wrong checksum') };
  } catch (error) {
    if (error instanceof Refusal) throw error;
    return { ...unreadable, refusal: new Refusal('gzip-broken', (error as Error).message) };
  }
}

/** RFC 1952 section 2.3: ten fixed bytes, then what the flags announce. */
function headerBytesOf(member: Buffer): number {
  const flags = member[3] ?? 0;
  let bytes = 10;
  if (flags & 4) bytes += 2 + (member[bytes] ?? 0) + 256 * (member[bytes + 1] ?? 0);
  for (const textFlag of [8, 16]) {
    if (flags & textFlag) bytes = member.indexOf(0, bytes) + 1 || member.length;
  }
  return flags & 2 ? bytes + 2 : bytes;
}
