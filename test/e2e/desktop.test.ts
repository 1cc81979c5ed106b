import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { menuWords } from '../../shared/desktop-words.ts';
import { commands } from '../../shared/shell.ts';
import { appFolder, type Desk, electronPath, hasSandbox, newProfile, screenshotPath } from './electron.ts';
import { eventually } from './eventually.ts';
import { SmallDesks } from './small-desk.ts';

/** What of the menus is not a group, a theme or a role. */
const ownLabels: string[] = Object.values(menuWords).filter((label) => typeof label === 'string');
const desks = new SmallDesks();
const { profile, remove } = newProfile();
let desk: Desk;

beforeAll(async () => {
  await desks.prepare();
  desk = await desks.open({ profile });
});
afterAll(async () => {
  await desk.app.close();
  desks.remove();
  remove();
});

async function restart(): Promise<void> {
  await desk.app.close();
  desk = await desks.open({ profile });
}

test('the commands of the menu reach the window', async () => {
  const clicked = await desk.app.evaluate(({ BrowserWindow, dialog, Menu }, own) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: true, filePaths: [] });
    dialog.showSaveDialog = () => Promise.resolve({ canceled: true, filePath: '' });
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (contents) contents.print = () => {};
    const items = Menu.getApplicationMenu()?.items.flatMap((item) => item.submenu?.items ?? []) ?? [];
    const ours = items.filter((item) => item.submenu === null && own.includes(item.label));
    for (const item of ours) item.click();
    return ours.length;
  }, ownLabels);
  expect(clicked).toBe(commands.length);
  const heard = () => desk.page.evaluate(() => [...window.probe.commands].sort());
  await eventually(heard).toEqual([...commands].sort());
});

test('a chosen theme changes the page, marks the menu, and is remembered', async () => {
  const dark = () => desk.page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
  const marked = () =>
    desk.app.evaluate(({ Menu }) => {
      const view = Menu.getApplicationMenu()?.items.find((item) => item.label === '&View')?.submenu;
      const theme = view?.items.find((item) => item.label === 'Theme')?.submenu;
      return theme?.items.filter((item) => item.checked).map((item) => item.label);
    });
  await desk.page.evaluate(() => window.shell.setTheme('dark'));
  await eventually(dark).toBe(true);
  expect(await marked()).toEqual(['Dark']);
  await desk.page.screenshot({ path: screenshotPath('desktop-dark') });
  await restart();
  expect(await dark()).toBe(true);
  expect((await desk.page.evaluate(() => window.shell.appInfo())).theme).toBe('dark');
});

test('an export goes where the person chose, and is shown there', async () => {
  const path = join(profile, 'chosen.csv');
  await desk.app.evaluate(({ dialog, shell }, filePath) => {
    const calls: unknown[] = [];
    (globalThis as Record<string, unknown>)['calls'] = calls;
    dialog.showSaveDialog = (...given: unknown[]) => {
      calls.push((given.at(-1) as { defaultPath: string }).defaultPath.split('/').at(-1));
      return Promise.resolve({ canceled: false, filePath });
    };
    shell.showItemInFolder = (shown) => void calls.push(shown);
  }, path);
  const chosen = await desk.page.evaluate(() => window.shell.chooseExportFile('reports.csv'));
  expect(chosen?.path).toBe(path);
  const grants = await desk.page.evaluate(() => window.probe.call('grants', null));
  expect(grants).toEqual({ [chosen?.grant ?? '']: path });
  await desk.page.evaluate((grant) => window.shell.revealFile(grant), chosen?.grant ?? '');
  expect(await desk.app.evaluate(() => (globalThis as Record<string, unknown>)['calls'])).toEqual([
    'reports.csv',
    path,
  ]);
});

test('a cancelled Save dialog grants nothing', async () => {
  await desk.app.evaluate(({ dialog }) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: true, filePath: '' });
  });
  const grants = () => desk.page.evaluate(() => window.probe.call('grants', null));
  const before = await grants();
  expect(await desk.page.evaluate(() => window.shell.chooseExportFile('reports.csv'))).toBeNull();
  expect(await grants()).toEqual(before);
});

test('the window opens where it was closed', async () => {
  await desk.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 60, y: 40, width: 900, height: 600 }),
  );
  await restart();
  const bounds = await desk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
  expect(bounds).toEqual({ x: 60, y: 40, width: 900, height: 600 });
});

test('a second start on the same profile ends, and brings the window of the first forward', async () => {
  await desk.app.evaluate(({ app }) => {
    app.on('second-instance', () => ((globalThis as Record<string, unknown>)['second'] = true));
  });
  const second = spawn(electronPath(), [...(hasSandbox ? [] : ['--no-sandbox']), appFolder], {
    env: { ...process.env, TLSRPT_PROFILE: profile },
    stdio: 'ignore',
  });
  const [code] = (await once(second, 'exit')) as [number];
  expect(code).toBe(0);
  expect(await desk.app.evaluate(() => (globalThis as Record<string, unknown>)['second'])).toBe(true);
});

test('a page that dies is loaded again by itself; when it dies once more, the person is asked', async () => {
  await desk.app.evaluate(({ dialog }) => {
    const asked: unknown[] = [];
    (globalThis as Record<string, unknown>)['asked'] = asked;
    dialog.showMessageBox = (...given: unknown[]) => {
      asked.push((given.at(-1) as { buttons: string[] }).buttons);
      return Promise.resolve({ response: 0, checkboxChecked: false });
    };
  });
  const asked = () => desk.app.evaluate(() => (globalThis as Record<string, unknown>)['asked']);
  await crashPage();
  await eventually(pageAnswers).toBe('object');
  expect(await asked()).toEqual([]);
  await crashPage();
  await eventually(asked).toEqual([['Load again', 'Quit']]);
  await eventually(pageAnswers).toBe('object');
});

/** Kills the page's process and waits until the app has noticed. */
async function crashPage(): Promise<void> {
  await desk.app.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    const gone = new Promise((resolve) => contents?.once('render-process-gone', resolve));
    contents?.forcefullyCrashRenderer();
    await gone;
  });
}

/** Asked through main: Playwright gives a page up when it has crashed. */
async function pageAnswers(): Promise<unknown> {
  return desk.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (contents === undefined || contents.isCrashed() || contents.isLoading()) return null;
    return contents.executeJavaScript('typeof window.shell') as Promise<unknown>;
  });
}
