/** One message of an mbox file; null where it is larger than `maxBytes` and was passed over. */
export interface MboxMessage {
  source: Buffer | null;
  sizeBytes: number;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const quoteMark = 0x3e;
const separator = Buffer.from('From ');

/**
 * The messages of an mbox file (RFC 4155, quoted as mboxrd), one at a time in bounded memory however large the file.
 * A message begins at a line `From ` at the start or after an empty line. Throws what reading `chunks` throws.
 */
export async function* readMbox(chunks: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<MboxMessage> {
  const splitter = new Splitter(maxBytes);
  for await (const lines of wholeLines(chunks, maxBytes)) yield* splitter.push(lines);
  yield* splitter.end();
}

/** Cut after line feeds. A line longer than `maxBytes` comes in pieces, so that none fills the memory. */
async function* wholeLines(chunks: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  let restBytes = 0;
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(lineFeed) + 1;
    rest.push(chunk.subarray(0, end || chunk.length));
    restBytes += chunk.length;
    if (end === 0 && restBytes <= maxBytes) continue;
    yield Buffer.concat(rest);
    rest = end === 0 || end === chunk.length ? [] : [chunk.subarray(end)];
    restBytes = rest[0]?.length ?? 0;
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}

/** Looks only at the places where `From ` is, so that it costs little more than reading the file. */
class Splitter {
  #message: Collector | null = null;
  #maxBytes: number;
  /** What was before the lines that come next: the start of the file is as good as an empty line. */
  #before = Buffer.from('\n\n');

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  *push(lines: Buffer): Generator<MboxMessage> {
    let pieces: Buffer[] = [];
    let taken = 0;
    for (let at = lines.indexOf(separator); at !== -1; at = lines.indexOf(separator, at + 1)) {
      const start = startOfQuote(lines, at);
      if (!this.#isLineStart(lines, start)) continue;
      if (start < at) {
        // Quoted: one mark less.
        pieces.push(lines.subarray(taken, start));
        taken = start + 1;
      } else if (this.#isAfterEmptyLine(lines, at)) {
        this.#message?.add([...pieces, lines.subarray(taken, at)]);
        yield* this.end();
        this.#message = new Collector(this.#maxBytes);
        pieces = [];
        taken = lines.indexOf(lineFeed, at) + 1 || lines.length;
      }
    }
    this.#message?.add([...pieces, lines.subarray(taken)]);
    this.#before = Buffer.concat([this.#before, lines.subarray(-3)]).subarray(-3);
  }

  *end(): Generator<MboxMessage> {
    if (this.#message !== null) yield this.#message.end();
    this.#message = null;
  }

  #isLineStart(lines: Buffer, at: number): boolean {
    return this.#byteBefore(lines, at, 1) === lineFeed;
  }

  #isAfterEmptyLine(lines: Buffer, at: number): boolean {
    const second = this.#byteBefore(lines, at, 2);
    return second === lineFeed || (second === carriageReturn && this.#byteBefore(lines, at, 3) === lineFeed);
  }

  #byteBefore(lines: Buffer, at: number, distance: number): number | undefined {
    return at >= distance ? lines[at - distance] : this.#before.at(at - distance);
  }
}

function startOfQuote(lines: Buffer, at: number): number {
  let start = at;
  while (lines[start - 1] === quoteMark) start -= 1;
  return start;
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
