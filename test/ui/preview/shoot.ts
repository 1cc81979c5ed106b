/**
 * Pictures of every view and state, in light and dark and two sizes, from the built window in a system Chromium:
 * `node test/ui/preview/shoot.ts FOLDER [NAME...]`; ONLY=small-light takes only those of that size and theme.
 * Prints what the page's console said; exits 1 if it said anything.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { buildRenderer, bundleFake, serve } from './serve.ts';
import { shots } from './shots.ts';

const [folder = '/tmp/preview', ...names] = process.argv.slice(2);
const sizes = { small: { width: 1024, height: 700 }, large: { width: 1600, height: 1000 } };
const themes = ['light', 'dark'] as const;

await mkdir(folder, { recursive: true });
await buildRenderer(join(folder, 'renderer'));
const fake = await bundleFake(join(folder, 'fake'));
const { url, server } = await serve(join(folder, 'renderer'));
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const complaints: string[] = [];

async function shoot(name: string, size: keyof typeof sizes, theme: (typeof themes)[number]): Promise<void> {
  const shot = shots[name];
  if (shot === undefined) throw new Error(`no shot ${name}`);
  const context = await browser.newContext({ viewport: sizes[size], colorScheme: theme, reducedMotion: 'reduce' });
  const page: Page = await context.newPage();
  page.on('console', (message) => complaints.push(`${name}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`${name}: ${error.message}`));
  await page.clock.setFixedTime(new Date('2026-11-24T09:30:00Z'));
  await page.addInitScript(`window.scenario = ${JSON.stringify(shot.scenario)};\n${fake}`);
  await page.goto(url);
  try {
    await shot.act(page);
    await page.waitForTimeout(150);
  } catch (error) {
    complaints.push(`${name}: ${String(error)}`);
  }
  await page.screenshot({ path: join(folder, `${name}-${size}-${theme}.png`) });
  await context.close();
}

for (const name of names.length > 0 ? names : Object.keys(shots)) {
  for (const size of Object.keys(sizes) as (keyof typeof sizes)[]) {
    for (const theme of themes) {
      if ((process.env['ONLY'] ?? `${size}-${theme}`) === `${size}-${theme}`) await shoot(name, size, theme);
    }
  }
}
await browser.close();
server.close();
for (const complaint of new Set(complaints)) console.log(complaint);
process.exitCode = complaints.length > 0 ? 1 : 0;
