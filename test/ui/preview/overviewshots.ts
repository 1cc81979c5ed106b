import type { Page } from 'playwright-core';
import { button, type Shot } from './acts.ts';

const shown = (page: Page) => page.getByText('Who reported').waitFor();
const choose = (label: string) => async (page: Page) => {
  await shown(page);
  await page.getByText(label, { exact: true }).first().click();
  await page.waitForTimeout(200);
};
const scrollTo = (title: string) => async (page: Page) => {
  await shown(page);
  await page.getByRole('heading', { name: title }).evaluate((heading) => heading.scrollIntoView({ block: 'start' }));
};
const shot = (scenario: string, act: Shot['act']): Shot => ({ scenario, begin: 'overview', act });

export const overviewShots: Record<string, Shot> = {
  overview: shot('normal', shown),
  'overview-hover': shot('normal', async (page) => {
    await shown(page);
    await page.locator('.u-over').hover({ position: { x: 300, y: 60 } });
  }),
  'overview-zoomed': shot('normal', async (page) => {
    await shown(page);
    const plot = await page.locator('.u-over').boundingBox();
    if (plot === null) throw new Error('no plot');
    await page.mouse.move(plot.x + plot.width * 0.3, plot.y + 50);
    await page.mouse.down();
    await page.mouse.move(plot.x + plot.width * 0.7, plot.y + 60, { steps: 5 });
    await page.mouse.up();
    await button(page, 'Zoom out').waitFor();
  }),
  'overview-logarithmic': shot('normal', async (page) => {
    await shown(page);
    await page.getByLabel('Logarithmic').check();
  }),
  'overview-table': shot('normal', async (page) => {
    await shown(page);
    await button(page, 'Show as table').click();
  }),
  'overview-week': shot('normal', choose('7 days')),
  'overview-year': shot('normal', choose('Year')),
  'overview-custom': shot('normal', choose('Custom')),
  'overview-explained': shot('normal', async (page) => {
    await shown(page);
    await page.getByRole('button', { name: 'Explain TLS failed otherwise' }).click();
    await page.getByRole('heading', { name: 'Needs attention' }).evaluate((title) => title.scrollIntoView());
  }),
  'overview-gone': shot('normal', async (page) => {
    await scrollTo('Needs attention')(page);
    await page.getByRole('button', { name: 'Fixed or gone' }).click();
  }),
  'overview-domains': shot('normal', scrollTo('Domains')),
  'overview-coverage': shot('normal', scrollTo('Who reported')),
  'overview-coverage-year': shot('normal', async (page) => {
    await choose('Year')(page);
    await scrollTo('Who reported')(page);
  }),
  'overview-domain': shot('normal', async (page) => {
    await shown(page);
    await page.getByLabel('Policy domain').selectOption('example.com');
    await page.waitForTimeout(200);
  }),
  'overview-secure': shot('secure', shown),
  'overview-mended': shot('mended', shown),
  'overview-empty': shot('empty', (page) => page.getByText('No reports yet').waitFor()),
  'overview-none': shot('normal', async (page) => {
    await shown(page);
    await page.getByLabel('Policy domain').selectOption('mx1.example.org');
    await choose('Custom')(page);
    await page.getByLabel('From').fill('2020-01-01');
    await page.getByLabel('Until').fill('2020-01-31');
    await page.getByLabel('Until').blur();
    await page.getByText('No reports in this period').waitFor();
  }),
  'overview-loading': shot('waiting', (page) => page.waitForTimeout(200)),
  'overview-error': shot('broken', (page) => page.getByRole('alert').waitFor()),
  'overview-hostile': shot('hostile', shown),
  'overview-hostile-below': shot('hostile', scrollTo('Domains')),
  'overview-huge': shot('huge', shown),
  'overview-huge-below': shot('huge', scrollTo('Domains')),
};
