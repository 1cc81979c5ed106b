import { maxHeaderBytes, maxMailLines } from './mailbox/limits.ts';

// Old Macs ended lines by CR alone; a program that takes CRLF for two line ends, or adds a CR to each LF, writes CRCRLF.

const carriageReturn = 0x0d;
const lineFeed = 0x0a;

/** Whether the lines end by CR alone, by the first of them that is not empty. */
export function endsByReturns(start: Buffer): boolean {
  const text = start.findIndex((byte) => byte !== carriageReturn && byte !== lineFeed);
  let end = text === -1 ? -1 : start.indexOf(carriageReturn, text);
  if (end === -1 || start.subarray(text, end).includes(lineFeed)) return false;
  while (start[end] === carriageReturn) end += 1;
  return start[end] !== lineFeed;
}

/** The same in other chunks, with LF for each CR. */
export async function* withLineFeeds(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield Buffer.from(chunk.toString('latin1').replaceAll('\r', '\n'), 'latin1');
}

/**
 * A mail as RFC 5322 has it: its header begins at once, and its lines end by CRLF or LF. Answers `mail` itself where it
 * is so already, as nearly always.
 */
export function withUsualLines(mail: Buffer): Buffer {
  const start = startOfHeader(mail);
  const rest = start === 0 ? mail : mail.subarray(start);
  const head = rest.subarray(0, maxHeaderBytes);
  if (endsByReturns(head)) return replaced(rest, /\r\n?/g);
  return headerOf(head).includes('\r\r\n') ? replaced(rest, /\r{1,2}\n/g) : rest;
}

/** Too many are left alone: such a mail is refused for its lines. */
function replaced(bytes: Buffer, lineEnds: RegExp): Buffer {
  if (hasMany(bytes, '\r')) return bytes;
  return Buffer.from(bytes.toString('latin1').replace(lineEnds, '\r\n'), 'latin1');
}

/** Whether there are more line ends of this kind than a mail may have. */
export function hasMany(bytes: Buffer, lineEnd: '\r' | '\n'): boolean {
  let lines = 0;
  for (let end = bytes.indexOf(lineEnd); end !== -1; end = bytes.indexOf(lineEnd, end + 1)) {
    lines += 1;
    if (lines > maxMailLines) return true;
  }
  return false;
}

/** After a byte order mark and empty lines, of which nobody writes many. */
function startOfHeader(mail: Buffer): number {
  let start = 0;
  while (start < maxHeaderBytes && skipped.has(mail[start] ?? 0)) start += 1;
  return start === maxHeaderBytes || start === mail.length ? 0 : start;
}

const skipped = new Set([0xef, 0xbb, 0xbf, 0x20, 0x09, carriageReturn, lineFeed]);

function headerOf(head: Buffer): Buffer {
  const ends = ['\n\n', '\n\r\n', '\n\r\r\n'].map((emptyLine) => head.indexOf(emptyLine)).filter((at) => at !== -1);
  return head.subarray(0, ends.length === 0 ? head.length : Math.min(...ends) + 1);
}
