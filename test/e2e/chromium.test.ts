import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

describe.each(themes)('in the %s theme', (theme) => {
  test.each(Object.keys(shots))('%s: everybody can use it, and the page keeps its policy', async (name) => {
    gallery.complaints.length = 0;
    const look = async (page: Parameters<typeof findings>[0]) => {
      await page.screenshot({ path: screenshotPath(`state-${name}-${theme}`) });
      return findings(page);
    };
    expect(await gallery.visit(name, 'small', theme, look, axeScript)).toEqual([]);
    expect(gallery.complaints).toEqual([]);
  });
});
