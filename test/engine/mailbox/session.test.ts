import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Security } from '../../../shared/contract.ts';
import type { DeskError } from '../../../shared/error.ts';
import type { Patience } from '../../../main/engine/mailbox/client.ts';
import { openSession, type Session } from '../../../main/engine/mailbox/session.ts';
import { makeCertificate, type Flaw } from '../../servers/certificate.ts';
import type { Faults } from '../../servers/imap-faults.ts';
import { startImapServer, type ImapServer, type ImapServerOptions } from '../../servers/imap.ts';
import { settingsFor } from './desk.ts';
import { reportMail, reportMails } from './mails.ts';

const impatience: Patience = { connectMs: 300, greetingMs: 300, silenceMs: 600, logoutMs: 300, idleMs: 50 };

let server: ImapServer;
afterEach(() => server.close());

async function serve(options: ImapServerOptions = {}): Promise<ImapServer> {
  server = await startImapServer(options);
  return server;
}

function open(security: Security = 'tls', password = 'secret', patience = impatience): Promise<Session> {
  const port = security === 'tls' ? server.port : server.starttlsPort;
  return openSession(settingsFor({ ...server, port }, security), password, { patience });
}

const heardIdles = () => server.heard.filter((line) => line.endsWith(' IDLE')).length;

/** The code of the DeskError that ends the attempt. */
function failureOf(attempt: Promise<unknown>): Promise<string> {
  return attempt.then(
    () => 'none',
    (error: DeskError) => error.code,
  );
}

async function drain(rows: AsyncIterable<unknown>): Promise<void> {
  for await (const row of rows) void row;
}

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

describe('what the server says is called by its name,', () => {
  const refusals: [string, string][] = [
    ['[THROTTLED] slow down', 'throttled'],
    ['[Limit] Rate limit hit', 'throttled'],
    ['[inuse] locked', 'mailbox-in-use'],
    ['[SERVERBUG] oops', 'server-fault'],
    ['[NOPERM] not yours', 'no-permission'],
    ['[CONTACTADMIN] suspended', 'contact-admin'],
    ['[EXPIRED] get a new one', 'password-expired'],
    ['[PRIVACYREQUIRED] not like this', 'privacy-required'],
    ['[ALERT] Too many simultaneous connections. (Failure)', 'too-many-connections'],
    ['[ALERT] [UNAVAILABLE] sorry', 'server-unavailable'],
  ];
  test.each(refusals)('when it refuses a login: %s', async (words, code) => {
    await serve({ faults: { refuse: { AUTHENTICATE: words } } });
    expect(await failureOf(open())).toBe(code);
  });
  test.each(refusals)('when it refuses the folder: %s', async (words, code) => {
    await serve({ faults: { refuse: { EXAMINE: words } } });
    const session = await open();
    expect(await failureOf(session.open('INBOX'))).toBe(code);
    await session.close();
  });
  test.each(refusals)('when it refuses a NOOP, a LIST or a FETCH: %s', async (words, code) => {
    await serve({ folders: { INBOX: reportMails(1) } });
    const session = await open();
    await session.open('INBOX');
    server.faults = { refuse: { NOOP: words, LIST: words, 'UID FETCH': words } };
    expect(await failureOf(session.list(0))).toBe(code);
    expect(await failureOf(session.folders())).toBe(code);
    expect(await failureOf(drain(session.fetch('1')))).toBe(code);
    await session.close();
  });
  test.each(refusals)('when it greets with a farewell, or ends an idle connection: %s', async (words, code) => {
    await serve({ faults: { farewell: words } });
    expect(await failureOf(open())).toBe(code);
    server.faults = {};
    const session = await open();
    await session.open('INBOX');
    const waiting = failureOf(session.waitForChange(new AbortController().signal));
    await vi.waitFor(() => expect(heardIdles()).toBe(1), 20_000);
    server.sayFarewell(words);
    expect(await waiting).toBe(code);
  });

  test('when Outlook knows the account and does not get to its mailbox', async () => {
    await serve({ faults: { refuse: { NAMESPACE: 'User is authenticated but not connected.' }, refuseWith: 'BAD' } });
    expect(await failureOf(open())).toBe('account-not-connected');
  });

  test('a refusal in words that nobody knows is a refusal, neither a wrong password nor wrong IMAP', async () => {
    await serve({ faults: { refuse: { EXAMINE: 'not now' } } });
    const session = await open();
    await expect(session.open('INBOX')).rejects.toMatchObject({ code: 'server-refused', detail: 'not now' });
    await session.close();
  });

  test('with its hint when to come back', async () => {
    await serve({ faults: { refuse: { EXAMINE: '[THROTTLED] Try again in 5 minutes' } } });
    const session = await open();
    await expect(session.open('INBOX')).rejects.toMatchObject({ code: 'throttled', retryAfterMs: 300_000 });
    await session.close();
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
    expect(await failureOf(open('tls'))).toBe('connect-timeout');
    expect(await failureOf(open('starttls'))).toBe('connect-timeout');
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
    const session = await open();
    await session.open('INBOX');
    server.faults = { stallAfterBytes: 12_000 };
    expect(await failureOf(drain(session.fetch('1:20')))).toBe('connection-lost');
  });

  test('over which noise comes ends with an error, not with a wait', async () => {
    await serve({ folders: { INBOX: reportMails(20) } });
    const session = await open();
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
    const session = await open();
    await session.open('INBOX');
    await session.list(0);
    const waiting = session.waitForChange(new AbortController().signal);
    // Silence is broken by a sign of life, after which the wait goes on.
    await vi.waitFor(() => expect(heardIdles()).toBe(3), 20_000);
    server.add(reportMail(1));
    await waiting;
    expect(await session.list(0)).toHaveLength(1);
    await session.close();
  });

  test('does not begin one IDLE after the other where each is ended at once', async () => {
    await serve({ faults: { shortIdle: true } });
    const session = await open('tls', 'secret', { ...impatience, idleMs: 600_000 });
    await session.open('INBOX');
    const leaving = new AbortController();
    const waiting = session.waitForChange(leaving.signal);
    await vi.waitFor(() => expect(heardIdles()).toBe(1), 20_000);
    for (let round = 0; round < 5; round += 1) await session.list(0);
    expect(heardIdles()).toBe(1);
    leaving.abort();
    await waiting;
    await session.close();
  });
});

test('folders come with the likeliest for reports first', async () => {
  await serve({ folders: { Archive: [], 'TLS reports': [], Zebra: [], 'Reports/DMARC': [], tlsrpt: [] } });
  const session = await open();
  expect(await session.folders()).toEqual(['TLS reports', 'tlsrpt', 'Reports/DMARC', 'INBOX', 'Archive', 'Zebra']);
  await session.close();
});

test('a list has no mail that was asked for before, though `*` is the last one', async () => {
  await serve({ folders: { INBOX: reportMails(3) } });
  const session = await open();
  await session.open('INBOX');
  expect((await session.list(1)).map(({ uid }) => uid)).toEqual([2, 3]);
  expect(await session.list(3)).toEqual([]);
  await session.close();
});
