import type { DesktopSettings, Notice, Shell } from '../../shared/shell.ts';

type DesktopCalls =
  | 'desktopSettings'
  | 'changeDesktopSettings'
  | 'notify'
  | 'showBadge'
  | 'showProgress'
  | 'print'
  | 'savePdf'
  | 'openDataFolder';

/** A desktop that keeps what it was asked to show. */
export interface FakeDesktop extends Pick<Shell, DesktopCalls> {
  settings: DesktopSettings;
  notices: Notice[];
  badges: number[];
  fractions: (number | null)[];
  printed: number;
  /** Suggested names. */
  pdfs: string[];
  foldersOpened: number;
}

export function desktopOf(settings: Partial<DesktopSettings> = {}): FakeDesktop {
  const desktop: FakeDesktop = {
    settings: { notifications: false, startAtLogin: false, tray: false, ...settings },
    notices: [],
    badges: [],
    fractions: [],
    printed: 0,
    pdfs: [],
    foldersOpened: 0,
    desktopSettings: () => Promise.resolve(desktop.settings),
    changeDesktopSettings(change) {
      desktop.settings = { ...desktop.settings, ...change };
      return Promise.resolve(desktop.settings);
    },
    notify: (notice) => done(desktop.notices.push(notice)),
    showBadge: (count) => done(desktop.badges.push(count)),
    showProgress: (fraction) => done(desktop.fractions.push(fraction)),
    print: () => done((desktop.printed += 1)),
    savePdf(suggestedName) {
      desktop.pdfs.push(suggestedName);
      return Promise.resolve({ grant: 'pdf', path: `/home/pat/Documents/${suggestedName}` });
    },
    openDataFolder: () => done((desktop.foldersOpened += 1)),
  };
  return desktop;
}

function done(_count: number): Promise<void> {
  return Promise.resolve();
}
