import { app, Menu, nativeTheme } from 'electron';
import type { Command, Theme } from '../shared/contract.ts';
import { menuTemplate } from './menu.ts';
import type { Settings } from './settings.ts';

/**
 * Shows the menus and the theme that was last chosen. Answers how to choose another: the page follows by the system's
 * preference that nativeTheme overrides, and the menus are made anew, since they mark the choice.
 */
export function showTheme(settings: Settings, run: (command: Command) => void): (theme: Theme) => void {
  const apply = () => {
    nativeTheme.themeSource = settings.theme;
    const { platform } = process;
    const template = menuTemplate({ platform, packaged: app.isPackaged, theme: settings.theme, run, setTheme });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  };
  const setTheme = (theme: Theme) => {
    settings.theme = theme;
    apply();
  };
  apply();
  return setTheme;
}
