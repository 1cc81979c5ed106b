import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Totals } from '../../shared/contract.ts';
import { words } from '../../shared/words.ts';
import { appFolder, newProfile, openDesk, type Desk } from '../e2e/electron.ts';
import { Person } from '../e2e/person.ts';
import { startImapServer } from '../servers/imap.ts';
import { compareWithStore } from './compare.ts';
import { demoMails } from './reports.ts';

// The main job on a mailbox of our own: fetch, look, export. With a display the window stays open; without one this
// leaves pictures of every view and a CSV, prints a summary and ends.

const days = 120;
const seed = 8460;
const account = { user: 'tls-reports@example.org', password: 'demo' };
const outputFolder = join(appFolder, 'demo-output');
const isHeadless = process.env['TLSRPT_HEADLESS'] === '1';

const mails = demoMails({ days, until: new Date(), seed });
const server = await startImapServer({
  users: { [account.user]: account.password },
  folders: { INBOX: mails.map(({ raw }) => raw) },
});
const { profile, remove } = newProfile();
try {
  console.log(`An IMAP server on 127.0.0.1 holds ${mails.length} mails of ${days} days. Opening the window…`);
  const desk = await openDesk({ profile });
  const person = new Person(desk);
  const { port, authority } = server;
  await person.connectMailbox({ host: 'localhost', port, security: 'tls', authority, ...account });
  if (isHeadless) await showUnattended(person);
  else await leaveToPerson(desk);
} finally {
  await server.close();
  remove();
}

async function leaveToPerson(desk: Desk): Promise<void> {
  console.log('The window is yours: close it to end the demo. Its data is thrown away.');
  await new Promise<void>((resolve) => desk.app.once('close', () => resolve()));
}

async function showUnattended(person: Person): Promise<void> {
  rmSync(outputFolder, { recursive: true, force: true });
  mkdirSync(outputFolder);
  const { desk } = person;
  const inOutput = (name: string) => join(outputFolder, name);
  await person.open('mailboxes');
  await desk.page.getByText(words.mailboxes.phases.waiting).first().waitFor();

  const pictures = ['overview', 'reports', 'failures', 'mailboxes', 'refused'] as const;
  for (const view of pictures) {
    await person.open(view);
    await person.settle();
    await desk.page.screenshot({ path: inOutput(`${view}.png`) });
  }
  await person.open('reports');
  await person.openFirstReport();
  await person.settle();
  await desk.page.screenshot({ path: inOutput('report.png') });

  await person.exportCsv('reports', inOutput('reports.csv'));
  await person.exportCsv('failures', inOutput('failures.csv'));
  await desk.app.close();

  const totals = compareWithStore(profile, inOutput('reports.csv'), inOutput('failures.csv'));
  print(
    totals,
    [...pictures, 'report'].map((name) => inOutput(`${name}.png`)),
  );
}

function print(totals: Totals, pictures: string[]): void {
  const { messages } = totals;
  console.log(`
  mails      ${messages.fetched} fetched = ${messages.stored} stored + ${messages.duplicate} duplicate + ${messages.refused} refused
  reports    ${totals.reports} by ${totals.reporters} organizations, ${totals.policies} policies
  sessions   ${totals.successfulSessions} successful, ${totals.failedSessions} failed, ${totals.failureDetails} failure details

  pictures   ${pictures.join('\n             ')}
  CSV        ${join(outputFolder, 'reports.csv')}
             ${join(outputFolder, 'failures.csv')}
             agree with the totals above
`);
}
