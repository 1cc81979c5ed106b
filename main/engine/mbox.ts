import { isDatedEnvelope, isHeaderField } from './envelope.ts';

/** One message of an mbox file; null where it is larger than `maxBytes` and was passed over. */
export interface MboxMessage {
  source: Buffer | null;
  sizeBytes: number;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const quoteMark = 0x3e;
const separator = Buffer.from('From ');
const byteOrderMark = Buffer.from('\ufeff');
/** Of a line, to see what it is. */
const lookedAtBytes = 1_000;

/**
 * The messages of an mbox file (RFC 4155, quoted as mboxrd), one at a time in bounded memory however large the file.
 * A message begins at a line `From `: the first one, and then those that show what they are by an empty line before
 * them, a date in them, and a header field after them, of which two must be there. Each may have a byte order mark, as
 * files have that were joined. Throws what reading `chunks` throws.
 */
export async function* readMbox(chunks: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<MboxMessage> {
  const splitter = new Splitter(maxBytes);
  for await (const lines of wholeLines(chunks, maxBytes)) yield* splitter.push(lines);
  yield* splitter.end();
}

/**
 * Cut after line feeds, and never between a line `From ` and the next. A line longer than `maxBytes` comes in pieces,
 * so that none fills the memory.
 */
async function* wholeLines(chunks: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  let restBytes = 0;
  for await (const chunk of chunks) {
    rest.push(chunk);
    restBytes += chunk.length;
    const isCut = chunk.includes(lineFeed);
    if (!isCut && restBytes <= maxBytes) continue;
    const all = Buffer.concat(rest);
    const end = isCut ? endOfLines(all) : all.length;
    if (end > 0) yield all.subarray(0, end);
    rest = end === all.length ? [] : [all.subarray(end)];
    restBytes = all.length - end;
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}

function endOfLines(bytes: Buffer): number {
  const end = bytes.lastIndexOf(lineFeed) + 1;
  const lastLine = end < 2 ? 0 : bytes.lastIndexOf(lineFeed, end - 2) + 1;
  const start = bytes.subarray(lastLine, lastLine + byteOrderMark.length + separator.length);
  return start.includes(separator) ? lastLine : end;
}

/** Looks only at the places where `From ` is, so that it costs little more than reading the file. */
class Splitter {
  #message: Collector | null = null;
  #maxBytes: number;
  /** What was before the lines that come next: the start of the file is as good as an empty line. */
  #before = Buffer.alloc(8, '\n');

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  *push(lines: Buffer): Generator<MboxMessage> {
    let pieces: Buffer[] = [];
    let taken = 0;
    for (let at = lines.indexOf(separator); at !== -1; at = lines.indexOf(separator, at + 1)) {
      const start = startOfLine(lines, at);
      if (this.#byteBefore(lines, start, 1) !== lineFeed) continue;
      if (lines[start] === quoteMark) {
        // Quoted: one mark less.
        pieces.push(lines.subarray(taken, start));
        taken = start + 1;
      } else if (this.#isEnvelope(lines, start, at)) {
        this.#message?.add([...pieces, lines.subarray(taken, start)]);
        yield* this.end();
        this.#message = new Collector(this.#maxBytes);
        pieces = [];
        taken = lines.indexOf(lineFeed, at) + 1 || lines.length;
      }
    }
    this.#message?.add([...pieces, lines.subarray(taken)]);
    this.#before = Buffer.concat([this.#before, lines.subarray(-this.#before.length)]).subarray(-this.#before.length);
  }

  *end(): Generator<MboxMessage> {
    if (this.#message !== null) yield this.#message.end();
    this.#message = null;
  }

  #isEnvelope(lines: Buffer, start: number, at: number): boolean {
    if (this.#message === null) return true;
    const [line = '', next = ''] = lines.toString('latin1', at, at + lookedAtBytes).split('\n', 2);
    const signs = [this.#isAfterEmptyLine(lines, start), isDatedEnvelope(line), isHeaderField(next)];
    return signs.filter(Boolean).length >= 2;
  }

  #isAfterEmptyLine(lines: Buffer, at: number): boolean {
    let distance = 2;
    while (this.#byteBefore(lines, at, distance) === carriageReturn) distance += 1;
    return this.#byteBefore(lines, at, distance) === lineFeed;
  }

  #byteBefore(lines: Buffer, at: number, distance: number): number | undefined {
    return at >= distance ? lines[at - distance] : this.#before.at(at - distance);
  }
}

/** Before what may stand between the line's start and `From `: marks of quoting, or a byte order mark. */
function startOfLine(lines: Buffer, at: number): number {
  let start = at;
  while (lines[start - 1] === quoteMark) start -= 1;
  const marked = at - byteOrderMark.length;
  return start === at && marked >= 0 && byteOrderMark.equals(lines.subarray(marked, at)) ? marked : start;
}

class Collector {
  #pieces: Buffer[] = [];
  #sizeBytes = 0;
  #maxBytes: number;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** As one piece, because each weighs more than a short line. */
  add(pieces: Buffer[]): void {
    const piece = pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
    if (piece === undefined) return;
    this.#sizeBytes += piece.length;
    if (this.#sizeBytes > this.#maxBytes) this.#pieces = [];
    else this.#pieces.push(piece);
  }

  end(): MboxMessage {
    const tooLarge = this.#sizeBytes > this.#maxBytes;
    return { source: tooLarge ? null : Buffer.concat(this.#pieces), sizeBytes: this.#sizeBytes };
  }
}
