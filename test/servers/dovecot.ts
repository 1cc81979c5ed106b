import { spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeCertificate, type ServerCertificate } from './certificate.ts';
import { configuration, owner, type Owner } from './dovecot-config.ts';
import { freePort } from './ports.ts';
import { hangMs } from '../patience.ts';

export interface DovecotOptions {
  /** Passwords by user name; `alice` with `secret` unless told otherwise. */
  users?: Record<string, string>;
  certificate?: ServerCertificate;
  /** Where the account's folders lie, as Courier and Cyrus have it: `INBOX.`, whose last character separates. */
  prefix?: string;
}

const startTimeoutMs = hangMs;
const stopTimeoutMs = 5_000;

/** Starts a Dovecot of the test's own on 127.0.0.1; needs Debian's dovecot-imapd. Runs as nobody where we are root. */
export async function startDovecot(options: DovecotOptions = {}): Promise<Dovecot> {
  const folder = mkdtempSync(join(tmpdir(), 'dovecot-'));
  const certificate = options.certificate ?? (await makeCertificate());
  const dovecot = new Dovecot(folder, certificate.authority, { starttls: await freePort(), tls: await freePort() });
  dovecot.configure(certificate, options.users ?? { alice: 'secret' }, options.prefix);
  await dovecot.start();
  return dovecot;
}

export class Dovecot {
  /** Clear text at first, upgraded by STARTTLS. */
  readonly port: number;
  readonly tlsPort: number;
  /** PEM, to be trusted by clients. */
  readonly authority: string;
  #folder: string;
  #owner: Owner = owner();
  #process: ChildProcess | null = null;
  #delivered = 0;

  constructor(folder: string, authority: string, ports: { starttls: number; tls: number }) {
    this.#folder = folder;
    this.authority = authority;
    this.port = ports.starttls;
    this.tlsPort = ports.tls;
  }

  configure(certificate: ServerCertificate, users: Record<string, string>, prefix = ''): void {
    const lines = Object.entries(users).map(([user, password]) => `${user}:{PLAIN}${password}\n`);
    this.#write('users', lines.join(''));
    this.#write('certificate.pem', certificate.certificate);
    this.#write('key.pem', certificate.key);
    const ports = { starttls: this.port, tls: this.tlsPort };
    this.#write('dovecot.conf', configuration(this.#folder, this.#owner, ports, prefix));
    for (const name of ['.', 'mail', 'run', 'state', 'users', 'certificate.pem', 'key.pem', 'dovecot.conf']) {
      const path = join(this.#folder, name);
      if (!name.includes('.') && name !== 'users') mkdirSync(path, { recursive: true });
      this.#own(path);
    }
  }

  async start(): Promise<void> {
    const [program = '', ...words] = [...this.#owner.become, 'dovecot', '-F', '-c', join(this.#folder, 'dovecot.conf')];
    const child = spawn(program, words, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` },
    });
    this.#process = child;
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.on('error', (error) => (said += error.message));
    for (const deadline = Date.now() + startTimeoutMs; !(await isListening(this.tlsPort)); await delay(10)) {
      if (child.exitCode !== null || Date.now() > deadline) throw new Error(`Dovecot does not start: ${said}`);
    }
  }

  async stop(): Promise<void> {
    await this.halt();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Stops, and starts again on the same mails and ports. */
  async restart(): Promise<void> {
    await this.halt();
    await this.start();
  }

  /** Ends the server and keeps its mails, for `start`. */
  async halt(): Promise<void> {
    const child = this.#process;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
    await ended;
    clearTimeout(timer);
  }

  /** Delivers mails into a Maildir folder, made when it does not exist, in the order given. */
  deliver(mails: Iterable<Buffer | string>, { user = 'alice', folder = 'INBOX' } = {}): void {
    const maildir = this.#maildir(user, folder);
    for (const mail of mails) {
      this.#delivered += 1;
      // Dovecot gives out UIDs in the order of the names' time stamps.
      const name = `${1_700_000_000 + this.#delivered}.M${this.#delivered}.localhost`;
      writeFileSync(join(maildir, 'tmp', name), mail);
      renameSync(join(maildir, 'tmp', name), join(maildir, 'new', name));
    }
  }

  /** Takes the server's right to read a mail away, or gives it back: by number of delivery into this folder, from 1. */
  setReadable(number: number, readable: boolean, { user = 'alice', folder = 'INBOX' } = {}): void {
    chmodSync(this.#mail(number, user, folder), readable ? 0o644 : 0);
  }

  /** Deletes a mail's file, as another program may. */
  remove(number: number, { user = 'alice', folder = 'INBOX' } = {}): void {
    rmSync(this.#mail(number, user, folder));
  }

  #mail(number: number, user: string, folder: string): string {
    const maildir = this.#maildir(user, folder);
    const paths = ['new', 'cur'].flatMap((name) =>
      readdirSync(join(maildir, name)).map((file) => join(maildir, name, file)),
    );
    return paths.sort((a, b) => basename(a).localeCompare(basename(b), 'en', { numeric: true }))[number - 1] ?? '';
  }

  /** Number of mails in a folder that no client has opened for writing: others are moved to `cur` and lose \Recent. */
  untouched({ user = 'alice', folder = 'INBOX' } = {}): number {
    return readdirSync(join(this.#maildir(user, folder), 'new')).length;
  }

  /** Gives the folder, opened at least once before, another UIDVALIDITY: as if it had been restored from a backup. */
  changeUidValidity(uidValidity: number, { user = 'alice', folder = 'INBOX' } = {}): void {
    const maildir = this.#maildir(user, folder);
    const list = join(maildir, 'dovecot-uidlist');
    writeFileSync(list, readFileSync(list, 'latin1').replace(/ V\d+/, ` V${uidValidity}`), 'latin1');
    for (const name of readdirSync(maildir)) if (name.startsWith('dovecot.index')) rmSync(join(maildir, name));
  }

  /** Kills the processes that serve connections; the master lives on and takes new ones. */
  killConnections(): void {
    for (const pid of this.#children()) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // One that served for the one before it ended with that.
      }
    }
  }

  #children(): number[] {
    const master = String(this.#process?.pid);
    const isServing = (pid: string) => {
      try {
        const [, name, parent] = /^\d+ \((.*)\) \S+ (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? [];
        return parent === master && (name === 'imap' || name === 'imap-login');
      } catch {
        return false; // It ended meanwhile.
      }
    };
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && isServing(name))
      .map(Number);
  }

  #maildir(user: string, folder: string): string {
    const home = join(this.#folder, 'mail', user);
    const maildir = folder === 'INBOX' ? home : join(home, `.${folder.replaceAll('/', '.')}`);
    for (const path of [home, maildir, ...['cur', 'new', 'tmp'].map((name) => join(maildir, name))]) {
      if (mkdirSync(path, { recursive: true }) !== undefined) this.#own(path);
    }
    return maildir;
  }

  #write(name: string, text: string): void {
    writeFileSync(join(this.#folder, name), text);
  }

  #own(path: string): void {
    if (this.#owner.become.length > 0) chownSync(path, this.#owner.uid, this.#owner.gid);
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
