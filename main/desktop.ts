import type { DesktopSettings, Notice } from '../shared/shell.ts';
import type { Autostart } from './autostart.ts';
import type { Settings } from './settings.ts';

/** What the desktop's manners are made of. */
export interface DesktopParts {
  settings: Settings;
  autostart: Autostart;
  tray: { readonly isShown: boolean; show(): void; hide(): void };
  notices: { readonly areSupported: boolean; show(notice: Notice): void };
}

/** What the person wants of the desktop, as far as the system goes along with it. */
export class Desktop {
  #parts: DesktopParts;

  constructor(parts: DesktopParts) {
    this.#parts = parts;
    if (parts.settings.manners.tray) this.#attempt('tray', () => parts.tray.show());
  }

  /** What is in force. */
  get settings(): DesktopSettings {
    const { settings, autostart, tray, notices } = this.#parts;
    return {
      notifications: settings.manners.notifications && notices.areSupported,
      startAtLogin: autostart.isOn(),
      tray: tray.isShown,
    };
  }

  /** Answers what is in force then. */
  change({ notifications, startAtLogin, tray: withTray }: Partial<DesktopSettings>): DesktopSettings {
    const { settings, autostart, tray } = this.#parts;
    if (notifications !== undefined) settings.manners = { ...settings.manners, notifications };
    if (startAtLogin !== undefined) this.#attempt('start at login', () => autostart.set(startAtLogin));
    if (withTray !== undefined) {
      this.#attempt('tray', () => (withTray ? tray.show() : tray.hide()));
      settings.manners = { ...settings.manners, tray: tray.isShown };
    }
    return this.settings;
  }

  notify(notice: Notice): void {
    if (this.settings.notifications) this.#parts.notices.show(notice);
  }

  /** What a system refuses is no reason to stop anybody: the answer tells. */
  #attempt(what: string, action: () => void): void {
    try {
      action();
    } catch (error) {
      console.error(`${what}: ${String(error)}`);
    }
  }
}
