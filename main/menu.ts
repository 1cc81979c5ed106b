import type { MenuItemConstructorOptions } from 'electron';
import type { Command, Theme } from '../shared/shell.ts';
import { appName, menuWords } from '../shared/desktop-words.ts';
import { themes } from './settings.ts';

export interface MenuParts {
  platform: NodeJS.Platform;
  /** A packaged app has no developer tools in its menu. */
  packaged: boolean;
  theme: Theme;
  /** Lets the window carry out a command. */
  run(command: Command): void;
  setTheme(theme: Theme): void;
}

/** The native menus. Check now has the accelerator of Reload, which the app therefore has not. */
export function menuTemplate(parts: MenuParts): MenuItemConstructorOptions[] {
  const command = (label: string, name: Command, accelerator: string): MenuItemConstructorOptions => ({
    label,
    accelerator,
    click: () => parts.run(name),
  });
  const mac = parts.platform === 'darwin';
  const settings = command(menuWords.settings, 'show-settings', 'CmdOrCtrl+,');
  const checkNow = command(menuWords.checkNow, 'check-now', 'CmdOrCtrl+R');
  const about = command(menuWords.about, 'show-about', 'F1');
  return [
    ...(mac ? [{ label: appName, submenu: macAppItems(about, settings) }] : []),
    {
      label: menuWords.file,
      submenu: fileItems(command, mac ? [] : [separator, settings, separator, { role: 'quit' }]),
    },
    { label: menuWords.edit, submenu: [...editItems, separator, command(menuWords.find, 'find', 'CmdOrCtrl+F')] },
    { label: menuWords.view, submenu: viewItems(parts, command) },
    { label: menuWords.mailbox, submenu: [checkNow] },
    { role: 'windowMenu' },
    { role: 'help', label: menuWords.help, submenu: mac ? [] : [about] },
  ];
}

const separator = { type: 'separator' } as const;

const editItems: MenuItemConstructorOptions[] = [
  { role: 'undo' },
  { role: 'redo' },
  separator,
  { role: 'cut' },
  { role: 'copy' },
  { role: 'paste' },
  { role: 'selectAll' },
];

/** What the role appMenu has, and where a Mac has its settings. */
function macAppItems(
  about: MenuItemConstructorOptions,
  settings: MenuItemConstructorOptions,
): MenuItemConstructorOptions[] {
  return [
    about,
    separator,
    settings,
    separator,
    { role: 'services' },
    separator,
    { role: 'hide' },
    { role: 'hideOthers' },
    { role: 'unhide' },
    separator,
    { role: 'quit' },
  ];
}

type CommandItem = (label: string, name: Command, accelerator: string) => MenuItemConstructorOptions;

function fileItems(command: CommandItem, last: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return [
    command(menuWords.importFiles, 'import-files', 'CmdOrCtrl+O'),
    command(menuWords.importFolder, 'import-folder', 'CmdOrCtrl+Shift+O'),
    separator,
    command(menuWords.combine, 'combine', 'CmdOrCtrl+Shift+E'),
    command(menuWords.exportCsv, 'export-csv', 'CmdOrCtrl+E'),
    separator,
    command(menuWords.remove, 'remove', 'CmdOrCtrl+D'),
    command(menuWords.ignoreReporter, 'ignore-reporter', 'CmdOrCtrl+Shift+D'),
    separator,
    command(menuWords.savePdf, 'save-pdf', 'CmdOrCtrl+Shift+P'),
    command(menuWords.print, 'print', 'CmdOrCtrl+P'),
    ...last,
  ];
}

function viewItems(parts: MenuParts, command: CommandItem): MenuItemConstructorOptions[] {
  const mac = parts.platform === 'darwin';
  return [
    command(menuWords.palette, 'open-palette', 'CmdOrCtrl+K'),
    separator,
    command(menuWords.overview, 'show-overview', 'CmdOrCtrl+1'),
    command(menuWords.reports, 'show-reports', 'CmdOrCtrl+2'),
    command(menuWords.failures, 'show-failures', 'CmdOrCtrl+3'),
    command(menuWords.mailboxes, 'show-mailboxes', 'CmdOrCtrl+4'),
    command(menuWords.refused, 'show-refused', 'CmdOrCtrl+5'),
    separator,
    command(menuWords.back, 'go-back', mac ? 'Cmd+[' : 'Alt+Left'),
    command(menuWords.forward, 'go-forward', mac ? 'Cmd+]' : 'Alt+Right'),
    separator,
    { label: menuWords.theme, submenu: themes.map((theme) => themeItem(theme, parts)) },
    separator,
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    separator,
    { role: 'togglefullscreen' },
    ...(parts.packaged ? [] : [{ role: 'toggleDevTools' } as const]),
  ];
}

function themeItem(theme: Theme, parts: MenuParts): MenuItemConstructorOptions {
  return {
    label: menuWords.themes[theme],
    type: 'radio',
    checked: parts.theme === theme,
    click: () => parts.setTheme(theme),
  };
}
