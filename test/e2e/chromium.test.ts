import type { Page } from 'playwright-core';
import { afterAll, beforeAll, test } from 'vitest';
import { Gallery, themes } from '../ui/preview/gallery.ts';
import { shots } from '../ui/preview/shots.ts';
import { axeScript, findings } from './axe.ts';
import { screenshotPath } from './electron.ts';

// Every view and state of the built window in the system's Chromium, under the policy of main/scheme.ts.

let gallery: Gallery;
beforeAll(async () => {
  gallery = await Gallery.open();
});
afterAll(() => gallery.close());

test.concurrent.for(Object.keys(shots))(
  '%s: everybody can use it, in light and dark, and the page keeps its policy',
  async (name, { expect }) => {
    const found: string[] = [];
    const look = async (page: Page) => {
      for (const theme of themes) {
        await page.emulateMedia({ colorScheme: theme });
        await page.screenshot({ path: screenshotPath(`state-${name}-${theme}`) });
        found.push(...(await findings(page)).map((finding) => `${theme}: ${finding}`));
      }
    };
    expect(await gallery.visit(name, 'small', 'light', look, axeScript)).toEqual([]);
    expect(found).toEqual([]);
  },
);
