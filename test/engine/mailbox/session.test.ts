import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Security } from '../../../shared/contract.ts';
import { patience, type Patience } from '../../../main/engine/mailbox/patience.ts';
import { openSession, type Session } from '../../../main/engine/mailbox/session.ts';
import { makeCertificate, type Flaw } from '../../servers/certificate.ts';
import type { Faults } from '../../servers/imap-faults.ts';
import { startImapServer, type ImapServer, type ImapServerOptions } from '../../servers/imap.ts';
import { drain, failureOf, settingsFor } from './desk.ts';
import { reportMail, reportMails } from './mails.ts';
import { hangMs } from '../../patience.ts';

const patient: Patience = { ...patience, newsMs: 0 };
/** For a server that never speaks: whatever runs out first, it is the same to the person. */
const impatience: Patience = { ...patient, connectMs: 300, greetingMs: 300 };
/** For one that falls silent, and long enough for a busy machine to answer in before that. */
const untilSilence: Patience = { ...patient, silenceMs: 4_000, idleMs: 50 };

let server: ImapServer;
afterEach(() => server.close());

async function serve(options: ImapServerOptions = {}): Promise<ImapServer> {
  server = await startImapServer(options);
  return server;
}

function open(security: Security = 'tls', password = 'secret', waiting = patient): Promise<Session> {
  const port = security === 'tls' ? server.port : server.starttlsPort;
  return openSession(settingsFor({ ...server, port }, security), password, { patience: waiting });
}

const heardIdles = () => server.heard.filter((line) => line.endsWith(' IDLE')).length;

function heardCredentials(): string[] {
  const encoded = Buffer.from('\0alice\0secret').toString('base64');
  return server.heard.filter((line) => /LOGIN|AUTHENTICATE|secret/i.test(line) || line.includes(encoded));
}

describe('the password is not sent', () => {
  const flaws: [Flaw, string][] = [
    ['expired', 'certificate-expired'],
    ['not-yet-valid', 'certificate-expired'],
    ['other-host', 'certificate-host-mismatch'],
    ['self-signed', 'certificate-not-trusted'],
    ['other-authority', 'certificate-not-trusted'],
    ['intermediate-missing', 'certificate-not-trusted'],
    ['for-clients', 'certificate-not-trusted'],
  ];
  for (const security of ['tls', 'starttls'] as const) {
    test.each(flaws)(`over ${security} to a certificate that is %s`, async (flaw, code) => {
      await serve({ certificate: await makeCertificate(flaw) });
      expect(await failureOf(open(security))).toBe(code);
      expect(heardCredentials()).toEqual([]);
    });
  }

  const strippings: [string, Faults, string][] = [
    ['that does not offer STARTTLS', { withoutStarttls: true }, 'tls-not-offered'],
    ['that refuses STARTTLS', { refuse: { STARTTLS: 'not today' } }, 'tls-not-offered'],
    ['with somebody in between who speaks first', { wordsBeforeTls: '\r\n* OK [CAPABILITY IMAP4rev1]' }, 'tls-failed'],
  ];
  test.each(strippings)('to a server %s', async (_, faults, code) => {
    await serve({ faults });
    expect(await failureOf(open('starttls'))).toBe(code);
    expect(heardCredentials()).toEqual([]);
  });

  test('in clear text where TLS was to be spoken from the start', async () => {
    await serve();
    const attempt = openSession(settingsFor({ ...server, port: server.starttlsPort }, 'tls'), 'secret');
    expect(await failureOf(attempt)).toBe('tls-failed');
    expect(heardCredentials()).toEqual([]);
  });
});

describe('a login', () => {
  test('succeeds over TLS and over STARTTLS', async () => {
    await serve();
    for (const security of ['tls', 'starttls'] as const) await (await open(security)).close();
    expect(heardCredentials()).not.toEqual([]);
  });

  test('that fails for the password is told from one that the server does not take', async () => {
    await serve();
    expect(await failureOf(open('tls', 'wrong'))).toBe('login-failed');
    expect(await failureOf(open('tls', ''))).toBe('password-missing');
    server.faults = { loginDisabled: true };
    expect(await failureOf(open())).toBe('login-disabled');
    server.faults = { refuse: { AUTHENTICATE: '[UNAVAILABLE] the user database is away' } };
    await expect(open()).rejects.toMatchObject({
      code: 'server-unavailable',
      detail: 'the user database is away',
    });
  });
});

describe('a server that cannot be reached is named as such:', () => {
  test('no such host', async () => {
    await serve();
    const settings = { ...settingsFor(server), host: 'imap.invalid' };
    expect(await failureOf(openSession(settings, 'secret'))).toBe('host-not-found');
  });

  test('nobody listens', async () => {
    await serve();
    await server.close();
    expect(await failureOf(open())).toBe('connection-refused');
  });

  test('it never speaks', async () => {
    await serve({ faults: { silent: true } });
    expect(await failureOf(open('tls', 'secret', impatience))).toBe('connect-timeout');
    expect(await failureOf(open('starttls', 'secret', impatience))).toBe('connect-timeout');
  });
});

describe('a connection', () => {
  test('that is cut in the middle of a fetch ends it as lost; what came before is whole', async () => {
    await serve({ folders: { INBOX: reportMails(20) } });
    const session = await open();
    await session.open('INBOX');
    server.faults = { dropAfterBytes: 12_000 };
    const sources: Buffer[] = [];
    const fetching = (async () => {
      for await (const { source } of session.fetch('1:20')) if (source !== null) sources.push(source);
    })();
    expect(await failureOf(fetching)).toBe('connection-lost');
    expect(sources).not.toEqual([]);
    expect(sources).toEqual([...reportMails(sources.length)]);
  });

  test('that falls silent in the middle of a fetch is given up', async () => {
    await serve({ folders: { INBOX: reportMails(20) } });
    const session = await open('tls', 'secret', untilSilence);
    await session.open('INBOX');
    server.faults = { stallAfterBytes: 12_000 };
    expect(await failureOf(drain(session.fetch('1:20')))).toBe('connection-lost');
  });

  test('over which noise comes ends with an error, not with a wait', async () => {
    await serve({ folders: { INBOX: reportMails(20) } });
    const session = await open('tls', 'secret', untilSilence);
    await session.open('INBOX');
    server.faults = { noiseAfterBytes: 12_000 };
    expect(await failureOf(drain(session.fetch('1:20')))).toMatch(/^(mailbox-protocol|connection-lost)$/);
  });

  test('that is destroyed ends what is under way as cancelled', async () => {
    await serve({ folders: { INBOX: reportMails(20) } });
    const session = await open();
    await session.open('INBOX');
    server.faults = { stallAfterBytes: 12_000 };
    const fetching = failureOf(drain(session.fetch('1:20')));
    session.destroy();
    expect(await fetching).toBe('cancelled');
    expect(await failureOf(session.list(0))).toBe('cancelled');
  });

  test('that is being made ends with its signal', async () => {
    await serve({ faults: { silent: true } });
    const leaving = new AbortController();
    const connecting = failureOf(openSession(settingsFor(server), 'secret', { signal: leaving.signal }));
    leaving.abort();
    expect(await connecting).toBe('cancelled');
    expect(await failureOf(openSession(settingsFor(server), 'secret', { signal: leaving.signal }))).toBe('cancelled');
  });

  test('waits for news however long the server is silent', async () => {
    await serve();
    const session = await open('tls', 'secret', untilSilence);
    await session.open('INBOX');
    await session.list(0);
    const waiting = session.waitForChange(new AbortController().signal);
    // Silence is broken by a sign of life, after which the wait goes on.
    await vi.waitFor(() => expect(heardIdles()).toBe(3), hangMs);
    server.add(reportMail(1));
    await waiting;
    expect(await session.list(0)).toHaveLength(1);
    await session.close();
  });

  test('tells news that come in a storm once a second at most', async () => {
    await serve({ folders: { INBOX: reportMails(1) } });
    const session = await open('tls', 'secret', { ...patient, newsMs: 600_000 });
    await session.open('INBOX');
    const leaving = new AbortController();
    server.tell('* 2 EXISTS');
    await session.waitForChange(leaving.signal);
    server.tell('* 3 EXISTS');
    const again = session.waitForChange(leaving.signal).then(() => 'told');
    const soon = session.list(0).then(() => 'not told');
    expect(await Promise.race([again, soon])).toBe('not told');
    leaving.abort();
    expect(await again).toBe('told');
    await session.close();
  });

  test('does not begin one IDLE after the other where each is ended at once', async () => {
    await serve({ faults: { shortIdle: true } });
    const session = await open('tls', 'secret', { ...patient, idleMs: 600_000 });
    await session.open('INBOX');
    const leaving = new AbortController();
    const waiting = session.waitForChange(leaving.signal);
    await vi.waitFor(() => expect(heardIdles()).toBe(1), hangMs);
    for (let round = 0; round < 5; round += 1) await session.list(0);
    expect(heardIdles()).toBe(1);
    leaving.abort();
    await waiting;
    await session.close();
  });
});

test('a list has no mail that was asked for before, though `*` is the last one', async () => {
  await serve({ folders: { INBOX: reportMails(3) } });
  const session = await open();
  await session.open('INBOX');
  expect(await session.list(1)).toEqual([2, 3]);
  expect(await session.list(3)).toEqual([]);
  await session.close();
});
