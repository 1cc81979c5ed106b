import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Intake } from '../../main/engine/intake.ts';
import { Mailboxes } from '../../main/engine/mailboxes.ts';
import { Passwords } from '../../main/engine/passwords.ts';
import { accountOf } from '../../shared/account.ts';
import type { MailboxSettings } from '../../shared/contract.ts';
import { startImapServer, type ImapServer } from '../servers/imap.ts';
import { settingsFor } from './mailbox/desk.ts';
import { reportMails } from './mailbox/mails.ts';
import { openStore } from './store/temporary.ts';
import { hangMs } from '../patience.ts';

let server: ImapServer;
let mailboxes: Mailboxes;
let settings: MailboxSettings;
let restart: () => void;
beforeEach(async () => {
  server = await startImapServer({ folders: { INBOX: [] } });
  settings = settingsFor(server);
  const store = openStore();
  const passwords = new Passwords();
  passwords.put(settings.secretId, { password: 'secret', account: accountOf(settings) });
  const intake = new Intake(store, () => Promise.reject(new Error('no network')));
  const passwordFor = (wanted: MailboxSettings) => passwords.passwordFor(wanted);
  restart = () => {
    mailboxes = new Mailboxes({ store, intake, passwordFor, onState: () => {}, onTaken: () => {} });
  };
  restart();
});
afterEach(async () => {
  await mailboxes.stop();
  await server.close();
});

test('a mailbox that is saved twice at once is watched once, and not at all when it was removed meanwhile', async () => {
  const { id } = await mailboxes.save(0, settings);
  await mailboxes.check(id);
  await Promise.all([mailboxes.save(id, settings), mailboxes.save(id, settings)]);
  await mailboxes.check(id);
  await vi.waitFor(() => expect(server.connections).toBe(1), hangMs);

  await Promise.all([mailboxes.save(id, settings), mailboxes.remove(id)]);
  expect(mailboxes.list()).toEqual([]);
  await vi.waitFor(() => expect(server.connections).toBe(0), hangMs);
});

test('a password is not sent to a server, a user or under an authority that it was not entered for', async () => {
  const other = await startImapServer({ folders: { INBOX: [] } });
  const changes: Partial<MailboxSettings>[] = [
    { port: other.port, certificateAuthority: other.authority },
    { port: other.port },
    { host: 'localhost' },
    { user: 'mallory' },
    { security: 'starttls' },
    { certificateAuthority: `${settings.certificateAuthority}\n${other.authority}` },
  ];
  for (const change of changes) {
    const changed = { ...settings, ...change };
    await expect(mailboxes.test(changed, new AbortController().signal)).rejects.toThrow('password-missing');
    expect(await mailboxes.save(0, changed)).toMatchObject({ phase: 'needs-password' });
  }
  await mailboxes.check(0);
  expect([other.heard, server.heard]).toEqual([[], []]);
  await other.close();
});

test('what the server holds back is counted and listed, and asked for again after a restart', async () => {
  server.add(...reportMails(4));
  server.faults = { withoutText: new Set([2]) };
  const { id } = await mailboxes.save(0, settings);
  const [before] = await mailboxes.check(id);
  expect(before?.messages).toEqual({ fetched: 4, stored: 3, duplicate: 0, refused: 0, pending: 1 });
  expect(before?.pending).toMatchObject([{ uid: 2, attempts: 0, reason: { code: 'mail-withheld' } }]);

  await mailboxes.stop();
  restart();
  server.faults = {};
  const [after] = await mailboxes.check(id);
  expect(after).toMatchObject({ messages: { fetched: 4, stored: 4, pending: 0 }, pending: [], problem: null });
});
