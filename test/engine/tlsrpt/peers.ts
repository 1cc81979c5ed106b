import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

/** A server on 127.0.0.1 that makes a client's handshake fail. */
export interface Peer {
  port: number;
  close(): Promise<void>;
}

/** A proper TLS server, for what its certificate or settings provoke. */
export function tlsPeer(options: TlsOptions): Promise<Peer> {
  const server = createTlsServer(options);
  server.on('tlsClientError', () => {}); // The client hangs up on purpose.
  return listen(server);
}

/** Answers a ClientHello with these bytes; null: with silence. */
export function rawPeer(answer: Buffer | null, then: (socket: Socket) => void = () => {}): Promise<Peer> {
  return listen(
    createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => {
        if (answer !== null) socket.write(answer);
        then(socket);
      });
    }),
  );
}

/** Greets in plain text, as a mail server does that never saw STARTTLS. */
export function plainTextPeer(greeting: string): Promise<Peer> {
  return listen(
    createServer((socket) => {
      socket.on('error', () => {});
      socket.write(greeting);
    }),
  );
}

async function listen(server: Server): Promise<Peer> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const handshakeRecord = 22;
const alertRecord = 21;

/** RFC 8446 section 5.1. */
export function record(type: number, payload: Buffer, length = payload.length): Buffer {
  return Buffer.concat([Buffer.from([type, 3, 3, length >> 8, length & 0xff]), payload]);
}

/** A fatal alert (RFC 8446 section 6); 0 is close_notify, a warning. */
export function alert(number: number): Buffer {
  return record(alertRecord, Buffer.from([number === 0 ? 1 : 2, number]));
}

/** RFC 8446 section 4. */
export function handshakeMessage(type: number, body: Buffer): Buffer {
  return record(handshakeRecord, Buffer.concat([Buffer.from([type, 0, body.length >> 8, body.length & 0xff]), body]));
}

export interface ServerHello {
  version?: number;
  cipher?: number;
  /** Types of extensions without content; 0xff01 (RFC 5746) gets the one byte that it needs. */
  extensions?: number[];
}

/** A ServerHello of TLS 1.2 (RFC 5246 section 7.4.1.3), acceptable unless told otherwise. */
export function serverHello({ version = 0x0303, cipher = 0xc02f, extensions = [0xff01] }: ServerHello): Buffer {
  const extensionBytes = Buffer.concat(
    extensions.map((type) => Buffer.concat([uint16(type), type === 0xff01 ? Buffer.from([0, 1, 0]) : uint16(0)])),
  );
  const body = [
    uint16(version),
    Buffer.alloc(32, 7),
    Buffer.from([0]),
    uint16(cipher),
    Buffer.from([0]),
    ...(extensions.length === 0 ? [] : [uint16(extensionBytes.length), extensionBytes]),
  ];
  return handshakeMessage(2, Buffer.concat(body));
}

function uint16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff]);
}
