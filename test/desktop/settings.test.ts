import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { Settings } from '../../main/settings.ts';
import { eachTestFolder } from './folder.ts';

const file = eachTestFolder();
const placement = { x: 1, y: 2, width: 900, height: 600, maximized: true };

test('settings are remembered', () => {
  const settings = new Settings(file('settings.json'));
  expect([settings.theme, settings.window]).toEqual(['system', null]);
  expect(settings.manners).toEqual({ notifications: false, tray: false });
  settings.theme = 'dark';
  settings.window = placement;
  settings.manners = { notifications: true, tray: false };
  const again = new Settings(file('settings.json'));
  expect([again.theme, again.window]).toEqual(['dark', placement]);
  expect(again.manners).toEqual({ notifications: true, tray: false });
});

test.each(['', '{', 'null', '[]', '{"theme":7}', '{"theme":"dark","window":{"x":"left"}}'])(
  'a damaged file (%s) does not keep the app from starting',
  (content) => {
    writeFileSync(file('settings.json'), content);
    const settings = new Settings(file('settings.json'));
    expect(settings.window).toBeNull();
    expect(['system', 'dark']).toContain(settings.theme);
  },
);

test('one damaged setting costs no other', () => {
  writeFileSync(file('settings.json'), '{"theme":"dark","window":{"x":"left"}}');
  expect(new Settings(file('settings.json')).theme).toBe('dark');
  writeFileSync(file('settings.json'), '{"manners":{"notifications":"loud","tray":true}}');
  expect(new Settings(file('settings.json')).manners).toEqual({ notifications: false, tray: true });
});

test('the file is replaced whole, and only its owner may read it', () => {
  new Settings(file('settings.json')).theme = 'light';
  expect(JSON.parse(readFileSync(file('settings.json'), 'utf8'))).toEqual({
    theme: 'light',
    window: null,
    manners: { notifications: false, tray: false },
  });
  expect(statSync(file('settings.json')).mode & 0o777).toBe(0o600);
  expect(existsSync(file('settings.json.new'))).toBe(false);
});

test('settings that cannot be written last until quit', () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {});
  const settings = new Settings(file('no such folder/settings.json'));
  settings.theme = 'dark';
  expect(settings.theme).toBe('dark');
  expect(log).toHaveBeenCalledOnce();
  log.mockRestore();
});
