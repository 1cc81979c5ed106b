import type { AppInfo, DesktopSettings, Notice, Shell, WorkProgress } from '../../shared/shell.ts';

type DesktopCalls =
  | 'desktopSettings'
  | 'changeDesktopSettings'
  | 'notify'
  | 'showBadge'
  | 'showProgress'
  | 'print'
  | 'savePdf'
  | 'retryEngine'
  | 'openDataFolder';

/** A desktop that keeps what it was asked to show. */
export interface FakeDesktop extends Pick<Shell, DesktopCalls> {
  settings: DesktopSettings;
  notices: Notice[];
  badges: number[];
  progress: (WorkProgress | null)[];
  printed: number;
  /** Suggested names. */
  pdfs: string[];
  foldersOpened: number;
  retries: number;
}

export const appInfo: AppInfo = {
  version: '0.1.0',
  platform: 'linux',
  keychain: true,
  keychainCommand: null,
  theme: 'system',
  logPath: '/home/pat/.config/TLSRPT Desk/tlsrpt-desk.log',
  versions: { electron: '45.4.1', chromium: '152.0.7204.3', node: '24.18.0' },
};

/** It goes along with every wish but for those that it refuses. */
export function desktopOf(
  settings: Partial<DesktopSettings> = {},
  refused: Partial<DesktopSettings> = {},
): FakeDesktop {
  const desktop: FakeDesktop = {
    settings: { notifications: false, startAtLogin: false, tray: false, ...settings },
    notices: [],
    badges: [],
    progress: [],
    printed: 0,
    pdfs: [],
    foldersOpened: 0,
    retries: 0,
    desktopSettings: () => Promise.resolve(desktop.settings),
    changeDesktopSettings(change) {
      desktop.settings = { ...desktop.settings, ...change, ...refused };
      return Promise.resolve(desktop.settings);
    },
    notify: (notice) => Promise.resolve(void desktop.notices.push(notice)),
    showBadge: (count) => Promise.resolve(void desktop.badges.push(count)),
    showProgress: (progress) => Promise.resolve(void desktop.progress.push(progress)),
    print: () => Promise.resolve(void (desktop.printed += 1)),
    savePdf(suggestedName) {
      desktop.pdfs.push(suggestedName);
      return Promise.resolve({ grant: 'pdf', path: `/home/pat/Documents/${suggestedName}`, bytes: 81_920 });
    },
    retryEngine: () => Promise.resolve(void (desktop.retries += 1)),
    openDataFolder: () => Promise.resolve(void (desktop.foldersOpened += 1)),
  };
  return desktop;
}
