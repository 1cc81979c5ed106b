import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { words } from '../../shared/words.ts';
import { testReport } from '../engine/mails.ts';
import { type Desk, newProfile, openDesk } from './electron.ts';
import { eventually } from './eventually.ts';
import { Person } from './person.ts';

// From the failures to one report and out of the window, with the real engine; each test goes on from the last.

const { profile, remove } = newProfile();
let desk: Desk;
let person: Person;

// The overview, where the window begins, hands on its period: the last 30 days.
const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
const failed = {
  ...testReport(1),
  'organization-name': 'Sender One',
  'date-range': { 'start-datetime': `${yesterday}T00:00:00Z`, 'end-datetime': `${yesterday}T23:59:59Z` },
};
failed.policies = [
  {
    policy: {
      'policy-type': 'sts',
      'policy-string': ['version: STSv1', 'mode: enforce', 'mx: mx1.a.example', 'max_age: 604800'],
      'policy-domain': 'a.example',
      'mx-host': ['mx1.a.example'],
    },
    summary: { 'total-successful-session-count': 10, 'total-failure-session-count': 5 },
    'failure-details': [
      detail('certificate-expired', 'mx1.a.example', 3),
      detail('starttls-not-supported', 'mx2.a.example', 2),
    ],
  },
] as never;

function detail(resultType: string, host: string, sessions: number) {
  return {
    'result-type': resultType,
    'sending-mta-ip': '192.0.2.7',
    'receiving-mx-hostname': host,
    'receiving-ip': '2001:db8::1',
    'failed-session-count': sessions,
  };
}

beforeAll(async () => {
  desk = await openDesk({ profile });
  person = new Person(desk);
  const path = join(profile, 'failed.json');
  writeFileSync(path, JSON.stringify(failed));
  await desk.app.evaluate(
    ({ dialog }, filePaths) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths });
    },
    [path],
  );
  await desk.page.keyboard.press('ControlOrMeta+o');
  await desk.page.getByText(words.import.done).waitFor();
  await person.button(words.actions.dismiss).click();
  await person.open('failures');
  await person.settle();
});
afterAll(async () => {
  await desk.app.close();
  remove();
});

test('a second dimension divides the bars, and says so in words', async () => {
  await desk.page.getByLabel(words.failures.then).selectOption(words.dimensions['receiving-mx-hostname']);
  const bars = desk.page.getByRole('row').getByRole('img', { name: /mx1\.a\.example: 3 \(100%\)/ });
  await bars.waitFor();
  expect(await desk.page.getByRole('img', { name: /^Failed from / }).count()).toBe(2);
});

test('a row drills down, back undoes it, and the details lead to their report', async () => {
  await desk.page.getByRole('button', { name: 'Certificate expired' }).click();
  await desk.page.getByRole('tab', { name: /^Details 1$/ }).waitFor();
  await person.button(words.actions.back).click();
  await desk.page.getByRole('tab', { name: /^Details 2$/ }).click();
  await desk.page.getByRole('gridcell', { name: 'mx2.a.example' }).click();
  await desk.page.getByRole('heading', { name: 'Sender One' }).waitFor();
});

test('an address is not looked up before that is allowed, and the window says where', async () => {
  await person.button(words.address.lookUp('192.0.2.7')).first().click();
  await desk.page.getByText(words.address.off).waitFor();
  await desk.page.keyboard.press('Escape');
  await desk.page.getByText(words.address.off).waitFor({ state: 'detached' });
});

test('the find key searches the original', async () => {
  await desk.page.keyboard.press('ControlOrMeta+f');
  await desk.page.getByLabel(words.report.find, { exact: true }).fill('MX2.A');
  await desk.page.getByText(words.report.found('1', '1')).waitFor();
});

test('a report from a file has no mail headers, and says so', async () => {
  await desk.page.getByText(words.report.headers).click();
  await desk.page.getByText(words.report.noHeaders).waitFor();
});

test('the report is saved as RFC 8460 JSON', async () => {
  const path = join(profile, 'saved.json');
  await desk.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, path);
  await person.button(words.actions.exportJson).click();
  await eventually(() => existsSync(path)).toBe(true);
  const saved = JSON.parse(readFileSync(path, 'utf8')) as typeof failed;
  expect([saved['organization-name'], saved['report-id']]).toEqual(['Sender One', failed['report-id']]);
});
