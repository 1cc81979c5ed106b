import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Store } from '../../main/engine/store/store.ts';
import { clockEnvironment } from '../clock.ts';
import { testMails } from '../engine/mails.ts';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { tlsrpt, values } from './run.ts';

const cli = join(import.meta.dirname, '../../main/cli.ts');
/** Of the test mails the second hundred has two without a report. */
const mails = testMails(200);
let dovecot: Dovecot;
let folder: string;
beforeAll(async () => {
  dovecot = await startDovecot();
  dovecot.deliver(mails.slice(0, 100));
  folder = await mkdtemp(join(tmpdir(), 'service-'));
  await writeFile(join(folder, 'ca.pem'), dovecot.authority);
});
afterAll(async () => {
  await dovecot.stop();
  await rm(folder, { recursive: true });
});

const at = (name: string) => join(folder, name);
const syncArguments = (db: string) => [
  ...['sync', '--host', 'localhost', '--port', String(dovecot.tlsPort), '--user', 'alice'],
  ...['--ca-file', at('ca.pem'), '--db', at(db), '--json'],
];
const syncOnce = (db: string) => tlsrpt([...syncArguments(db), '--once'], { TLSRPT_PASSWORD: 'secret' });

describe('once', () => {
  test('it tells what this run brought, and exits by that alone', async () => {
    const first = await syncOnce('once.sqlite');
    expect(values(first)).toMatchObject([[{ messages: { fetched: 100, refused: 2 }, problem: null }]]);
    expect(first.code).toBe(1);
    const second = await syncOnce('once.sqlite');
    expect(values(second)).toMatchObject([[{ messages: { fetched: 0, stored: 0, refused: 0 }, problem: null }]]);
    expect(second.code).toBe(0);
  });

  test('it needs nobody’s leave to write where there is nothing to write', async () => {
    expect(values(await syncOnce('busy.sqlite'))).toMatchObject([[{ problem: null }]]);
    const other = new Database(at('busy.sqlite'));
    other.exec('BEGIN IMMEDIATE');
    const ran = await syncOnce('busy.sqlite');
    other.exec('COMMIT');
    other.close();
    expect(values(ran)).toMatchObject([[{ messages: { fetched: 0 }, problem: null }]]);
    expect(ran.code).toBe(0);
  });
});

/** A running service and the values that it printed so far. */
class Service {
  readonly child: ChildProcess;
  #lines: unknown[] = [];
  #arrived = Promise.withResolvers<null>();

  constructor(db: string) {
    this.child = spawn(process.execPath, [cli, ...syncArguments(db)], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { PATH: process.env['PATH'], HOME: '/nonexistent', ...clockEnvironment, TLSRPT_PASSWORD: 'secret' },
    });
    if (this.child.stdout === null) throw new Error('no output');
    createInterface({ input: this.child.stdout }).on('line', (line) => {
      this.#lines.push(JSON.parse(line));
      this.#arrived.resolve(null);
      this.#arrived = Promise.withResolvers();
    });
  }

  async next(): Promise<unknown> {
    while (this.#lines.length === 0) await this.#arrived.promise;
    return this.#lines.shift();
  }

  async end(signal: NodeJS.Signals): Promise<unknown[]> {
    this.child.kill(signal);
    return once(this.child, 'exit');
  }
}

describe('as a service', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    '%s ends it with exit code 0, even after something was refused',
    async (signal) => {
      const service = new Service(`${signal}.sqlite`);
      expect(await service.next()).toMatchObject([{ messages: { refused: 2 } }]);
      expect(await service.end(signal)).toEqual([0, null]);
      const store = Store.open(at(`${signal}.sqlite`));
      expect(store.integrity()).toEqual([]);
      store.close();
    },
  );

  test('it tells of what comes later, and of each once', async () => {
    const service = new Service('later.sqlite');
    expect(await service.next()).toMatchObject([{ messages: { fetched: 100 } }]);
    dovecot.deliver(mails.slice(100, 101));
    expect(await service.next()).toMatchObject([{ messages: { fetched: 1, stored: 1, refused: 0 }, problem: null }]);
    dovecot.deliver(mails.slice(101, 102));
    expect(await service.next()).toMatchObject([{ messages: { fetched: 1 }, problem: null }]);
    expect(await service.end('SIGTERM')).toEqual([0, null]);
  });
});
