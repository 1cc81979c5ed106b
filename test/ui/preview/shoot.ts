/**
 * Pictures of every view and state, in light and dark and two sizes, from the built window in a system Chromium:
 * `node test/ui/preview/shoot.ts FOLDER [NAME...]`; ONLY=small-light takes only those of that size and theme.
 * Prints what the page's console said; exits 1 if it said anything.
 */
import { join } from 'node:path';
import { Gallery, type Size, sizes, themes } from './gallery.ts';
import { shots } from './shots.ts';

const [folder = '/tmp/preview', ...names] = process.argv.slice(2);
const only = process.env['ONLY'];
const complaints = new Set<string>();
const gallery = await Gallery.open();
for (const name of names.length > 0 ? names : Object.keys(shots)) {
  for (const size of Object.keys(sizes) as Size[]) {
    for (const theme of themes) {
      if ((only ?? `${size}-${theme}`) !== `${size}-${theme}`) continue;
      const path = join(folder, `${name}-${size}-${theme}.png`);
      try {
        const said = await gallery.visit(name, size, theme, (page) => page.screenshot({ path }));
        for (const text of said) complaints.add(`${name}: ${text}`);
      } catch (error) {
        complaints.add(`${name}: ${String(error)}`);
      }
    }
  }
}
await gallery.close();
for (const complaint of complaints) console.log(complaint);
process.exitCode = complaints.size > 0 ? 1 : 0;
