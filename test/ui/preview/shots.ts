import type { Page } from 'playwright-core';
import { drillShots } from './drillshots.ts';
import { fileShots } from './fileshots.ts';
import { overviewShots } from './overviewshots.ts';
import { button, listed, listedToTheEnd, type Shot, view } from './acts.ts';
import { tableShots } from './tableshots.ts';

const fillIn = async (page: Page, host: string) => {
  await page.getByLabel('IMAP server').fill(host);
  await page.getByLabel('User name').fill('tls-reports@example.org');
  await page.getByLabel('Password').fill('correct horse');
  await button(page, 'Test connection').click();
};
const openReport = async (page: Page) => {
  await page.getByText('With failures').click();
  await page.getByRole('row').nth(2).click();
  await page.getByText('Policy in force').first().waitFor();
};

/** By name: what is the matter, and what the person does. */
export const shots: Record<string, Shot> = {
  'first-run': { scenario: 'first-run', act: (page) => page.getByLabel('IMAP server').waitFor() },
  'first-run-errors': { scenario: 'first-run', act: view('Test connection') },
  'first-run-failed': {
    scenario: 'first-run',
    act: async (page) => {
      await fillIn(page, 'wrong.example.org');
      await page.getByRole('alert').waitFor();
    },
  },
  'first-run-tested': {
    scenario: 'first-run',
    act: async (page) => {
      await fillIn(page, 'imap.example.org');
      await page.getByText('The connection works.').waitFor();
    },
  },
  reports: { scenario: 'normal', act: listed },
  'reports-keyboard': {
    scenario: 'normal',
    act: async (page) => {
      await page.getByRole('row').nth(3).focus();
      for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
    },
  },
  'reports-filtered': {
    scenario: 'normal',
    act: async (page) => {
      await page.getByLabel('Period').selectOption('Last 90 days');
      await page.getByLabel('Policy domain', { exact: true }).selectOption('example.org');
      await page.getByText('With failures').click();
      await page.keyboard.press('Control+f');
      await page.keyboard.type('google');
      await page.waitForTimeout(400);
    },
  },
  'reports-custom-period': {
    scenario: 'normal',
    act: (page) => page.getByLabel('Period').selectOption('Custom period'),
  },
  'reports-none': {
    scenario: 'normal',
    act: async (page) => {
      await listed(page);
      await page.keyboard.press('Control+f');
      await page.keyboard.type('no such thing');
      await page.getByText('No report matches').waitFor();
    },
  },
  'reports-empty': { scenario: 'empty', act: (page) => page.getByText('No reports yet').waitFor() },
  'reports-fetching': { scenario: 'first-fetch', act: (page) => page.getByText('Fetching reports').waitFor() },
  'reports-loading': { scenario: 'slow', act: (page) => page.waitForTimeout(200) },
  'reports-error': { scenario: 'broken', act: (page) => page.getByRole('alert').waitFor() },
  'reports-hostile': { scenario: 'hostile', act: listed },
  'reports-huge': {
    scenario: 'huge',
    act: listedToTheEnd,
  },
  'reports-busy': { scenario: 'busy', act: listed },
  restarting: {
    scenario: 'normal',
    act: async (page) => {
      await listed(page);
      await page.evaluate(() => window.sayEngine({ phase: 'restarting', inSeconds: 5 }));
    },
  },
  failed: { scenario: 'failed', act: (page) => page.getByRole('alert').waitFor() },
  'failed-crashing': {
    scenario: 'normal',
    act: async (page) => {
      await listed(page);
      const detail = 'exited with code 134: FATAL ERROR: Reached heap limit Allocation failed';
      await page.evaluate(
        (text) => window.sayEngine({ phase: 'failed', problem: { code: 'engine-crashing', detail: text } }),
        detail,
      );
    },
  },
  'starting-long': { scenario: 'starting', act: (page) => page.getByText('longer than usual').waitFor() },
  'moved-aside': { scenario: 'moved-aside', act: (page) => page.getByRole('alert').waitFor() },
  failures: { scenario: 'normal', act: view('Failures') },
  'failures-explained': {
    scenario: 'normal',
    act: async (page) => {
      await view('Failures')(page);
      await page.getByRole('button', { name: 'What it means' }).nth(2).click();
    },
  },
  'failures-drilled': {
    scenario: 'normal',
    act: async (page) => {
      await view('Failures')(page);
      await page.getByRole('button', { name: 'Certificate expired' }).click();
      await page.getByRole('button', { name: 'mx1.example.org' }).click();
      await page.locator('figure svg').hover({ position: { x: 300, y: 40 } });
    },
  },
  'failures-table': {
    scenario: 'normal',
    act: async (page) => {
      await view('Failures')(page);
      await button(page, 'Show as table').click();
    },
  },
  'failures-none': {
    scenario: 'secure',
    act: async (page) => {
      await view('Failures')(page);
      await page.getByText('No failed sessions').waitFor();
    },
  },
  'failures-hostile': {
    scenario: 'hostile',
    act: async (page) => {
      await view('Failures')(page);
      await page.getByRole('radiogroup').getByText('Reporter').click();
      await page.getByRole('rowheader').first().waitFor();
    },
  },
  'failures-huge': { scenario: 'huge', act: view('Failures') },
  report: { scenario: 'normal', act: openReport },
  'report-replaced': {
    scenario: 'normal',
    act: async (page) => {
      await page.getByRole('row').nth(6).click();
      await page.getByText('Policy in force').first().waitFor();
    },
  },
  'report-incomplete': {
    scenario: 'normal',
    act: async (page) => {
      await page.getByRole('row').nth(5).click();
      await page.getByText('the whole mail or file is kept').scrollIntoViewIfNeeded();
    },
  },
  'report-maximal': { scenario: 'maximal', act: openReport },
  'report-maximal-end': {
    scenario: 'maximal',
    act: async (page) => {
      await openReport(page);
      await page.getByRole('button', { name: 'Show more' }).last().scrollIntoViewIfNeeded();
    },
  },
  'report-maximal-hosts': {
    scenario: 'maximal',
    act: async (page) => {
      await openReport(page);
      await page.getByText('of 10,000 MX hosts').last().scrollIntoViewIfNeeded();
    },
  },
  'report-maximal-original': {
    scenario: 'maximal',
    act: async (page) => {
      await openReport(page);
      await page.getByText('Original report').click();
      await page.getByText('too long to be formatted').waitFor();
    },
  },
  'report-secure': {
    scenario: 'normal',
    act: async (page) => {
      await page.getByRole('row').nth(2).click();
      await page.getByText('Policy in force').first().waitFor();
    },
  },
  'report-original': {
    scenario: 'normal',
    act: async (page) => {
      await page.getByRole('row').nth(6).click();
      await page.getByText('Original report').click();
      await page.locator('pre').scrollIntoViewIfNeeded();
    },
  },
  'report-hostile': {
    scenario: 'hostile',
    act: async (page) => {
      await page.getByRole('row').nth(2).click();
      await page.getByText('Policy in force').first().waitFor();
    },
  },
  mailboxes: { scenario: 'normal', act: view('Mailboxes') },
  'mailboxes-many': { scenario: 'many', act: view('Mailboxes') },
  'mailboxes-pending': {
    scenario: 'pending',
    act: async (page) => {
      await view('Mailboxes')(page);
      await page.getByText('Show which').first().click();
    },
  },
  'mailboxes-remove': {
    scenario: 'many',
    act: async (page) => {
      await view('Mailboxes')(page);
      await page.getByRole('button', { name: 'Remove' }).nth(2).click();
    },
  },
  'mailboxes-edit': {
    scenario: 'normal',
    act: async (page) => {
      await view('Mailboxes')(page);
      await button(page, 'Edit').click();
    },
  },
  'mailboxes-folder-typed': {
    scenario: 'normal',
    act: async (page) => {
      await view('Mailboxes')(page);
      await button(page, 'Edit').click();
      await page.getByLabel('Folder', { exact: true }).selectOption('Another folder…');
      await page.getByLabel('Name of the folder').fill('Shared.tlsrpt');
      await button(page, 'Test connection').click();
      await page.getByText('does not list this folder').waitFor();
    },
  },
  'mailboxes-edit-moved': {
    scenario: 'normal',
    act: async (page) => {
      await view('Mailboxes')(page);
      await button(page, 'Edit').click();
      await page.getByLabel('IMAP server').fill('imap.example.net');
      await button(page, 'Test connection').click();
      await page.getByText('the one that is kept is only for').waitFor();
    },
  },
  'mailboxes-password-restored': {
    scenario: 'restored',
    act: async (page) => {
      await view('Mailboxes')(page);
      await button(page, 'Enter password').click();
      await page.getByText('comes from a backup').waitFor();
    },
  },
  'mailboxes-password-missing': {
    scenario: 'many',
    act: async (page) => {
      await view('Mailboxes')(page);
      await button(page, 'Enter password').click();
      await page.getByText('forgotten when the app quits').first().waitFor();
    },
  },
  refused: {
    scenario: 'normal',
    act: async (page) => {
      await page.getByRole('button', { name: 'Refused mails' }).click();
      await page.getByRole('row').nth(4).click();
    },
  },
  'refused-none': {
    scenario: 'secure',
    act: (page) => page.getByRole('button', { name: 'Refused mails' }).click(),
  },
  export: {
    scenario: 'normal',
    act: async (page) => {
      await page.getByText('With failures').click();
      await page.keyboard.press('Control+e');
    },
  },
  'export-writing': {
    scenario: 'normal',
    act: async (page) => {
      await listed(page);
      await page.keyboard.press('Control+e');
      await button(page, 'Choose file…').click();
    },
  },
  'export-done': {
    scenario: 'normal',
    act: async (page) => {
      await button(page, 'Failures').click();
      await page.keyboard.press('Control+e');
      await button(page, 'Choose file…').click();
      await page.getByText('Show in folder').waitFor();
    },
  },
  ...drillShots,
  ...fileShots,
  ...overviewShots,
  ...tableShots,
};
