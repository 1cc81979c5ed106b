import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, test } from 'vitest';
import { type MenuParts, menuTemplate } from '../../main/menu.ts';
import { type Command, commands, type Theme } from '../../shared/shell.ts';

type Item = MenuItemConstructorOptions;

function partsOf(changes: Partial<MenuParts>): MenuParts {
  return { platform: 'linux', packaged: true, theme: 'system', run() {}, setTheme() {}, ...changes };
}

function items(changes: Partial<MenuParts> = {}): Item[] {
  return menuTemplate(partsOf(changes)).flatMap(flattened);
}

function flattened(item: Item): Item[] {
  return [item, ...(Array.isArray(item.submenu) ? item.submenu.flatMap(flattened) : [])];
}

/** Our items ignore what Electron gives to a click. */
function click(item: Item): void {
  (item.click as (() => void) | undefined)?.();
}

describe.each(['linux', 'darwin', 'win32'] as const)('the menus on %s', (platform) => {
  test('have every command, each with an accelerator', () => {
    const run: Command[] = [];
    const clickable = items({ platform, run: (command) => run.push(command) }).filter((item) => item.click);
    clickable.filter((item) => item.type !== 'radio').forEach(click);
    expect([...run].sort()).toEqual([...commands].sort());
    expect(clickable.filter((item) => item.type !== 'radio' && item.accelerator === undefined)).toEqual([]);
  });

  test('have no accelerator twice', () => {
    const accelerators = items({ platform }).flatMap((item) => item.accelerator ?? []);
    expect(new Set(accelerators).size).toBe(accelerators.length);
  });

  test('cannot reload the page, and have developer tools only while developing', () => {
    const roles = (packaged: boolean) => items({ platform, packaged }).map((item) => item.role);
    expect(roles(true)).not.toContain('reload');
    expect(roles(true)).not.toContain('toggleDevTools');
    expect(roles(false)).toContain('toggleDevTools');
  });

  test('can quit and show what the app is', () => {
    expect(items({ platform }).map((item) => item.role)).toContain('quit');
    expect(items({ platform }).map((item) => item.label)).toContain('About TLSRPT Desk');
  });

  test('number the views as the sidebar lists them', () => {
    const numbered = items({ platform }).filter((item) => /^CmdOrCtrl\+\d$/.test(item.accelerator ?? ''));
    expect(numbered.map((item) => [item.label, item.accelerator])).toEqual([
      ['Overview', 'CmdOrCtrl+1'],
      ['Reports', 'CmdOrCtrl+2'],
      ['Failures', 'CmdOrCtrl+3'],
      ['Mailboxes', 'CmdOrCtrl+4'],
      ['Refused mails', 'CmdOrCtrl+5'],
    ]);
  });

  test('have the settings where the platform has them', () => {
    const [first] = menuTemplate(partsOf({ platform }));
    expect(first?.label).toBe(platform === 'darwin' ? 'TLSRPT Desk' : '&File');
    expect(flattened(first ?? {}).find((item) => item.label === 'Settings…')?.accelerator).toBe('CmdOrCtrl+,');
  });
});

test('the chosen theme is marked, and another can be chosen', () => {
  const chosen: Theme[] = [];
  const themes = items({ theme: 'dark', setTheme: (theme) => chosen.push(theme) }).filter(
    (item) => item.type === 'radio',
  );
  expect(themes.map((item) => [item.label, item.checked])).toEqual([
    ['System', false],
    ['Light', false],
    ['Dark', true],
  ]);
  themes.forEach(click);
  expect(chosen).toEqual(['system', 'light', 'dark']);
});
