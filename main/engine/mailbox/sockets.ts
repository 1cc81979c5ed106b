import { connect as connectTcp, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';

interface Destination {
  host: string;
  port: number;
  servername?: string | undefined;
  tls?: ConnectionOptions | undefined;
}

/** Connects as imapflow does by itself, and keeps count of what comes off the wire, before any decompression. */
export class CountedSockets {
  #socket: Socket | null = null;

  get bytesRead(): number {
    return this.#socket?.bytesRead ?? 0;
  }

  connect({ secure, ...destination }: Destination & { secure: boolean }, onConnect: () => void): Socket {
    const { host, port } = destination;
    this.#socket = secure ? connectTls(tlsOptions(destination), onConnect) : connectTcp({ host, port }, onConnect);
    return this.#socket;
  }

  upgrade(socket: Duplex, destination: Destination, onSecure: () => void): Socket {
    this.#socket = connectTls({ ...tlsOptions(destination), socket }, onSecure);
    return this.#socket;
  }
}

function tlsOptions({ host, port, servername, tls }: Destination): ConnectionOptions {
  return { host, port, ...(servername !== undefined && { servername }), ...tls };
}
