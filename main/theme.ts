import { app, Menu, nativeTheme } from 'electron';
import type { Command, Theme } from '../shared/shell.ts';
import { menuTemplate } from './menu.ts';
import type { PageLink } from './pagelink.ts';
import type { Settings } from './settings.ts';

/**
 * Shows the menus and the theme that was last chosen. Answers how to choose another: the page follows by the system's
 * preference that nativeTheme overrides and is told the choice, and the menus are made anew, since they mark it.
 */
export function showTheme(settings: Settings, tell: PageLink['tell']): (theme: Theme) => void {
  const apply = () => {
    nativeTheme.themeSource = settings.theme;
    const { platform } = process;
    const run = (command: Command) => tell('command', command);
    const template = menuTemplate({ platform, packaged: app.isPackaged, theme: settings.theme, run, setTheme });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  };
  const setTheme = (theme: Theme) => {
    settings.theme = theme;
    apply();
    tell('theme', theme);
  };
  apply();
  return setTheme;
}
