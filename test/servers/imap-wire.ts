import type { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { constants, createDeflateRaw, type DeflateRaw } from 'node:zlib';
import type { Faults } from './imap-faults.ts';

const dripMs = 20;
const blockBytes = 64 * 1024;
/** Stored, of length zero (RFC 1951 section 3.2.4). */
const emptyBlock = Buffer.from([0, 0, 0, 0xff, 0xff]);

/** Writes to a client; from the login on with the faults that bytes can have. */
export class ImapWire {
  socket: Socket;
  faults: () => Faults;
  /** Null before the login. */
  sentBytes: number | null = null;
  #stalled = false;
  #deflate: DeflateRaw | null = null;

  constructor(socket: Socket, faults: () => Faults) {
    this.socket = socket;
    this.faults = faults;
  }

  /** From here on all is compressed (RFC 4978). */
  compress(): void {
    this.#deflate = createDeflateRaw({ flush: constants.Z_SYNC_FLUSH });
    this.#deflate.pipe(this.socket);
  }

  flood(text: string): void {
    this.#flood(this.#out, Buffer.from(text.repeat(Math.ceil(blockBytes / text.length))));
  }

  /** Fills the wire without saying anything: past the compression. */
  floodWithNothing(): void {
    this.#flood(this.socket, Buffer.concat(Array.from({ length: blockBytes / 4 }, () => emptyBlock)));
  }

  drip(beginning: string): void {
    this.write(beginning);
    const timer = setInterval(() => {
      if (this.socket.destroyed) clearInterval(timer);
      else this.write('x');
    }, dripMs);
  }

  #flood(out: Writable, block: Buffer): void {
    const pump = () => {
      while (!this.socket.destroyed) if (!out.write(block)) break;
      if (!this.socket.destroyed) out.once('drain', pump);
    };
    pump();
  }

  get #out(): Writable {
    return this.#deflate ?? this.socket;
  }

  write(data: Buffer | string): void {
    const bytes = Buffer.from(data);
    if (this.#stalled || this.socket.destroyed) return;
    if (this.sentBytes === null) {
      this.#out.write(bytes);
      return;
    }
    const { dropAfterBytes, stallAfterBytes, noiseAfterBytes } = this.faults();
    const limit = dropAfterBytes ?? stallAfterBytes ?? noiseAfterBytes ?? Number.POSITIVE_INFINITY;
    const rest = limit - this.sentBytes;
    this.sentBytes += bytes.length;
    if (bytes.length <= rest) {
      this.#out.write(bytes);
      return;
    }
    this.socket.write(bytes.subarray(0, Math.max(rest, 0)));
    this.#stalled = noiseAfterBytes === undefined;
    if (dropAfterBytes !== undefined) this.socket.destroy();
    if (noiseAfterBytes !== undefined) this.socket.write(Buffer.from(')\r\n* {12 \u0000\r\n'.repeat(8), 'latin1'));
  }
}
