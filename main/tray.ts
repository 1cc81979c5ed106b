import { app, type BrowserWindow, Menu, type MenuItemConstructorOptions, nativeImage, Tray } from 'electron';
import { appName, trayWords } from '../shared/desktop-words.ts';

/** Height of a tray's icons in pixels that are not scaled. */
const iconPx: Partial<Record<NodeJS.Platform, number>> = { darwin: 18, win32: 16 };
const linuxIconPx = 22;

export interface TrayActions {
  open(): void;
  checkNow(): void;
  quit(): void;
}

/** The app's icon in the system's tray; while it is there, closing the window only hides it. */
export class DeskTray {
  #iconPath: string;
  #actions: TrayActions;
  #tray: Tray | null = null;

  constructor(iconPath: string, actions: TrayActions) {
    this.#iconPath = iconPath;
    this.#actions = actions;
  }

  get isShown(): boolean {
    return this.#tray !== null;
  }

  /** Throws where the system has no tray. */
  show(): void {
    if (this.#tray !== null) return;
    const height = iconPx[process.platform] ?? linuxIconPx;
    const tray = new Tray(nativeImage.createFromPath(this.#iconPath).resize({ height }));
    tray.setToolTip(appName);
    tray.setContextMenu(Menu.buildFromTemplate(trayTemplate(this.#actions)));
    tray.on('click', this.#actions.open);
    this.#tray = tray;
  }

  hide(): void {
    this.#tray?.destroy();
    this.#tray = null;
  }
}

export function trayTemplate(actions: TrayActions): MenuItemConstructorOptions[] {
  return [
    { label: trayWords.open, click: () => actions.open() },
    { label: trayWords.checkNow, click: () => actions.checkNow() },
    { type: 'separator' },
    { label: trayWords.quit, click: () => actions.quit() },
  ];
}

/** Lets a close of the window hide it while the tray is there; when the app quits it closes all the same. */
export function hideInTray(window: BrowserWindow, tray: DeskTray): void {
  let isQuitting = false;
  app.on('before-quit', () => (isQuitting = true));
  window.on('close', (event) => {
    if (isQuitting || !tray.isShown) return;
    event.preventDefault();
    window.hide();
  });
}
