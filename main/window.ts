import { app, BrowserWindow, dialog, nativeTheme, screen } from 'electron';
import { appName, dialogWords } from '../shared/desktop-words.ts';
import { canvas } from './canvas.ts';
import { minSize, restoredBounds } from './placement.ts';
import type { Page } from './scheme.ts';
import { lockDown } from './seclusion.ts';
import type { Settings } from './settings.ts';

/** A second death of the page within this time is no accident: then the person decides. */
const reloadCooldownMs = 30_000;

export interface WindowOptions {
  page: Page;
  preload: string;
  settings: Settings;
  /** It is shown when somebody asks for it. */
  startsHidden: boolean;
}

/** Opens the one window on our page, where it was when it was last closed. */
export function createWindow({ page, preload, settings, startsHidden }: WindowOptions): BrowserWindow {
  const displays = screen.getAllDisplays().map((display) => display.workArea);
  const window = new BrowserWindow({
    ...restoredBounds(settings.window, displays),
    minWidth: minSize.width,
    minHeight: minSize.height,
    title: appName,
    show: false,
    backgroundColor: backgroundColor(),
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
    },
  });
  showFirst(window, settings, startsHidden);
  rememberPlace(window, settings);
  paintBackground(window);
  lockDown(window.webContents, page);
  recover(window);
  window.loadURL(page.url).catch((error: unknown) => console.error(`window: ${String(error)}`));
  return window;
}

/** Brings the window to the person who started the app a second time; while the app ends, there may be none. */
export function focusWindow(window: BrowserWindow): void {
  if (window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

function showFirst(window: BrowserWindow, settings: Settings, startsHidden: boolean): void {
  const maximize = () => {
    if (settings.window?.maximized) window.maximize(); // This shows it, too.
  };
  if (startsHidden) {
    window.once('show', maximize);
    return;
  }
  window.once('ready-to-show', () => {
    maximize();
    window.show();
  });
}

/** A window that is hidden in the tray was remembered when it was hidden. */
function rememberPlace(window: BrowserWindow, settings: Settings): void {
  window.on('close', () => {
    if (!window.isVisible() && !window.isMinimized()) return;
    settings.window = { ...window.getNormalBounds(), maximized: window.isMaximized() };
  });
}

function paintBackground(window: BrowserWindow): void {
  const repaint = () => window.setBackgroundColor(backgroundColor());
  nativeTheme.on('updated', repaint);
  window.once('closed', () => nativeTheme.off('updated', repaint));
}

function backgroundColor(): string {
  return nativeTheme.shouldUseDarkColors ? canvas.dark : canvas.light;
}

/** A dead page is loaded again once; when that does not help, the person is asked. */
function recover(window: BrowserWindow): void {
  let reloadedAtMs = -Infinity;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    console.error(`window: page ${reason}`);
    if (Date.now() - reloadedAtMs < reloadCooldownMs) {
      void askToReload(window);
      return;
    }
    reloadedAtMs = Date.now();
    window.webContents.reload();
  });
}

async function askToReload(window: BrowserWindow): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: dialogWords.windowStopped,
    detail: dialogWords.windowStoppedDetail,
    buttons: [dialogWords.reload, dialogWords.quit],
    defaultId: 0,
    cancelId: 0,
  });
  if (response === 0) window.webContents.reload();
  else app.quit();
}
