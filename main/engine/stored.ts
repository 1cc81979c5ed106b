import { createReadStream } from 'node:fs';
import { pipeline, Readable, type Duplex } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { Refusal } from '../../shared/error.ts';
import { formatOf, type Format } from './packed/magic.ts';

/** Bytes on disk that can be read more than once: a file, or what is compressed in one. */
export interface Stored {
  /** What it is called: a path, and where in that. */
  source: string;
  /** null where only reading it through would say. */
  sizeBytes: number | null;
  open(): AsyncIterable<Buffer>;
}

/** Mails become a tenth when compressed, those full of blanks a fiftieth. */
const maxInflation = 200;
/** Small files may be compressed as much as they like. */
const freeInflatedBytes = 256 * 1024 * 1024;

export function storedFile(path: string, sizeBytes: number, signal?: AbortSignal): Stored {
  return { source: path, sizeBytes, open: () => createReadStream(path, { signal }) };
}

const decompressors: Partial<Record<Format, () => Duplex>> = {
  gzip: createGunzip,
  // Dovecot's other way to compress a Maildir.
  zstd: createZstdDecompress,
};

/** What `stored`, which begins so, is compressed of; null where it is not compressed. */
export function decompressed(stored: Stored, start: Buffer): Stored | null {
  const create = decompressors[formatOf(start)];
  if (create === undefined) return null;
  return { source: stored.source, sizeBytes: null, open: () => inflated(stored, create()) };
}

/** Throws Refusal mailbox-inflates, and what the decompressor throws. */
export async function* inflated({ open, sizeBytes }: Stored, decompressor: Duplex): AsyncGenerator<Buffer> {
  const maxBytes = Math.max(freeInflatedBytes, (sizeBytes ?? 0) * maxInflation);
  // What goes wrong on either side ends the reading below.
  pipeline(Readable.from(open()), decompressor, () => {});
  let bytes = 0;
  for await (const chunk of decompressor as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Refusal('mailbox-inflates', `more than ${maxBytes} bytes`);
    yield chunk;
  }
}

/** The first bytes, as many as there are up to `maxBytes`. Throws what reading throws. */
export async function readStart(stored: Stored, maxBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of stored.open()) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes >= maxBytes) break;
  }
  return Buffer.concat(pieces).subarray(0, maxBytes);
}

/** All of it; null where that is more than `maxBytes`. Throws what reading throws. */
export async function readWhole(stored: Stored, maxBytes: number): Promise<Buffer | null> {
  if ((stored.sizeBytes ?? 0) > maxBytes) return null;
  const bytes = await readStart(stored, maxBytes + 1);
  return bytes.length > maxBytes ? null : bytes;
}
