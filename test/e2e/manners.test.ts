import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { trayWords } from '../../shared/desktop-words.ts';
import { appFolder, type Desk, electronPath, hasSandbox, newProfile } from './electron.ts';
import { eventually } from './eventually.ts';
import { SmallDesks } from './small-desk.ts';

const desks = new SmallDesks();
const { profile, remove } = newProfile();
/** The person's configuration, in which Linux looks for what starts at login. */
const env = { XDG_CONFIG_HOME: join(profile, 'config') };
let desk: Desk;

/** What the stubs of Electron's functions noted, in main. */
interface Noted {
  calls: unknown[];
  click?: () => void;
}

beforeAll(async () => {
  await desks.prepare();
  desk = await desks.open({ profile, env });
});
afterAll(async () => {
  await desk.app.close();
  desks.remove();
  remove();
});

async function noted(): Promise<unknown[]> {
  return desk.app.evaluate(() => (globalThis as unknown as { noted: Noted }).noted.calls);
}

/** Whether the system can notify depends on a library and a service that this one need not have. */
async function supportNotifications(): Promise<void> {
  await desk.app.evaluate(({ Notification }) => {
    Notification.isSupported = () => true;
  });
}

async function isVisible(): Promise<boolean> {
  return desk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() ?? false);
}

async function closeWindow(): Promise<void> {
  await desk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
}

test('the badge and the taskbar show what the page says', async () => {
  await desk.app.evaluate(({ app, BrowserWindow }) => {
    const noted: Noted = { calls: [] };
    Object.assign(globalThis, { noted });
    app.setBadgeCount = (count) => noted.calls.push(['badge', count]) > 0;
    const [window] = BrowserWindow.getAllWindows();
    if (window) window.setProgressBar = (progress) => void noted.calls.push(['progress', progress]);
  });
  await desk.page.evaluate(async () => {
    await window.shell.showBadge(3);
    await window.shell.showBadge(0);
    await window.shell.showProgress(0.5);
    await window.shell.showProgress('unknown');
    await window.shell.showProgress(null);
  });
  expect(await noted()).toEqual([
    ['badge', 3],
    ['badge', 0],
    ['progress', 0.5],
    ['progress', 2],
    ['progress', -1],
  ]);
});

test('a notification comes only where it is wanted, and the window is told of a click on it', async () => {
  await supportNotifications();
  await desk.app.evaluate(({ BrowserWindow, Notification }) => {
    const noted: Noted = { calls: [] };
    Object.assign(globalThis, { noted });
    Notification.prototype.show = function (this: Electron.Notification) {
      noted.calls.push([this.title, this.body]);
      noted.click = () => void this.emit('click');
    };
    BrowserWindow.getAllWindows()[0]?.hide();
  });
  const notice = { title: 'New problem: example.org', body: 'Certificate expired' };
  await desk.page.evaluate((unwanted) => window.shell.notify(unwanted), notice);
  expect(await noted()).toEqual([]);
  const settings = await desk.page.evaluate(() => window.shell.changeDesktopSettings({ notifications: true }));
  expect(settings.notifications).toBe(true);
  await desk.page.evaluate((wanted) => window.shell.notify(wanted), notice);
  expect(await noted()).toEqual([[notice.title, notice.body]]);
  await desk.app.evaluate(() => (globalThis as unknown as { noted: Noted }).noted.click?.());
  await eventually(isVisible).toBe(true);
  await eventually(() => desk.page.evaluate(() => window.probe.notices)).toBe(1);
});

test('the page becomes a PDF file where the person chose, and is shown there', async () => {
  const path = join(profile, 'page.pdf');
  await desk.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, path);
  const saved = await desk.page.evaluate(() => window.shell.savePdf('report.pdf'));
  const written = readFileSync(path);
  expect(written.subarray(0, 4).toString()).toBe('%PDF');
  expect(saved).toMatchObject({ path, bytes: written.length });
  expect(existsSync(`${path}.new`)).toBe(false);
  await desk.app.evaluate(({ shell }) => {
    const noted: Noted = { calls: [] };
    Object.assign(globalThis, { noted });
    shell.showItemInFolder = (shown) => void noted.calls.push(shown);
  });
  await desk.page.evaluate((grant) => window.shell.revealFile(grant), saved?.grant ?? '');
  expect(await noted()).toEqual([path]);
});

test('a PDF that cannot be written is an error, and leaves nothing behind', async () => {
  await desk.app.evaluate(
    ({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    },
    join(profile, 'no such folder', 'page.pdf'),
  );
  const failed = desk.page.evaluate(() =>
    window.shell.savePdf('report.pdf').then(
      () => 'saved',
      () => 'failed',
    ),
  );
  expect(await failed).toBe('failed');
});

test('printing asks the system, and says when it could not', async () => {
  await desk.app.evaluate(({ BrowserWindow, dialog }) => {
    const noted: Noted = { calls: [] };
    Object.assign(globalThis, { noted });
    const outcomes: [boolean, string][] = [
      [true, ''],
      [false, 'Print job canceled'],
      [false, 'No printers available on the network'],
    ];
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (contents) contents.print = (_options, done) => done?.(...(outcomes.shift() ?? [true, '']));
    dialog.showMessageBox = (...given: unknown[]) => {
      noted.calls.push((given.at(-1) as { message: string }).message);
      return Promise.resolve({ response: 0, checkboxChecked: false });
    };
  });
  for (let time = 0; time < 3; time += 1) await desk.page.evaluate(() => window.shell.print());
  expect(await noted()).toEqual(['The page was not printed.']);
});

test('the folder that is opened is the one where everything is kept', async () => {
  await desk.app.evaluate(({ shell }) => {
    const noted: Noted = { calls: [] };
    Object.assign(globalThis, { noted });
    shell.openPath = (path) => Promise.resolve(noted.calls.push(path) > 0 ? '' : 'never');
  });
  await desk.page.evaluate(() => window.shell.openDataFolder());
  expect(await noted()).toEqual([profile]);
});

test.runIf(process.platform === 'linux')('starting at login is an entry in the autostart folder', async () => {
  const entry = join(env.XDG_CONFIG_HOME, 'autostart', 'tlsrpt-desk.desktop');
  const want = (startAtLogin: boolean) =>
    desk.page.evaluate((wanted) => window.shell.changeDesktopSettings({ startAtLogin: wanted }), startAtLogin);
  expect((await want(true)).startAtLogin).toBe(true);
  expect(readFileSync(entry, 'utf8')).toContain(`Exec="${electronPath()}" "${appFolder}" "--background"`);
  expect((await want(false)).startAtLogin).toBe(false);
  expect(existsSync(entry)).toBe(false);
});

test('with the tray a closed window is hidden, and a second start shows it again', async () => {
  await desk.page.evaluate(() => window.shell.changeDesktopSettings({ tray: true }));
  await closeWindow();
  await eventually(isVisible).toBe(false);
  const second = spawn(electronPath(), [...(hasSandbox ? [] : ['--no-sandbox']), appFolder], {
    env: { ...process.env, ...env, TLSRPT_PROFILE: profile },
    stdio: 'ignore',
  });
  await once(second, 'exit');
  await eventually(isVisible).toBe(true);
});

test('started at login with the tray there is no window until somebody asks for it', async () => {
  await desk.app.close();
  desk = await desks.open({ profile, env, flags: ['--background'] });
  await supportNotifications();
  expect(await desk.page.evaluate(() => window.shell.desktopSettings())).toEqual({
    notifications: true,
    startAtLogin: false,
    tray: true,
  });
  expect(await isVisible()).toBe(false);
  await desk.app.evaluate(({ app }) => app.emit('activate'));
  await eventually(isVisible).toBe(true);
});

test('the tray’s menu opens, checks and really quits', async () => {
  await desk.app.evaluate(({ Menu }) => {
    const build = Menu.buildFromTemplate.bind(Menu);
    Menu.buildFromTemplate = (template) => Object.assign(globalThis, { built: build(template) }).built;
  });
  await desk.page.evaluate(async () => {
    await window.shell.changeDesktopSettings({ tray: false });
    await window.shell.changeDesktopSettings({ tray: true });
  });
  const click = (label: string) =>
    desk.app.evaluate((_electron, wanted) => {
      const { items } = (globalThis as unknown as { built: Electron.Menu }).built;
      setImmediate(() => items.find((item) => item.label === wanted)?.click());
    }, label);
  await closeWindow();
  await eventually(isVisible).toBe(false);
  await click(trayWords.checkNow);
  await eventually(() => desk.page.evaluate(() => window.probe.commands)).toContain('check-now');
  await click(trayWords.open);
  await eventually(isVisible).toBe(true);
  await closeWindow();
  const gone = once(desk.app.process(), 'exit');
  await click(trayWords.quit);
  await gone;
  desk = await desks.open({ profile, env });
});

test('without the tray closing the window ends the app', async () => {
  await desk.page.evaluate(() => window.shell.changeDesktopSettings({ tray: false }));
  const gone = once(desk.app.process(), 'exit');
  await closeWindow();
  await gone;
  desk = await desks.open({ profile, env });
});
