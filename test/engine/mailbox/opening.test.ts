import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openSession, type Session } from '../../../main/engine/mailbox/session.ts';
import { startDovecot, type Dovecot } from '../../servers/dovecot.ts';
import { startImapServer, type ImapServer, type ImapServerOptions } from '../../servers/imap.ts';
import { failureOf, settingsFor } from './desk.ts';
import { reportMails } from './mails.ts';

let server: ImapServer;
afterEach(() => server.close());

async function serve(options: ImapServerOptions = {}): Promise<void> {
  server = await startImapServer(options);
}

const open = (): Promise<Session> => openSession(settingsFor(server), 'secret');

test('folders come with the likeliest for reports first', async () => {
  await serve({ folders: { Archive: [], 'TLS reports': [], Zebra: [], 'Reports/DMARC': [], tlsrpt: [] } });
  const session = await open();
  expect(await session.folders()).toEqual(['TLS reports', 'tlsrpt', 'Reports/DMARC', 'INBOX', 'Archive', 'Zebra']);
  await session.close();
});

describe('where the namespace has a prefix', () => {
  test('INBOX is offered, whether the server lists it or not, and folders have their whole names', async () => {
    await serve({ folders: { 'INBOX/Archive': [], 'Shared/tlsrpt': [] }, faults: { prefix: 'INBOX/' } });
    const session = await open();
    expect(await session.folders()).toEqual(['Shared/tlsrpt', 'INBOX', 'INBOX/Archive']);
    await session.close();
  });

  test('INBOX is offered where the server lists no folders at all', async () => {
    await serve({ faults: { refuse: { LIST: 'not for you' } } });
    const session = await open();
    expect(await session.folders()).toEqual(['INBOX']);
    server.faults = { refuse: { LIST: '[UNAVAILABLE] later' } };
    expect(await failureOf(session.folders())).toBe('server-unavailable');
    await session.close();
  });

  test('INBOX is opened in any case, a folder with its prefix or without, and one of elsewhere', async () => {
    const folders = { INBOX: reportMails(1), 'INBOX/Archive': reportMails(2), 'Shared/tlsrpt': reportMails(3) };
    await serve({ folders, faults: { prefix: 'INBOX/' } });
    const session = await open();
    for (const [name, exists] of [
      ['INBOX', 1],
      ['inbox', 1],
      ['INBOX/Archive', 2],
      ['Archive', 2],
      ['Shared/tlsrpt', 3],
    ] as const) {
      expect(await session.open(name), name).toMatchObject({ exists });
    }
    expect(await failureOf(session.open('Nowhere'))).toBe('folder-missing');
    await session.close();
  });
});

test('a folder is opened read-only, but at Courier, which would give its mails other UIDs at each opening', async () => {
  for (const courier of [false, true]) {
    await serve({ faults: { courier } });
    const session = await open();
    const validities = [await session.open('INBOX'), await session.open('INBOX')].map(({ uidValidity }) => uidValidity);
    expect(new Set(validities).size).toBe(1);
    expect(server.heard.some((line) => line.includes(courier ? 'SELECT' : 'EXAMINE'))).toBe(true);
    expect(server.heard.some((line) => line.includes(courier ? 'EXAMINE' : 'SELECT'))).toBe(false);
    await session.close();
    if (!courier) await server.close();
  }
});

describe.each(['INBOX.', 'INBOX/'])('at a Dovecot whose namespace has the prefix %s', (prefix) => {
  let dovecot: Dovecot;
  beforeAll(async () => {
    dovecot = await startDovecot({ prefix });
    dovecot.deliver(reportMails(1));
    dovecot.deliver(reportMails(2), { folder: 'Archive' });
  });
  afterAll(() => dovecot.stop());

  test('INBOX is offered first, and opened, as is the folder below it', async () => {
    await serve();
    const { authority, tlsPort } = dovecot;
    const session = await openSession(settingsFor({ authority, port: tlsPort }), 'secret');
    expect(await session.folders()).toEqual(['INBOX', `${prefix}Archive`]);
    expect(await session.open('Inbox')).toMatchObject({ exists: 1 });
    expect(await session.open(`${prefix}Archive`)).toMatchObject({ exists: 2 });
    expect(await session.open('Archive')).toMatchObject({ exists: 2 });
    expect(await session.list(0)).toHaveLength(2);
    await session.close();
  });
});

describe('UIDVALIDITY', () => {
  test('that EXAMINE does not tell is asked by STATUS; 0 is a value', async () => {
    await serve({ faults: { withoutUidValidity: 'examine' } });
    const session = await open();
    for (const uidValidity of [7, 0]) {
      for (const folder of server.folders.values()) folder.uidValidity = uidValidity;
      expect(await session.open('INBOX')).toMatchObject({ uidValidity: String(uidValidity) });
      server.faults = {};
      expect(await session.open('INBOX')).toMatchObject({ uidValidity: String(uidValidity) });
      server.faults = { withoutUidValidity: 'examine' };
    }
    await session.close();
  });

  test('that a server really does not have is said to be missing', async () => {
    await serve({ faults: { withoutUidValidity: 'everywhere' } });
    const session = await open();
    expect(await failureOf(session.open('INBOX'))).toBe('no-uid-validity');
    server.faults = { withoutUidValidity: 'examine', refuse: { STATUS: 'unknown' } };
    expect(await failureOf(session.open('INBOX'))).toBe('no-uid-validity');
    server.faults = { withoutUidValidity: 'examine', refuse: { STATUS: '[UNAVAILABLE] later' } };
    expect(await failureOf(session.open('INBOX'))).toBe('server-unavailable');
    await session.close();
  });
});

test('a server that knows whole mails only is asked for them, once it has refused the first bytes', async () => {
  await serve({ folders: { INBOX: reportMails(3) }, faults: { refusePartial: true } });
  const session = await open();
  await session.open('INBOX');
  for (let round = 0; round < 2; round += 1) {
    const sources: (Buffer | null)[] = [];
    for await (const { source } of session.fetch('1:3')) sources.push(source);
    expect(sources).toEqual([...reportMails(3)]);
  }
  expect(server.heard.filter((line) => line.includes('BODY.PEEK[]<'))).toHaveLength(1);
  await session.close();
});
