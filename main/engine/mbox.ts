import { createReadStream } from 'node:fs';

/** One message of an mbox file; null where it is larger than `maxBytes` and was passed over. */
export interface MboxMessage {
  source: Buffer | null;
  sizeBytes: number;
}

const lineFeed = 0x0a;
const separator = Buffer.from('From ');
const quoted = /^>+From /;
/** A quoted separator line with more marks than this is taken as text. */
const longestQuote = 64;

/**
 * The messages of an mbox file (RFC 4155, quoted as mboxrd), one at a time in bounded memory however large the file.
 * A message begins at a line `From ` at the start or after an empty line.
 */
export async function* readMbox(path: string, maxBytes: number, signal?: AbortSignal): AsyncGenerator<MboxMessage> {
  let message: Collector | undefined;
  let afterEmptyLine = true;
  for await (const line of lines(createReadStream(path, { signal }), maxBytes)) {
    if (afterEmptyLine && startsWith(line, separator)) {
      if (message !== undefined) yield message.end();
      message = new Collector(maxBytes);
    } else {
      message?.add(unquoted(line));
    }
    afterEmptyLine = isEmpty(line);
  }
  if (message !== undefined) yield message.end();
}

class Collector {
  #chunks: Buffer[] = [];
  #sizeBytes = 0;
  #maxBytes: number;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  add(line: Buffer): void {
    this.#sizeBytes += line.length;
    if (this.#sizeBytes > this.#maxBytes) this.#chunks = [];
    else this.#chunks.push(line);
  }

  end(): MboxMessage {
    const tooLarge = this.#sizeBytes > this.#maxBytes;
    return { source: tooLarge ? null : Buffer.concat(this.#chunks), sizeBytes: this.#sizeBytes };
  }
}

/** Lines with their line feeds. A line longer than `maxBytes` comes in pieces, so that none fills the memory. */
async function* lines(chunks: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  let restBytes = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, start)) {
      const piece = chunk.subarray(start, end + 1);
      yield rest.length === 0 ? piece : Buffer.concat([...rest, piece]);
      rest = [];
      restBytes = 0;
      start = end + 1;
    }
    if (start === chunk.length) continue;
    rest.push(chunk.subarray(start));
    restBytes += chunk.length - start;
    if (restBytes <= maxBytes) continue;
    yield Buffer.concat(rest);
    rest = [];
    restBytes = 0;
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}

function startsWith(line: Buffer, prefix: Buffer): boolean {
  return line.length >= prefix.length && line.compare(prefix, 0, prefix.length, 0, prefix.length) === 0;
}

function isEmpty(line: Buffer): boolean {
  return line.length === 1 || (line.length === 2 && line[0] === 0x0d);
}

function unquoted(line: Buffer): Buffer {
  if (line[0] !== 0x3e) return line;
  return quoted.test(line.toString('latin1', 0, longestQuote)) ? line.subarray(1) : line;
}
