import { afterEach, describe, expect, test, vi } from 'vitest';
import { openSession, type Session } from '../../../main/engine/mailbox/session.ts';
import { startImapServer, type ImapServer, type ImapServerOptions } from '../../servers/imap.ts';
import { drain, failureOf, settingsFor } from './desk.ts';
import { reportMails } from './mails.ts';
import { hangMs } from '../../patience.ts';

let server: ImapServer;
afterEach(() => server.close());

async function serve(options: ImapServerOptions = {}): Promise<void> {
  server = await startImapServer(options);
}

const open = (): Promise<Session> => openSession(settingsFor(server), 'secret');

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
    server.faults = { refuse: { NOOP: words, LIST: words, 'UID SEARCH': words, 'UID FETCH': words } };
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
    await vi.waitFor(() => expect(server.heard.at(-1)).toMatch(/ IDLE$/), hangMs);
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
