import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settingsWords } from '../../shared/settings-words.ts';
import { words } from '../../shared/words.ts';
import { testReport } from '../engine/mails.ts';
import { type Desk, newProfile, openDesk } from './electron.ts';
import { eventually } from './eventually.ts';
import { Person } from './person.ts';

// From a report that comes in to what the desktop shows of it, with the real engine; each test goes on from the last.

const { profile, remove } = newProfile();
let desk: Desk;
let person: Person;

/** What the stubs of Electron's functions noted, in main. */
interface Noted {
  notices: { title: string; body: string }[];
  badges: number[];
  clicks: (() => void)[];
}

beforeAll(async () => {
  desk = await openDesk({ profile });
  person = new Person(desk);
  await desk.app.evaluate(({ app, Notification }) => {
    const noted: Noted = { notices: [], badges: [], clicks: [] };
    Object.assign(globalThis, { noted });
    app.setBadgeCount = (count = 0) => noted.badges.push(count) > 0;
    Notification.isSupported = () => true;
    Notification.prototype.show = function (this: Electron.Notification) {
      noted.notices.push({ title: this.title, body: this.body });
      noted.clicks.push(() => void this.emit('click'));
    };
  });
});
afterAll(async () => {
  await desk.app.close();
  remove();
});

const badge = () => desk.app.evaluate(() => (globalThis as unknown as { noted: Noted }).noted.badges.at(-1));
const notices = () => desk.app.evaluate(() => (globalThis as unknown as { noted: Noted }).noted.notices);

/** Imports a report that began yesterday, with failures at this MX host. */
async function importReport(number: number, receivingMxHostname: string): Promise<void> {
  const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const report = {
    ...testReport(number),
    'date-range': { 'start-datetime': `${day}T00:00:00Z`, 'end-datetime': `${day}T23:59:59Z` },
  };
  const details = { 'result-type': 'certificate-expired', 'failed-session-count': 3 };
  for (const policy of report.policies) {
    Object.assign(policy.summary, { 'total-failure-session-count': 3 });
    Object.assign(policy, { 'failure-details': [{ ...details, 'receiving-mx-hostname': receivingMxHostname }] });
  }
  const path = join(profile, `${number}.json`);
  writeFileSync(path, JSON.stringify(report));
  await desk.app.evaluate(({ dialog }, filePath) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] });
  }, path);
  await desk.page.keyboard.press('ControlOrMeta+o');
  await desk.page.getByText(words.import.done).waitFor();
  await person.button(words.actions.dismiss).click();
}

test('a new problem is counted on the app’s icon; nobody is notified who did not ask for it', async () => {
  await importReport(1, 'mx1.example.org');
  await eventually(badge).toBe(1);
  expect(await notices()).toEqual([]);
});

test('who switches notifications on is told of the next new problem, with what is still untold', async () => {
  await desk.page.getByRole('button', { name: words.views.settings, exact: true }).click();
  const wanted = desk.page.getByRole('checkbox', { name: settingsWords.notifications });
  await wanted.click();
  await eventually(() => wanted.isChecked()).toBe(true);
  await importReport(2, 'mx2.example.org');
  await eventually(badge).toBe(2);
  await eventually(notices).toEqual([{ title: '2 new problems', body: 'example.org' }]);
});

test('more reports of known problems tell nobody anything', async () => {
  await importReport(3, 'mx2.example.org');
  await importReport(4, 'mx3.example.org');
  await eventually(notices).toEqual([
    { title: '2 new problems', body: 'example.org' },
    { title: 'New problem: example.org', body: 'Certificate expired at mx3.example.org' },
  ]);
  expect(await badge()).toBe(3);
});

test('a click on the notification opens the problem that it tells of', async () => {
  await desk.app.evaluate(() => (globalThis as unknown as { noted: Noted }).noted.clicks.at(-1)?.());
  await desk.page.getByRole('heading', { name: words.views.overview, level: 1 }).waitFor();
  const problem = desk.page.locator('tbody', { hasText: 'mx3.example.org' });
  await problem.getByRole('button', { expanded: true }).waitFor();
});
