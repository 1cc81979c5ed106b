import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storeFileName } from '../../main/disk/storefiles.ts';
import { Store } from '../../main/engine/store/store.ts';
import { problemText } from '../../shared/problems.ts';
import { resultTypeLabel } from '../../shared/remedies.ts';
import { words } from '../../shared/words.ts';
import { readCsv } from '../engine/csv-reader.ts';
import { reportMail, testMails } from '../engine/mails.ts';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { findings } from './axe.ts';
import { newProfile, openDesk, screenshotPath, type Desk } from './electron.ts';
import { eventually } from './eventually.ts';
import { Person, type Account } from './person.ts';

// The main job in one go, as a person does it: each test goes on where the one before ended.

const mailCount = 400;
let dovecot: Dovecot;
let desk: Desk;
let person: Person;
let profile: ReturnType<typeof newProfile>;

beforeAll(async () => {
  dovecot = await startDovecot({ users: { alice: 'correct horse battery' } });
  dovecot.deliver(testMails(mailCount, new Date()));
  profile = newProfile();
  desk = await openDesk({ profile: profile.profile });
  person = new Person(desk);
});
afterAll(async () => {
  await desk.app.close();
  await dovecot.stop();
  profile.remove();
});

const account = (password: string): Account => ({
  host: 'localhost',
  port: dovecot.tlsPort,
  security: 'tls',
  user: 'alice',
  password,
  authority: dovecot.authority,
});

const picture = (name: string) => desk.page.screenshot({ path: screenshotPath(`journey-${name}`) });

describe('the main job', () => {
  test('the first run asks for a mailbox, and says in plain words what is wrong with it', async () => {
    await desk.page.getByRole('heading', { name: words.connect.welcome }).waitFor();
    await picture('first-run');
    await person.describeMailbox(account('wrong'));
    await person.button(words.connect.test).click();
    await desk.page.getByText(problemText('login-failed', '').title).waitFor();
    await picture('login-failed');
  });

  test('Enter tests what the form says, and the button that tests keeps the focus', async () => {
    const { page } = desk;
    const isTestFocused = () => person.button(words.connect.test).evaluate((e) => e === document.activeElement);
    expect(await isTestFocused()).toBe(true);
    await page.getByLabel(words.connect.password, { exact: true }).fill('wrong again');
    await page.getByText(problemText('login-failed', '').title).waitFor();
    await page.getByLabel(words.connect.password, { exact: true }).press('Enter');
    await page.getByText(problemText('login-failed', '').title).waitFor({ state: 'detached' });
    await page.getByText(problemText('login-failed', '').title).waitFor();
  });

  test('the right password connects, and every mail is fetched before one’s eyes', async () => {
    await person.connectMailbox(account('correct horse battery'));
    await person.open('mailboxes');
    await desk.page.getByText(words.mailboxes.phases.waiting, { exact: true }).first().waitFor();
    const counts = { fetched: mailCount, stored: 384, duplicate: 8, refused: 8, pending: 0 };
    expect(inStore((store) => store.totals({}).messages)).toEqual(counts);
    for (const count of Object.values(counts)) {
      await desk.page.getByRole('main').getByText(String(count), { exact: true }).first().waitFor();
    }
    await picture('mailboxes');
  });

  test('the list shows the reports and opens one', async () => {
    await person.open('reports');
    await person.settle();
    expect(await desk.page.getByRole('grid').getAttribute('aria-rowcount')).toBe(String(384 + 1));
    await picture('reports');
    await person.openFirstReport();
    await person.settle();
    await picture('report');
  });

  test('failures drill down by click, and back again', async () => {
    await person.open('failures');
    await person.settle();
    await picture('failures');
    const { page } = desk;
    const label = resultTypeLabel('certificate-expired');
    await page.getByRole('main').getByRole('button', { name: label }).first().click();
    await page.getByRole('main').getByRole('button', { name: 'mx.example.org' }).first().click();
    const chip = page.getByRole('button', { name: words.filter.removeCondition('') });
    await chip.first().waitFor();
    await picture('drilled');
    await person.button(words.actions.back).click();
    await person.button(words.actions.back).click();
    await chip.first().waitFor({ state: 'detached' });
  });

  test('refused mails are listed with their reasons', async () => {
    await person.open('refused');
    await person.settle();
    await desk.page.getByText(/Lunch/).first().click();
    // It is no report, and so somebody's private mail: what it says is not kept.
    await desk.page.getByText(words.refused.outlineKept).waitFor();
    expect(await desk.page.getByText('At noon?').count()).toBe(0);
    await picture('refused');
  });

  test('the export says what the store says', async () => {
    await person.open('reports');
    await person.exportCsv('reports', join(profile.profile, 'reports.csv'));
    await person.button(words.actions.dismiss).click();
    await person.exportCsv('failures', join(profile.profile, 'failures.csv'));
    const totals = inStore((store) => store.totals({}));
    const reports = readCsv(await readFile(join(profile.profile, 'reports.csv'), 'utf8'));
    const failures = readCsv(await readFile(join(profile.profile, 'failures.csv'), 'utf8'));
    expect(reports).toHaveLength(totals.policies);
    expect(failures).toHaveLength(totals.failureDetails);
    expect(sum(reports, 'total-successful-session-count')).toBe(totals.successfulSessions);
    expect(sum(reports, 'total-failure-session-count')).toBe(totals.failedSessions);
    await picture('exported');
  });

  test('a mail that arrives appears without anybody asking', async () => {
    dovecot.deliver([reportMail(1_000)]);
    await eventually(() => inStore((store) => store.totals({}).reports)).toBe(385);
    await eventually(() => desk.page.getByRole('grid').getAttribute('aria-rowcount')).toBe('386');
  });

  test('light and dark, small and large, everybody can use it', async () => {
    for (const theme of ['light', 'dark'] as const) {
      await desk.app.evaluate(({ nativeTheme }, source) => {
        nativeTheme.themeSource = source;
      }, theme);
      for (const [width, height] of [
        [1024, 700],
        [1600, 1000],
      ] as const) {
        await desk.app.evaluate(
          ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
          { width, height },
        );
        const look = async (name: string) => {
          await person.settle();
          await picture(`${name}-${theme}-${width}`);
          expect(await findings(desk.page), `${name}, ${theme}, ${width} px`).toEqual([]);
        };
        for (const view of ['overview', 'failures', 'mailboxes', 'refused', 'settings', 'reports'] as const) {
          await person.open(view);
          await look(view);
        }
        await person.openFirstReport();
        await look('report');
      }
    }
  });

  test('the password is nowhere in the profile but in the keychain’s cipher', async () => {
    const files = [storeFileName, `${storeFileName}-wal`, 'settings.json', 'secrets.json'];
    for (const name of files) {
      const path = join(profile.profile, name);
      if ((await stat(path).catch(() => null)) === null) continue;
      expect((await readFile(path)).includes('correct horse battery'), name).toBe(false);
    }
    expect(desk.output()).not.toContain('correct horse battery');
  });
});

function inStore<T>(use: (store: Store) => T): T {
  const store = Store.open(join(profile.profile, storeFileName));
  try {
    return use(store);
  } finally {
    store.close();
  }
}

function sum(rows: Record<string, string>[], column: string): number {
  return rows.reduce((total, row) => total + Number(row[column]), 0);
}
