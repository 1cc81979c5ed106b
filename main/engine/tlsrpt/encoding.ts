import type { Deviations } from './deviations.ts';

/** How the characters of JSON are written: one or more bytes each, or UTF-16. */
export type Encoding = 'bytes' | 'utf-16le' | 'utf-16be';
/** Of JSON's own characters each is one. */
export type Units = Uint8Array | Uint16Array;

/** Byte order marks: of UTF-8, and of UTF-16 in either order. */
const marks = [
  [0xef, 0xbb, 0xbf],
  [0xff, 0xfe],
  [0xfe, 0xff],
];

/**
 * RFC 8259 section 8.1 asks for UTF-8 without byte order mark. Marks are passed over, however many, and not believed:
 * as JSON begins with ASCII, the zeros among its first four bytes tell UTF-16 (RFC 4627 section 3).
 */
export function encodingOf(bytes: Uint8Array): { encoding: Encoding; markBytes: number } {
  let markBytes = 0;
  for (let mark = markAt(bytes, 0); mark !== undefined; mark = markAt(bytes, markBytes)) markBytes += mark.length;
  const zeros = [0, 1, 2, 3].map((index) => (bytes[markBytes + index] === 0 ? '0' : 'x')).join('');
  const encoding = zeros === 'x0x0' ? 'utf-16le' : zeros === '0x0x' ? 'utf-16be' : 'bytes';
  return { encoding, markBytes };
}

function markAt(bytes: Uint8Array, at: number): number[] | undefined {
  return marks.find((mark) => mark.every((byte, index) => bytes[at + index] === byte));
}

export function unitsOf(bytes: Uint8Array, encoding: Encoding): Units {
  if (encoding === 'bytes') return bytes;
  const copy = Buffer.from(new Uint8Array(bytes.subarray(0, bytes.length - (bytes.length % 2))).buffer);
  if (encoding === 'utf-16be') copy.swap16();
  return new Uint16Array(copy.buffer);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const windows1252 = new TextDecoder('windows-1252');

/** What is neither UTF-8 nor UTF-16 is read as what Windows programs write, which has a character for every byte. */
export function decode(bytes: Uint8Array, encoding: Encoding, deviations: Deviations): string {
  if (encoding !== 'bytes') return new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
  try {
    return utf8.decode(bytes);
  } catch {
    deviations.note('windows-1252', '');
    return decodeMixed(bytes);
  }
}

/** A text that was cut within a character does not make the others of the same report unreadable. */
function decodeMixed(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    .toString('latin1')
    .replace(/[\x80-\xff]+/g, (run) => {
      const written = Buffer.from(run, 'latin1');
      const text = written.toString('utf8');
      return text.includes('\uFFFD') ? windows1252.decode(written) : text;
    });
}
