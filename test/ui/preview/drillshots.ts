import type { Page } from 'playwright-core';
import { button, listedToTheEnd, type Shot, view } from './acts.ts';

const failures = view('Failures');
const details = async (page: Page) => {
  await failures(page);
  await page.getByRole('tab', { name: 'Details' }).click();
  await page.getByRole('grid').getByText('Certificate', { exact: false }).first().waitFor();
};
const then = async (page: Page, dimension: string) => {
  await failures(page);
  await page.getByLabel('Then by').selectOption(dimension);
  await page.getByRole('list', { name: /Bars divided/ }).waitFor();
};
const report = async (page: Page) => {
  await details(page);
  await page.getByRole('gridcell').first().click();
  await page.getByText('Policy in force').first().waitFor();
};
const lookUp = async (page: Page, address: string) => {
  await button(page, `Look up ${address}`).click();
  await page.waitForTimeout(200);
};

/** Failures by a second dimension and in detail, and all that one report's page unfolds. */
export const drillShots: Record<string, Shot> = {
  'failures-divided': { scenario: 'normal', act: (page) => then(page, 'MX host') },
  'failures-divided-reason': { scenario: 'normal', act: (page) => then(page, 'Reason') },
  'failures-divided-emphasized': {
    scenario: 'normal',
    act: async (page) => {
      await then(page, 'Reporter');
      await page
        .getByRole('list', { name: /Bars divided/ })
        .getByRole('button')
        .nth(1)
        .click();
    },
  },
  'failures-divided-hostile': { scenario: 'hostile', act: (page) => then(page, 'Reporter') },
  'failures-details': { scenario: 'normal', act: details },
  'failures-details-hostile': { scenario: 'hostile', act: details },
  'failures-details-huge': {
    scenario: 'huge',
    act: async (page) => {
      await details(page);
      await listedToTheEnd(page);
    },
  },
  'failures-error': {
    scenario: 'broken',
    act: async (page) => {
      await failures(page);
      await page.getByRole('alert').first().waitFor();
    },
  },
  'failures-nothing': {
    scenario: 'normal',
    act: async (page) => {
      await failures(page);
      await page.keyboard.press('Control+f');
      await page.keyboard.type('nothing');
      await page.waitForTimeout(500);
    },
  },
  'address-off': {
    scenario: 'normal',
    act: async (page) => {
      await details(page);
      await lookUp(page, '209.85.222.201');
    },
  },
  'address-known': {
    scenario: 'lookup',
    act: async (page) => {
      await report(page);
      await lookUp(page, '209.85.222.201');
    },
  },
  'address-unknown': {
    scenario: 'lookup',
    act: async (page) => {
      await details(page);
      await lookUp(page, '40.107.22.52');
    },
  },
  'address-error': {
    scenario: 'lookup',
    act: async (page) => {
      await details(page);
      await lookUp(page, '98.136.96.74');
    },
  },
  'report-find': {
    scenario: 'normal',
    act: async (page) => {
      await report(page);
      await page.keyboard.press('Control+f');
      await page.getByLabel('Find in the report').fill('mx1');
      for (let step = 0; step < 4; step += 1) await page.keyboard.press('Enter');
      await page.waitForTimeout(200);
    },
  },
  'report-headers': {
    scenario: 'normal',
    act: async (page) => {
      await report(page);
      await page.getByText('Mail headers').click();
      await page.getByText('Return-Path').scrollIntoViewIfNeeded();
    },
  },
  'report-print': {
    scenario: 'normal',
    act: async (page) => {
      await report(page);
      await page.emulateMedia({ media: 'print' });
    },
  },
  'failures-print': {
    scenario: 'normal',
    act: async (page) => {
      await then(page, 'MX host');
      await page.emulateMedia({ media: 'print' });
    },
  },
};
