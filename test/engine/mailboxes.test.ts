import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Grants } from '../../main/engine/grants.ts';
import { Intake } from '../../main/engine/intake.ts';
import { Mailboxes } from '../../main/engine/mailboxes.ts';
import type { MailboxSettings } from '../../shared/contract.ts';
import { startImapServer, type ImapServer } from '../servers/imap.ts';
import { settingsFor } from './mailbox/desk.ts';
import { openStore } from './store/temporary.ts';

let server: ImapServer;
let mailboxes: Mailboxes;
let settings: MailboxSettings;
beforeEach(async () => {
  server = await startImapServer({ folders: { INBOX: [] } });
  settings = settingsFor(server);
  const store = openStore();
  const passwords = new Grants<string>(1);
  passwords.put(settings.secretId, 'secret');
  const intake = new Intake(store, () => Promise.reject(new Error('no network')));
  mailboxes = new Mailboxes({ store, intake, passwords, onState: () => {}, onTaken: () => {} });
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
  await vi.waitFor(() => expect(server.connections).toBe(1));

  await Promise.all([mailboxes.save(id, settings), mailboxes.remove(id)]);
  expect(mailboxes.list()).toEqual([]);
  await vi.waitFor(() => expect(server.connections).toBe(0));
});
