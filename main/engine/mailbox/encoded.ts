import { formatOf } from '../packed/magic.ts';
import type { Leaf } from './candidate.ts';

/**
 * What the part would be, had it come under the right transfer encoding: text that is base64 all through is decoded, and
 * files in uuencode are parts of their own. Answers the part itself where it is neither.
 */
export function decodedLeaves(leaf: Leaf): Leaf[] {
  if (formatOf(leaf.bytes) !== 'other') return [leaf];
  const bytes = fromBase64Text(leaf.bytes);
  if (bytes !== null) return [{ ...leaf, bytes, decoded: 'transfer-encoding' }];
  const mediaType = leaf.mediaType.startsWith('application/') ? leaf.mediaType : 'application/octet-stream';
  const files = [...uuencodedFiles(leaf.bytes)];
  return files.length === 0 ? [leaf] : files.map((file) => ({ ...leaf, ...file, mediaType, decoded: 'uuencoded' }));
}

/** The least that a packed report has. A word is base64 as well. */
const minBase64Bytes = 24;

/** null for what is no base64, or becomes nothing that is known. */
function fromBase64Text(bytes: Buffer): Buffer | null {
  const text = bytes.length < minBase64Bytes ? '' : bytes.toString('latin1').replace(/[\t ]/g, '');
  if (text === '' || !isPlainBase64(text)) return null;
  const decoded = Buffer.from(text, 'base64');
  return formatOf(decoded) === 'other' ? null : decoded;
}

/** Decoders differ in what they make of other characters, and of padding elsewhere than at the end. */
export function isPlainBase64(content: string): boolean {
  let end = content.length;
  while (content[end - 1] === '\n' || content[end - 1] === '\r') end -= 1;
  for (let padding = 0; padding < 2 && content[end - 1] === '='; padding++) end -= 1;
  return /^[A-Za-z\d+/\r\n]*$/.test(content.slice(0, end));
}

type UuFile = Pick<Leaf, 'bytes' | 'fileName'>;

/** Files between `begin` and `end` (POSIX uuencode, with its base64 too); one that has no end ends with its lines. */
function* uuencodedFiles(bytes: Buffer): Generator<UuFile> {
  if (!bytes.includes('begin')) return;
  let file: { fileName: string; isBase64: boolean; pieces: Buffer[] } | null = null;
  for (const line of linesOf(bytes.toString('latin1'))) {
    const piece = file === null ? null : decodedLine(line, file.isBase64);
    if (file !== null && piece !== null) file.pieces.push(piece);
    else {
      if (file !== null) yield { fileName: file.fileName, bytes: Buffer.concat(file.pieces) };
      const [, base64, fileName = ''] = /^begin(-base64)? [0-7]{3,4} (.{1,255})$/.exec(line) ?? [];
      file = fileName === '' ? null : { fileName: fileName.trim(), isBase64: base64 !== undefined, pieces: [] };
    }
  }
  if (file !== null) yield { fileName: file.fileName, bytes: Buffer.concat(file.pieces) };
}

function* linesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length;) {
    const end = text.indexOf('\n', start);
    const line = text.slice(start, end === -1 ? text.length : end);
    yield line.endsWith('\r') ? line.slice(0, -1) : line;
    start = end === -1 ? text.length : end + 1;
  }
}

/** null for a line that ends the file: `end`, `====`, and what is none of its lines. */
function decodedLine(line: string, isBase64: boolean): Buffer | null {
  if (isBase64) return line !== '====' && isPlainBase64(line) ? Buffer.from(line, 'base64') : null;
  return line === 'end' ? null : uudecodedLine(line);
}

/** A length, and four characters for three bytes; blanks at the end are lost on the way now and then. */
function uudecodedLine(line: string): Buffer | null {
  if (!/^[\x20-\x60]{0,80}$/.test(line)) return null;
  const lengthBytes = (line.charCodeAt(0) - 0x20) & 63;
  const groups = Math.ceil(lengthBytes / 3);
  // Some writers have a check character at the end.
  if (line.length > 1 + 4 * groups + 1) return null;
  const decoded = Buffer.alloc(3 * groups);
  for (let group = 0; group < groups; group += 1) {
    const at = 1 + 4 * group;
    const high = (sixBits(line, at) << 18) | (sixBits(line, at + 1) << 12);
    decoded.writeUIntBE(high | (sixBits(line, at + 2) << 6) | sixBits(line, at + 3), 3 * group, 3);
  }
  return decoded.subarray(0, lengthBytes);
}

function sixBits(line: string, index: number): number {
  return index < line.length ? (line.charCodeAt(index) - 0x20) & 63 : 0;
}
