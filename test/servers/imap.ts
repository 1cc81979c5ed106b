import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createSecureContext, createServer as createTlsServer } from 'node:tls';
import { makeCertificate, type ServerCertificate } from './certificate.ts';
import { ImapConnection } from './imap-connection.ts';
import type { Faults } from './imap-faults.ts';
import { ImapFolder } from './imap-folder.ts';

export interface ImapServerOptions {
  /** Passwords by user name; `alice` with `secret` unless told otherwise. */
  users?: Record<string, string>;
  /** Mails by folder; INBOX always exists. Folders are the same for all users. */
  folders?: Record<string, Iterable<Buffer | string>>;
  certificate?: ServerCertificate;
  faults?: Faults;
}

/** Starts an IMAP server (RFC 3501, with IDLE and SASL-IR) on 127.0.0.1, its mails in memory. */
export async function startImapServer(options: ImapServerOptions = {}): Promise<ImapServer> {
  const server = new ImapServer(options, options.certificate ?? (await makeCertificate()));
  await server.listen();
  return server;
}

export class ImapServer {
  /** TLS from the first byte. */
  port = 0;
  /** Clear text at first, upgraded by STARTTLS. */
  starttlsPort = 0;
  /** PEM, to be trusted by clients. */
  readonly authority: string;
  readonly users: Record<string, string>;
  readonly folders = new Map<string, ImapFolder>();
  /** May be changed at any time; holds for what is answered from then on. */
  faults: Faults;
  /** All that clients said, in clear; a line each. */
  readonly heard: string[] = [];
  readonly certificate: ServerCertificate;
  #connections = new Set<ImapConnection>();
  #servers: Server[] = [];

  constructor(options: ImapServerOptions, certificate: ServerCertificate) {
    this.certificate = certificate;
    this.authority = certificate.authority;
    this.users = options.users ?? { alice: 'secret' };
    this.faults = options.faults ?? {};
    for (const [name, mails] of Object.entries({ INBOX: [], ...options.folders })) {
      this.folders.set(name, new ImapFolder(mails));
    }
  }

  async listen(): Promise<void> {
    const { certificate: cert, key } = this.certificate;
    const serve = (encrypted: boolean) => (socket: Socket) => this.#serve(socket, encrypted);
    const tls = createTlsServer({ cert, key }, serve(true));
    const plain = createTcpServer(serve(false));
    // Clients that do not like the certificate hang up: that is what the tests are for.
    tls.on('tlsClientError', () => {});
    this.#servers = [tls, plain];
    [this.port = 0, this.starttlsPort = 0] = await Promise.all(this.#servers.map(listening));
  }

  /** Mails arrive; clients in IDLE are told. */
  add(...mails: (Buffer | string)[]): void {
    this.folders.get('INBOX')?.add(mails);
  }

  get connections(): number {
    return this.#connections.size;
  }

  /** A line to every client, unasked. */
  tell(line: string): void {
    for (const connection of this.#connections) connection.tell(line);
  }

  /** `BYE` to every client, with these words. */
  sayFarewell(words: string): void {
    for (const connection of this.#connections) connection.sayFarewell(words);
  }

  get logins(): number {
    return this.heard.filter((line) => /^\S+ (?:LOGIN|AUTHENTICATE) /i.test(line)).length;
  }

  dropConnections(): void {
    for (const connection of this.#connections) connection.drop();
  }

  async close(): Promise<void> {
    this.dropConnections();
    await Promise.all(this.#servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }

  #serve(socket: Socket, encrypted: boolean): void {
    const secureContext = createSecureContext({ cert: this.certificate.certificate, key: this.certificate.key });
    const connection = new ImapConnection(this, socket, encrypted, secureContext);
    this.#connections.add(connection);
    connection.onClose = () => this.#connections.delete(connection);
  }
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
