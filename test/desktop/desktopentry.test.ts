import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { desktopEntry, entryAutostart } from '../../main/desktopentry.ts';
import { eachTestFolder } from './folder.ts';

const file = eachTestFolder();

test('what starts the app at login is a desktop entry', () => {
  expect(desktopEntry('TLSRPT Desk', ['/opt/TLSRPT Desk/tlsrpt-desk', '--background'])).toBe(
    [
      '[Desktop Entry]',
      'Type=Application',
      'Name=TLSRPT Desk',
      'Exec="/opt/TLSRPT Desk/tlsrpt-desk" "--background"',
      'Terminal=false',
      '',
    ].join('\n'),
  );
});

test('a path with characters that mean something is quoted twice, as the specification asks', () => {
  expect(desktopEntry('x', ['/a"b$c`d\\e%f'])).toContain(String.raw`Exec="/a\\"b\\$c\\` + '`' + String.raw`d\\\\e%%f"`);
});

test('it is written and removed, and its being there is what counts', () => {
  const path = file('autostart/tlsrpt-desk.desktop');
  const autostart = entryAutostart(path, ['/usr/bin/tlsrpt-desk']);
  expect(autostart.isOn()).toBe(false);
  autostart.set(true);
  expect([autostart.isOn(), readFileSync(path, 'utf8').includes('/usr/bin/tlsrpt-desk')]).toEqual([true, true]);
  autostart.set(false);
  autostart.set(false);
  expect([autostart.isOn(), existsSync(path)]).toEqual([false, false]);
});

test('a folder that is in the way is not taken for it', () => {
  mkdirSync(file('taken'));
  expect(entryAutostart(file('taken'), ['x']).isOn()).toBe(false);
});
