import { button, listed, type Shot, view } from './acts.ts';

/** Selecting, combining, importing, and the settings. */
export const fileShots: Record<string, Shot> = {
  'reports-selected': {
    scenario: 'normal',
    act: async (page) => {
      await page
        .getByRole('row')
        .nth(3)
        .click({ modifiers: ['Control'] });
      await page
        .getByRole('row')
        .nth(7)
        .click({ modifiers: ['Shift'] });
      await page.keyboard.press('Shift+ArrowDown');
    },
  },
  'reports-unsigned': {
    scenario: 'normal',
    act: (page) => page.getByLabel('Signature', { exact: true }).selectOption('Not the reporter’s signature'),
  },
  'report-unaligned': {
    scenario: 'normal',
    act: async (page) => {
      await page.getByLabel('Signature', { exact: true }).selectOption('Not the reporter’s signature');
      await page.getByRole('row').nth(2).click();
      await page.getByText('Policy in force').first().waitFor();
    },
  },
  combined: {
    scenario: 'normal',
    act: async (page) => {
      await listed(page);
      await page.keyboard.press('Control+a');
      await page.keyboard.press('Control+Shift+E');
      await page.getByText('Policy in force').first().waitFor();
    },
  },
  importing: {
    scenario: 'normal',
    act: async (page) => {
      await listed(page);
      await page.keyboard.press('Control+o');
    },
  },
  imported: {
    scenario: 'normal',
    act: async (page) => {
      await listed(page);
      await page.keyboard.press('Control+o');
      await button(page, 'Details').click();
    },
  },
  'first-run-imported': {
    scenario: 'first-run',
    act: async (page) => {
      await button(page, 'Import files…').click();
      await button(page, 'Details').waitFor();
    },
  },
  drop: {
    scenario: 'normal',
    act: async (page) => {
      await listed(page);
      await page.evaluate(() => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(['{}'], 'report.json'));
        window.dispatchEvent(new DragEvent('dragenter', { dataTransfer }));
      });
    },
  },
  'refused-again': {
    scenario: 'normal',
    act: async (page) => {
      await page.getByRole('button', { name: 'Refused mails' }).click();
      // Of a mail that is kept whole.
      await page.getByRole('row', { name: 'Report Domain: example.org 4 ' }).click();
      await button(page, 'Try again').click();
    },
  },
  'report-removed': {
    scenario: 'normal',
    act: async (page) => {
      await page.getByRole('row').nth(3).click();
      await page.keyboard.press('Control+d');
      await button(page, 'Undo').waitFor();
    },
  },
  'report-menu': {
    scenario: 'normal',
    act: async (page) => {
      await page.getByRole('row').nth(3).click({ button: 'right' });
    },
  },
  'settings-ignored': {
    scenario: 'ignored',
    act: async (page) => {
      await view('Settings')(page);
      await button(page, 'Take back').first().scrollIntoViewIfNeeded();
    },
  },
  settings: { scenario: 'normal', act: view('Settings') },
  'settings-header': {
    scenario: 'normal',
    act: async (page) => {
      await view('Settings')(page);
      await page.getByLabel('Trust what my mail server found').click();
      await button(page, 'Read all again').click();
    },
  },
  'settings-keep': {
    scenario: 'normal',
    act: async (page) => {
      await view('Settings')(page);
      await page.getByLabel('Keep reports').selectOption('The last 3 months');
      await button(page, 'Remove them').waitFor();
    },
  },
  'settings-restore': {
    scenario: 'normal',
    act: async (page) => {
      await view('Settings')(page);
      await button(page, 'Restore…').click();
    },
  },
  'settings-desktop': {
    scenario: 'normal',
    act: async (page) => {
      await view('Settings')(page);
      await page.getByLabel('Notify me of new problems').click();
      await page.getByLabel('Keep running in the tray').click();
      await page.getByRole('alert').waitFor();
    },
  },
  'settings-end': {
    scenario: 'normal',
    act: async (page) => {
      await view('Settings')(page);
      await button(page, 'About TLSRPT Desk').scrollIntoViewIfNeeded();
    },
  },
  'saved-pdf': {
    scenario: 'normal',
    act: async (page) => {
      await view('Failures')(page);
      await page.keyboard.press('Control+Shift+P');
      await button(page, 'Show in folder').waitFor();
    },
  },
  about: {
    scenario: 'normal',
    act: async (page) => {
      await button(page, 'Settings').waitFor();
      await page.evaluate(() => window.sayCommand('show-about'));
    },
  },
};
