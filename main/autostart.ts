import { join } from 'node:path';
import { app } from 'electron';
import { entryAutostart } from './desktopentry.ts';

/** Whether the system starts the app when the person logs in; the system itself remembers it. */
export interface Autostart {
  isOn(): boolean;
  /** Throws where the system does not allow it. */
  set(on: boolean): void;
}

/** Tells the app that nobody asked for it just now: with a tray it then starts without a window. */
export const backgroundSwitch = 'background';
const backgroundArgument = `--${backgroundSwitch}`;

/** macOS and Windows have a list of login items, Linux a folder of desktop entries (XDG autostart). */
export function systemAutostart(): Autostart {
  return process.platform === 'linux' ? entryAutostart(entryPath(), [...appCommand(), backgroundArgument]) : loginItem;
}

/** The login was what started the app now. */
export function wasStartedAtLogin(): boolean {
  if (app.commandLine.hasSwitch(backgroundSwitch)) return true;
  return process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
}

// Windows finds the item again by its arguments.
const loginItem: Autostart = {
  isOn: () => app.getLoginItemSettings({ args: [backgroundArgument] }).openAtLogin,
  set: (on) => app.setLoginItemSettings({ openAtLogin: on, args: [backgroundArgument] }),
};

function entryPath(): string {
  return join(app.getPath('appData'), 'autostart', 'tlsrpt-desk.desktop');
}

/** An AppImage runs from a mount that is gone after it ends: its own file is what can be started again. */
function appCommand(): string[] {
  if (app.isPackaged) return [process.env['APPIMAGE'] ?? process.execPath];
  return [process.execPath, app.getAppPath()];
}
