import type { Socket } from 'node:net';
import type { Faults } from './imap-faults.ts';

/** Writes to a client; from the login on with the faults that bytes can have. */
export class ImapWire {
  socket: Socket;
  faults: () => Faults;
  /** Null before the login. */
  sentBytes: number | null = null;
  #stalled = false;

  constructor(socket: Socket, faults: () => Faults) {
    this.socket = socket;
    this.faults = faults;
  }

  write(data: Buffer | string): void {
    const bytes = Buffer.from(data);
    if (this.#stalled || this.socket.destroyed) return;
    if (this.sentBytes === null) {
      this.socket.write(bytes);
      return;
    }
    const { dropAfterBytes, stallAfterBytes, noiseAfterBytes } = this.faults();
    const limit = dropAfterBytes ?? stallAfterBytes ?? noiseAfterBytes ?? Number.POSITIVE_INFINITY;
    const rest = limit - this.sentBytes;
    this.sentBytes += bytes.length;
    if (bytes.length <= rest) {
      this.socket.write(bytes);
      return;
    }
    this.socket.write(bytes.subarray(0, Math.max(rest, 0)));
    this.#stalled = noiseAfterBytes === undefined;
    if (dropAfterBytes !== undefined) this.socket.destroy();
    if (noiseAfterBytes !== undefined) this.socket.write(Buffer.from(')\r\n* {12 \u0000\r\n'.repeat(8), 'latin1'));
  }
}
