import { expect, test, vi } from 'vitest';
import { Desktop } from '../../main/desktop.ts';
import { Settings } from '../../main/settings.ts';
import { eachTestFolder } from './folder.ts';

const file = eachTestFolder();

/** A system that goes along with everything, but for what it refuses. */
function systemOf({ refuses = false, notifies = true } = {}) {
  const attempt = () => {
    if (refuses) throw new Error('refused by the system');
  };
  const autostart = {
    on: false,
    isOn: () => autostart.on,
    set(on: boolean) {
      attempt();
      autostart.on = on;
    },
  };
  const tray = {
    isShown: false,
    show() {
      attempt();
      tray.isShown = true;
    },
    hide: () => (tray.isShown = false),
  };
  const shown: string[] = [];
  const notices = { areSupported: notifies, show: ({ title }: { title: string }) => shown.push(title) };
  const start = () => new Desktop({ settings: new Settings(file('settings.json')), autostart, tray, notices });
  return { start, autostart, tray, shown };
}

test('nothing is in force until the person wants it', () => {
  const { start } = systemOf();
  expect(start().settings).toEqual({ notifications: false, startAtLogin: false, tray: false });
});

test('what the person wants is in force at once, and at the next start', () => {
  const { start, tray } = systemOf();
  const wanted = { notifications: true, startAtLogin: true, tray: true };
  expect(start().change(wanted)).toEqual(wanted);
  tray.isShown = false;
  expect(start().settings).toEqual(wanted);
  expect(start().change({ tray: false })).toEqual({ ...wanted, tray: false });
  expect(start().settings.tray).toBe(false);
});

test('what the system refuses is not claimed, and keeps nobody from starting', () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {});
  const { start } = systemOf({ refuses: true });
  const wanted = { notifications: true, startAtLogin: true, tray: true };
  expect(start().change(wanted)).toEqual({ notifications: true, startAtLogin: false, tray: false });
  expect(start().settings.tray).toBe(false);
  log.mockRestore();
});

test('an entry removed elsewhere is off here too', () => {
  const { start, autostart } = systemOf();
  const desktop = start();
  desktop.change({ startAtLogin: true });
  autostart.on = false;
  expect(desktop.settings.startAtLogin).toBe(false);
});

test('nobody is notified who did not ask for it, or where the system cannot', () => {
  const { start, shown } = systemOf();
  const desktop = start();
  desktop.notify({ title: 'unasked', body: 'x' });
  desktop.change({ notifications: true });
  desktop.notify({ title: 'asked', body: 'x' });
  expect(shown).toEqual(['asked']);
  const mute = systemOf({ notifies: false });
  const muteDesktop = mute.start();
  muteDesktop.change({ notifications: true });
  muteDesktop.notify({ title: 'nowhere', body: 'x' });
  expect([muteDesktop.settings.notifications, mute.shown]).toEqual([false, []]);
});
