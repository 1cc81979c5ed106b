import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { buildRenderer, bundleFake, serve } from './serve.ts';
import { shots } from './shots.ts';

export const sizes = { small: { width: 1024, height: 700 }, large: { width: 1600, height: 1000 } };
export type Size = keyof typeof sizes;
export const themes = ['light', 'dark'] as const;
export type Theme = (typeof themes)[number];

type Look = (page: Page) => Promise<unknown>;

/** When the fake engine's reports are looked at. */
const now = new Date('2026-11-24T09:30:00Z');
const patienceMs = 60_000;

/** The built window in a system Chromium, under the app's own policy, before a fake engine in any state of affairs. */
export class Gallery {
  #browser: Browser;
  #folder: string;
  #fake: string;
  #url: string;
  #stopServer: () => void;

  private constructor(browser: Browser, folder: string, fake: string, served: Awaited<ReturnType<typeof serve>>) {
    this.#browser = browser;
    this.#folder = folder;
    this.#fake = fake;
    this.#url = served.url;
    this.#stopServer = () => served.server.close();
  }

  static async open(): Promise<Gallery> {
    const folder = await mkdtemp(join(tmpdir(), 'gallery-'));
    await buildRenderer(join(folder, 'renderer'));
    const fake = await bundleFake(join(folder, 'fake'));
    const served = await serve(join(folder, 'renderer'));
    const browser = await chromium.launch({
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update'],
    });
    return new Gallery(browser, folder, fake, served);
  }

  /**
   * Brings the window into the shot's state and lets `look` see it. `script` is there before the page's own. Answers
   * what the page's console said, which is also where a breach of the policy is told.
   */
  async visit(name: string, size: Size, theme: Theme, look: Look, script = ''): Promise<string[]> {
    const shot = shots[name];
    if (shot === undefined) throw new Error(`no shot ${name}`);
    const context = await this.#browser.newContext({
      viewport: sizes[size],
      colorScheme: theme,
      reducedMotion: 'reduce',
    });
    const complaints: string[] = [];
    try {
      const page = await context.newPage();
      page.setDefaultTimeout(patienceMs);
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.clock.setFixedTime(now);
      await page.addInitScript(`${script}\nwindow.scenario = ${JSON.stringify(shot.scenario)};\n${this.#fake}`);
      await page.goto(this.#url);
      if (shot.begin !== 'overview') await page.evaluate(() => window.sayCommand('show-reports'));
      await shot.act(page);
      await page.waitForTimeout(150);
      await look(page);
      return complaints;
    } finally {
      await context.close();
    }
  }

  async close(): Promise<void> {
    await this.#browser.close();
    this.#stopServer();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
