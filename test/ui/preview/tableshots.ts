import type { Page } from 'playwright-core';
import { button, listed, type Shot } from './acts.ts';

const goTo = (page: Page, name: string) => page.getByRole('navigation').getByText(name, { exact: true }).click();
const reports = async (page: Page) => {
  await goTo(page, 'Reports');
  await listed(page);
};
const palette = async (page: Page, query: string) => {
  await reports(page);
  await page.keyboard.press('Control+k');
  await page.keyboard.type(query);
  await page.waitForTimeout(450);
};
const cell = (page: Page, row: number, place: number) =>
  page.getByRole('row').nth(row).getByRole('gridcell').nth(place);

/** Columns, menus and copying of the tables, and the palette. */
export const tableShots: Record<string, Shot> = {
  'table-columns': {
    scenario: 'normal',
    act: async (page) => {
      await reports(page);
      await button(page, 'Columns').click();
      await page.getByRole('menuitemcheckbox', { name: 'Policy types' }).click();
      await page.getByRole('menuitemcheckbox', { name: 'Report ID' }).focus();
    },
  },
  'table-column-menu': {
    scenario: 'normal',
    act: async (page) => {
      await reports(page);
      await button(page, 'Organization').click({ button: 'right' });
    },
  },
  'table-resized': {
    scenario: 'normal',
    act: async (page) => {
      await reports(page);
      await button(page, 'Organization').focus();
      for (let step = 0; step < 14; step += 1) await page.keyboard.press('Shift+ArrowRight');
      await page.keyboard.press('Control+ArrowRight');
      await button(page, 'Columns').click();
      await page.getByRole('menuitemcheckbox', { name: 'Notes' }).click();
      await page.keyboard.press('Escape');
    },
  },
  'table-wide': {
    scenario: 'normal',
    act: async (page) => {
      await reports(page);
      for (const title of ['Organization', 'Policy domains']) {
        const { x = 0, y = 0, width = 0 } = (await button(page, title).boundingBox()) ?? {};
        const edge = page.getByRole('columnheader', { name: title }).locator('.edge');
        await edge.hover();
        await page.mouse.down();
        await page.mouse.move(x + width + 420, y + 5, { steps: 4 });
        await page.mouse.up();
      }
      await page.getByRole('row').nth(4).focus();
      for (let step = 0; step < 8; step += 1) await page.keyboard.press('ArrowRight');
    },
  },
  'table-dragged': {
    scenario: 'normal',
    act: async (page) => {
      await reports(page);
      await button(page, 'Failed').hover();
      await page.mouse.down();
      await page.mouse.move(330, 120, { steps: 5 });
    },
  },
  'table-menu': {
    scenario: 'normal',
    act: async (page) => {
      await reports(page);
      await cell(page, 3, 0).click({ modifiers: ['Control'] });
      await cell(page, 6, 0).click({ modifiers: ['Shift'] });
      await cell(page, 5, 2).click({ button: 'right' });
    },
  },
  'table-menu-key': {
    scenario: 'normal',
    act: async (page) => {
      await reports(page);
      await page.getByRole('row').nth(18).focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Shift+F10');
    },
  },
  'table-menu-hostile': {
    scenario: 'hostile',
    act: async (page) => {
      await reports(page);
      await cell(page, 2, 1).click({ button: 'right' });
    },
  },
  'table-copied': {
    scenario: 'normal',
    act: async (page) => {
      await reports(page);
      await cell(page, 3, 0).click({ modifiers: ['Control'] });
      await cell(page, 6, 0).click({ modifiers: ['Shift'] });
      await page.keyboard.press('Control+c');
      await page.getByText('Copied 4 rows').waitFor();
    },
  },
  'table-copied-huge': {
    scenario: 'huge',
    act: async (page) => {
      await reports(page);
      await cell(page, 3, 0).click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Copy all as CSV' }).click();
      await page.getByText('Copied 10,000').waitFor();
    },
  },
  'table-plain': {
    scenario: 'normal',
    act: async (page) => {
      await goTo(page, 'Failures');
      await page.getByText('MX host', { exact: true }).first().click();
      await page.getByRole('cell').nth(4).click({ button: 'right' });
    },
  },
  'table-refused': {
    scenario: 'normal',
    act: async (page) => {
      await goTo(page, 'Refused mails');
      await cell(page, 2, 1).click({ button: 'right' });
    },
  },
  palette: { scenario: 'normal', act: (page) => palette(page, '') },
  'palette-used': {
    scenario: 'normal',
    act: async (page) => {
      await palette(page, 'mailb');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Control+k');
    },
  },
  'palette-found': {
    scenario: 'normal',
    act: async (page) => {
      await palette(page, 'ex');
      await page.keyboard.press('ArrowDown');
    },
  },
  'palette-report': { scenario: 'hostile', act: (page) => palette(page, 'google') },
  'palette-hostile': { scenario: 'hostile', act: (page) => palette(page, 'xxxx') },
  'palette-none': {
    scenario: 'first-run',
    act: async (page) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('no such thing');
    },
  },
};
