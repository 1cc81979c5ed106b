import type { Command, EngineState, Shell, Theme } from '../shared/shell.ts';

/** What main tells the window; the listeners of the Shell. */
export interface Told {
  command: Command;
  engineState: EngineState;
  notice: null;
  theme: Theme;
}
type Listener = `on${Capitalize<keyof Told>}`;

/** The Shell's functions as main is asked: of dropped files it is given the paths, which only preload.ts can find. */
export type Asked = Omit<Shell, Listener | 'offerFiles'> & {
  offerFiles(paths: string[]): ReturnType<Shell['offerFiles']>;
};

/** Every channel between preload and main, besides the one that hands the port over. */
export const askChannels = {
  appInfo: 'ask:app-info',
  setTheme: 'ask:set-theme',
  offerPassword: 'ask:offer-password',
  keepPassword: 'ask:keep-password',
  forgetPassword: 'ask:forget-password',
  chooseExportFile: 'ask:choose-export-file',
  chooseFiles: 'ask:choose-files',
  offerFiles: 'ask:offer-files',
  desktopSettings: 'ask:desktop-settings',
  changeDesktopSettings: 'ask:change-desktop-settings',
  notify: 'ask:notify',
  showBadge: 'ask:show-badge',
  showProgress: 'ask:show-progress',
  print: 'ask:print',
  savePdf: 'ask:save-pdf',
  retryEngine: 'ask:retry-engine',
  openDataFolder: 'ask:open-data-folder',
  revealFile: 'ask:reveal-file',
} as const satisfies Record<keyof Asked, string>;

export const tellChannels = {
  command: 'tell:command',
  engineState: 'tell:engine-state',
  notice: 'tell:notice',
  theme: 'tell:theme',
} as const satisfies Record<keyof Told, string>;
