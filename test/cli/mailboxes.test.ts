import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { chmodSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Store } from '../../main/engine/store/store.ts';
import { testMails } from '../engine/mails.ts';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { tlsrpt, values } from './run.ts';

let dovecot: Dovecot;
let folder: string;
const at = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mailboxes-'));
  dovecot = await startDovecot();
  dovecot.deliver(testMails(5));
  await writeFile(at('ca.pem'), dovecot.authority);
});
afterAll(async () => {
  await dovecot.stop();
  await rm(folder, { recursive: true });
});

const account = (user = 'alice') => [
  ...['--host', 'localhost', '--port', String(dovecot.tlsPort), '--user', user, '--ca-file', at('ca.pem')],
];
const password = { TLSRPT_PASSWORD: 'secret' };
const listed = async (db: string) => values(await tlsrpt(['mailboxes', '--db', at(db), '--json']))[0];

describe('mailboxes', () => {
  test('lists what is configured and what came of it, without secrets, and removes it; its reports stay', async () => {
    const db = ['--db', at('listed.sqlite')];
    await tlsrpt(['sync', '--once', ...account(), ...db], password);
    const settings = { host: 'localhost', port: dovecot.tlsPort, security: 'tls', user: 'alice', folder: 'INBOX' };
    const messages = { fetched: 5, stored: 5, duplicate: 0, refused: 0, pending: 0 };
    expect(await listed('listed.sqlite')).toEqual([{ id: 1, ...settings, pollMinutes: 15, messages, pending: [] }]);
    expect((await tlsrpt(['mailboxes', ...db])).stdout).toMatch(/alice +localhost/);
    expect((await tlsrpt(['mailboxes', '--remove', '2', ...db])).code).toBe(1);
    const removed = await tlsrpt(['mailboxes', '--remove', '1', ...db, '--json']);
    expect([removed.code, values(removed)]).toEqual([0, [{ removed: 1 }]]);
    expect(await listed('listed.sqlite')).toEqual([]);
    expect(values(await tlsrpt(['totals', ...db, '--json']))).toMatchObject([{ reports: 5 }]);
  });

  test('says which mails are pending, since when, and when they are asked for again', async () => {
    const store = Store.open(at('pending.sqlite'));
    const { tlsPort: port } = dovecot;
    const rest = { secretId: 'x', folder: 'INBOX', pollMinutes: 15, certificateAuthority: '' };
    const mailboxId = store.saveMailbox(0, { host: 'localhost', port, security: 'tls', user: 'alice', ...rest });
    const mail = { uid: 17, since: '2026-01-02T00:00:00Z', nextAttemptAt: '2026-01-03T00:00:00Z', attempts: 3 };
    const pending = { ...mail, reason: { code: 'mail-withheld' as const, detail: '' } };
    store.postpone({ mailboxId, folder: 'INBOX', uidValidity: '1' }, [pending]);
    store.close();
    expect(await listed('pending.sqlite')).toMatchObject([{ pending: [pending], messages: { pending: 1 } }]);
    const { stdout } = await tlsrpt(['mailboxes', '--db', at('pending.sqlite')]);
    expect(stdout).toContain('uid 17 is pending since 2026-01-02T00:00:00Z, asked for again at 2026-01-03T00:00:00Z');
  });
});

describe('a mailbox that failed its first connection is not kept', () => {
  test.each<[string, () => string[], Record<string, string>]>([
    ['a wrong password', account, { TLSRPT_PASSWORD: 'wrong' }],
    ['a folder that is not there', () => [...account(), '--folder', 'Reprots'], password],
    ['a port where nobody listens', () => [...account(), '--port', '1'], password],
    ['no password at all', account, {}],
  ])('%s', async (name, words, env) => {
    const ran = await tlsrpt(['sync', '--once', ...words(), '--db', at(`${name}.sqlite`)], env);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(/^tlsrpt: /);
    expect(await listed(`${name}.sqlite`)).toEqual([]);
  });

  test('one that was reached before is, whatever comes later', async () => {
    const sync = (env: Record<string, string>) =>
      tlsrpt(['sync', '--once', ...account(), '--db', at('known.sqlite')], env);
    expect((await sync(password)).code).toBe(0);
    expect((await sync({ TLSRPT_PASSWORD: 'wrong' })).code).toBe(1);
    expect(await listed('known.sqlite')).toMatchObject([{ user: 'alice' }]);
  });
});

test('at a terminal the password is asked for, and not shown', async () => {
  const place = { stdin: 'secret\n', stdinIsTTY: true };
  const ran = await tlsrpt(['sync', '--once', ...account(), '--db', at('asked.sqlite')], {}, place);
  expect(ran).toMatchObject({ code: 0, stderr: 'Password of alice at localhost: \n' });
  expect(ran.stdout).toContain('5 stored');
  const evil = await tlsrpt(['sync', '--once', ...account('a\u001b[2J\u202eb'), '--db', at('asked.sqlite')], {}, place);
  expect(evil.stderr).toContain('Password of a [2J b at localhost: \n');
  const left = await tlsrpt(['sync', '--once', ...account(), '--db', at('left.sqlite')], {}, { stdinIsTTY: true });
  expect([left.code, left.stdout]).toEqual([1, '']);
  expect(left.stderr).toContain('The password is needed.');
});

describe('the environment', () => {
  const rest = () => ['--port', String(dovecot.tlsPort), '--ca-file', at('ca.pem'), '--json'];
  const sync = (env: Record<string, string>, ...words: string[]) =>
    tlsrpt(['sync', '--once', ...rest(), ...words], { TLSRPT_DB: at('environment.sqlite'), ...env });

  test('names server, user and store; what was typed wins', async () => {
    const env = { TLSRPT_HOST: 'localhost', TLSRPT_USER: 'nobody', ...password };
    expect(values(await sync(env))).toMatchObject([[{ user: 'nobody', problem: { code: 'login-failed' } }]]);
    expect(values(await sync(env, '--user', 'alice'))).toMatchObject([[{ user: 'alice', problem: null }]]);
    expect(values(await sync({ ...env, TLSRPT_USER: 'alice' }))).toMatchObject([[{ user: 'alice', problem: null }]]);
    expect((await sync({ ...env, TLSRPT_USER: '' })).stderr).toContain('--user is missing');
    expect((await sync({ ...env, TLSRPT_HOST: '' })).stderr).toContain('--host is missing');
  });

  test('an empty variable is as good as none', async () => {
    const env = { TLSRPT_HOST: '', TLSRPT_USER: '', TLSRPT_PASSWORD_FILE: '', TLSRPT_DB: at('environment.sqlite') };
    const ran = await tlsrpt(['sync', '--once', '--json'], { ...env, ...password });
    expect(values(ran)).toMatchObject([[{ user: 'alice', problem: null }]]);
  });

  const fromFile = (content: string | Buffer, mode: number, more: Record<string, string> = {}) => {
    writeFileSync(at('password'), content);
    chmodSync(at('password'), mode);
    return sync({ TLSRPT_PASSWORD_FILE: at('password'), ...more }, '--host', 'localhost', '--user', 'alice');
  };

  test.each(['secret', 'secret\n', 'secret\r\n'])('names a file that has the password %j', async (content) => {
    const ran = await fromFile(content, 0o600);
    expect(values(ran)).toMatchObject([[{ problem: null }]]);
  });

  test.each<[string, string | Buffer, number]>([
    ['that others may read', 'secret', 0o604],
    ['that its group may change', 'secret', 0o620],
    ['of several lines', 'secret\nsecret\n', 0o600],
    ['that is empty', '\n', 0o600],
    ['that is no text', Buffer.from([0x73, 0xff]), 0o600],
    ['that is far too large', 'x'.repeat(5_000), 0o600],
  ])('a file %s is not used, and the reason is said without its content', async (_name, content, mode) => {
    const ran = await fromFile(content, mode);
    expect([ran.code, ran.stdout]).toEqual([1, '']);
    expect(ran.stderr).toMatch(/^tlsrpt: The file with the password cannot be used\..*password: /);
    expect(ran.stderr).not.toMatch(/secret|xxx/);
  });

  test('a file that is missing, or named beside a password, is an error', async () => {
    const missing = await sync({ TLSRPT_PASSWORD_FILE: at('nowhere') }, '--host', 'localhost', '--user', 'alice');
    expect([missing.code, missing.stderr.includes('nowhere')]).toEqual([1, true]);
    expect((await fromFile('secret', 0o600, password)).code).toBe(2);
  });
});
