import { afterAll, beforeAll, expect, test } from 'vitest';
import { Gallery } from '../ui/preview/gallery.ts';

// The greatest report that is read, in the built window: it once took 6.8 GB and the page with it.

/** So often "Show more" is clicked, everywhere on the page in turn. */
const clicks = 40;
const maxElements = { atFirst: 40_000, atLast: 300_000 };

let gallery: Gallery;
beforeAll(async () => {
  gallery = await Gallery.open();
});
afterAll(() => gallery.close());

test('a report of 10,000 policies with 100,000 details is looked at in parts, however often one asks for more', async () => {
  const complaints = await gallery.visit('report-maximal', 'small', 'light', async (page) => {
    const elements = () => page.evaluate(() => document.querySelectorAll('*').length);
    const more = page.getByRole('button', { name: 'Show more' });
    expect(await elements()).toBeLessThan(maxElements.atFirst);
    expect(await page.getByText('20 of 10,000 policies shown').count()).toBe(1);
    for (let click = 0; click < clicks; click++) {
      const all = await more.count();
      if (all > 0) await more.nth(click % 2 === 0 ? all - 1 : click % all).click();
    }
    expect(await elements()).toBeLessThan(maxElements.atLast);
  });
  expect(complaints).toEqual([]);
});
