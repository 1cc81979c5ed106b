import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Patience } from '../../../main/engine/mailbox/patience.ts';
import type { Faults } from '../../servers/imap-faults.ts';
import { startImapServer, type ImapServer } from '../../servers/imap.ts';
import { settingsFor } from './desk.ts';
import { reportMails } from './mails.ts';
import type { Errand, Outcome, Visit } from './visitor.ts';
import { hangMs } from '../../patience.ts';

/** Node and all modules take some 100 of these. */
const boundMebibytes = 400;

let server: ImapServer;
let stop = () => {};
afterEach(async () => {
  stop();
  await server.close();
});

async function serve(faults: Faults, mails = 3): Promise<void> {
  server = await startImapServer({ folders: { INBOX: reportMails(mails) }, faults });
}

/** Visits the server from a process of its own; one that froze is ended with the test. */
async function visit(errand: Errand, patience: Partial<Patience> = {}, port = server.port): Promise<Outcome> {
  const child = fork(join(import.meta.dirname, 'visitor.ts'), { execArgv: [] });
  stop = () => child.kill('SIGKILL');
  const settings = settingsFor({ ...server, port }, port === server.port ? 'tls' : 'starttls');
  child.send({ settings, errand, patience } satisfies Visit);
  const [outcome] = (await once(child, 'message')) as [Outcome];
  return outcome;
}

const letters = (count: number) => 'x'.repeat(count);
const row = '* 1 FETCH (UID 1 RFC822.SIZE 5 INTERNALDATE "17-Jul-1996 02:44:25 +0000")\r\n';

describe('a server that sends without end is left, and memory stays bounded:', () => {
  const floods: [string, Errand, Record<string, string>][] = [
    ['a greeting of lines', 'connect', { GREETING: '* NO not yet\r\n' }],
    ['a greeting without a line’s end', 'connect', { GREETING: letters(1_000) }],
    ['a login that is alerted to', 'connect', { AUTHENTICATE: '* OK [ALERT] look\r\n' }],
    ['capabilities', 'connect', { ID: `* CAPABILITY IMAP4rev1 ${'X-A=B '.repeat(500)}\r\n` }],
    ['an answer of a million words', 'connect', { ID: `* ID (${'a '.repeat(20_000)})\r\n` }],
    ['folders', 'folders', { LIST: '* LIST (\\HasNoChildren) "/" "folder/of/folders"\r\n' }],
    ['folders with names of 60 KB', 'folders', { LIST: `* LIST () "/" {60000}\r\n${letters(60_000)}\r\n` }],
    ['flags of a folder', 'open', { EXAMINE: `* FLAGS (${'\\Flag '.repeat(100)})\r\n` }],
    ['removals', 'list', { NOOP: '* 1 EXPUNGE\r\n' }],
    ['UIDs', 'list', { 'UID SEARCH': '* SEARCH 1 2 3\r\n' }],
    ['UIDs on one line', 'list', { 'UID SEARCH': `* SEARCH${' 4294967295'.repeat(20_000)}\r\n` }],
    ['sizes', 'details', { 'UID FETCH': row }],
    ['sizes that grow', 'details', { 'UID FETCH': row.replace(')', ` X-MORE "${letters(50_000)}")`) }],
    ['mails', 'fetch', { 'UID FETCH': `* 1 FETCH (UID 1 BODY[]<0> {60000}\r\n${letters(60_000)})\r\n` }],
    ['mails that were not asked for', 'fetch', { 'UID FETCH': row.replaceAll('1', '9') }],
    ['news that are none', 'wait', { IDLE: '* OK still here\r\n' }],
  ];
  test.each(floods)('%s', async (_, errand, flood) => {
    await serve({ flood });
    const { code, peakMebibytes } = await visit(errand);
    expect(code).toBe('server-flood');
    expect(peakMebibytes).toBeLessThan(boundMebibytes);
  });

  test('a greeting in clear text, before anybody is known', async () => {
    await serve({ flood: { GREETING: '* NO not yet\r\n' } });
    const { code, peakMebibytes } = await visit('connect', {}, server.starttlsPort);
    expect(code).toBe('server-flood');
    expect(peakMebibytes).toBeLessThan(boundMebibytes);
  });

  test.each([
    ['lines', 'list', { NOOP: `* OK ${letters(1_000)}\r\n` }],
    ['folders', 'folders', { LIST: '* LIST (\\HasNoChildren) "/" "folder/of/folders"\r\n' }],
    ['mails', 'fetch', { 'UID FETCH': `* 1 FETCH (UID 1 BODY[]<0> {60000}\r\n${letters(60_000)})\r\n` }],
  ] as [string, Errand, Record<string, string>][])('%s that come compressed', async (_, errand, flood) => {
    await serve({ flood, compress: 'honest' });
    const { code, peakMebibytes } = await visit(errand);
    expect(code).toBe('server-flood');
    expect(peakMebibytes).toBeLessThan(boundMebibytes);
  });

  test('compressed nothing', async () => {
    await serve({ compress: 'empty' });
    expect((await visit('open')).code).toBe('server-flood');
  });
});

describe('a server that drips is left:', () => {
  const drips: [string, Errand, Record<string, string>, Partial<Patience>][] = [
    ['a login', 'connect', { AUTHENTICATE: '* OK ' }, { loginMs: 500 }],
    ['folders', 'folders', { LIST: '* LIST () "/" ' }, { answerMs: 500 }],
    ['a listing', 'list', { 'UID SEARCH': '* SEARCH 1 ' }, { answerMs: 500 }],
    ['sizes', 'details', { 'UID FETCH': '* 1 FETCH (UID 1 X-' }, { answerMs: 500 }],
    ['a mail', 'fetch', { 'UID FETCH': '* 1 FETCH (UID 1 BODY[]<0> {60000}\r\n' }, { answerMs: 500 }],
  ];
  test.each(drips)('%s', async (_, errand, drip, patience) => {
    await serve({ drip });
    expect((await visit(errand, patience)).code).toBe('server-flood');
  });
});

describe('an engine that waits for news', () => {
  test('is not frozen by a number that shrinks', async () => {
    await serve({}, 10);
    const waiting = visit('wait', { silenceMs: 4_000, idleMs: 50 });
    const heardIdles = () => server.heard.filter((line) => line.endsWith(' IDLE')).length;
    await vi.waitFor(() => expect(heardIdles()).toBe(1), hangMs);
    for (const line of ['* 6 EXISTS', '* 6 EXISTS', '* 2 EXPUNGE']) server.tell(line);
    // Its time goes on: another IDLE is begun when this one has been silent for long.
    await vi.waitFor(() => expect(heardIdles()).toBe(2), hangMs);
    server.tell('* 11 EXISTS');
    expect((await waiting).code).toBe('done');
  });
});
