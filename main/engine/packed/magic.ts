import { foreignFormats, type ClosedArchive, type ForeignFormat } from '../../../shared/format-words.ts';
import { isTar } from './tar.ts';

export type ArchiveFormat = 'gzip' | 'zip' | 'tar';
/** `other` is what its first bytes do not tell: prose, a mail, or anything else. */
export type Format = ArchiveFormat | 'json' | ForeignFormat | ClosedArchive | 'other';

/** First bytes, as Latin-1, and where they are; longer than two wherever prose could begin so. */
const magics: readonly [bytes: string, format: Format, at?: number][] = [
  ['\x1f\x8b', 'gzip'],
  ['PK\x03\x04', 'zip'],
  ['PK\x05\x06', 'zip'],
  ['7z\xbc\xaf\x27\x1c', '7z'],
  ['Rar!\x1a\x07', 'rar'],
  ['1AY&SY', 'bzip2', 4],
  ['\xfd7zXZ\0', 'xz'],
  ['\x28\xb5\x2f\xfd', 'zstd'],
  ['\x04\x22\x4d\x18', 'lz4'],
  ['LZIP\x01', 'lzip'],
  ['\x1f\x9d', 'compress'],
  ['MSCF\0\0\0\0', 'cab'],
  ['%PDF-', 'pdf'],
  ['\x89PNG\r\n', 'picture'],
  ['\xff\xd8\xff', 'picture'],
  ['GIF8', 'picture'],
  ['II*\0', 'picture'],
  ['MM\0*', 'picture'],
  ['WEBP', 'picture', 8],
  ['ftyp', 'media', 4],
  ['ID3', 'media'],
  ['OggS', 'media'],
  ['BEGIN:VCALENDAR', 'calendar'],
  ['BEGIN:VCARD', 'address-card'],
  ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'ole'],
  // Before JSON, as which it would begin.
  ['{\\rtf', 'rtf'],
  ['\x78\x9f\x3e\x22', 'tnef'],
  ['-----BEGIN PGP ', 'pgp'],
  // The first file of an OpenDocument's zip.
  ['application/vnd.oasis.opendocument', 'office'],
  ['\x7fELF', 'program'],
  ['MZ\x90\0', 'program'],
];

/** Known to be no report, whatever is in it. */
export function isForeign(format: Format): format is ForeignFormat {
  return Object.hasOwn(foreignFormats, format);
}

const sniffedBytes = 4_096;

/** What the bytes are by their first ones, whatever their label says. */
export function formatOf(bytes: Uint8Array): Format {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, sniffedBytes)).toString('latin1');
  const found = magics.find(([magic, , at = 0]) => start.startsWith(magic, at));
  if (found !== undefined) return found[1];
  if (isTar(bytes)) return 'tar';
  if (beginsAsJson(bytes)) return 'json';
  return markupOf(start) ?? 'other';
}

const brace = 0x7b;
const bracket = 0x5b;
/** Byte order marks of UTF-8 and UTF-16, white space, and the zero half of a UTF-16 unit. */
const meaningless = new Set([0xef, 0xbb, 0xbf, 0xff, 0xfe, 0x20, 0x09, 0x0a, 0x0d, 0x00]);
/** Stands before JSON on the web, so that it cannot be run as a script. */
const guard = Buffer.from(")]}'");

/** With an object, or with a list of them. */
function beginsAsJson(bytes: Uint8Array): boolean {
  let at = bytes.findIndex((byte) => !meaningless.has(byte));
  if (at === -1) return false;
  if (guard.every((byte, index) => bytes[at + index] === byte)) return true;
  while (bytes[at] === bracket || meaningless.has(bytes[at] ?? -1)) at += 1;
  return bytes[at] === brace;
}

/** Of what begins with `<`, in UTF-8 or UTF-16. */
function markupOf(start: string): ForeignFormat | null {
  const text = start.replace(/[\0\xef\xbb\xbf\xff\xfe]/g, '').trimStart();
  if (!/^<[?!a-z]/i.test(text)) return null;
  // RFC 7489 appendix C and RFC 9990: the root element, perhaps with a prefix.
  if (/<(?:\w{1,32}:)?feedback[\s>]/.test(text)) return 'dmarc-report';
  if (/<html|<!doctype html/i.test(text)) return 'web-page';
  // Of the zip that a Word or Excel file is: ECMA-376 part 2, sections 7.2 and 6.5.
  if (/<(?:Types|Relationships) xmlns=/.test(text)) return 'office';
  return text.startsWith('<?xml') ? 'xml' : null;
}
