import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { words } from '../../shared/words.ts';
import { reportMail } from '../engine/mails.ts';
import { startImapServer } from '../servers/imap.ts';
import { ContactRecorder } from './contacts.ts';
import { electronPath, newProfile, openDesk } from './electron.ts';
import { Person } from './person.ts';

let recorder: ContactRecorder;
beforeEach(() => {
  recorder = new ContactRecorder();
});
afterEach(() => recorder.remove());

test.skipIf(process.platform !== 'linux')('the recorder hears of sockets and of look-ups', () => {
  const script = `
    const resolver = new (require('node:dns').Resolver)({ tries: 1, timeout: 100 });
    resolver.setServers(['127.0.0.1:5399']);
    resolver.resolve('example.org', () => {});
    require('node:net').connect(9, '127.0.0.1').on('error', () => {});`;
  spawnSync(recorder.wrap(process.execPath), ['-e', script]);
  expect(recorder.contacts().toSorted()).toEqual(['127.0.0.1:5399', '127.0.0.1:9']);
});

test.skipIf(process.platform !== 'linux')(
  'from the first run to the end the app gets in touch with the mail server, and with nobody else',
  async () => {
    const server = await startImapServer({ folders: { INBOX: [1, 2, 3].map((number) => reportMail(number)) } });
    const { profile, remove } = newProfile();
    const desk = await openDesk({ profile, executablePath: recorder.wrap(electronPath()) });
    const person = new Person(desk);
    const { port, authority } = server;
    const account = { host: '127.0.0.1', port, security: 'tls', user: 'alice', password: 'secret', authority } as const;
    await person.connectMailbox(account);
    await person.open('mailboxes');
    await desk.page.getByText(words.mailboxes.phases.waiting, { exact: true }).first().waitFor();
    // What is typed is what a spelling checker would look at.
    await person.open('reports');
    await desk.page.getByRole('searchbox').pressSequentially('a mispeled word');
    await person.open('overview');
    await desk.app.close();
    await server.close();
    remove();
    expect(recorder.contacts()).toEqual([`127.0.0.1:${port}`]);
  },
);
