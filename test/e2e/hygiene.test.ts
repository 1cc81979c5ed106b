import { afterAll, beforeAll, expect, test } from 'vitest';
import { contentSecurityPolicy } from '../../main/scheme.ts';
import { type Desk, newProfile } from './electron.ts';
import { eventually } from './eventually.ts';
import { SmallDesks } from './small-desk.ts';

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

test('the page has neither Node nor Electron, only the shell of the contract', async () => {
  const globals = await desk.page.evaluate(() => ({
    require: typeof (globalThis as Record<string, unknown>)['require'],
    process: typeof (globalThis as Record<string, unknown>)['process'],
    shell: Object.keys(window.shell).sort(),
  }));
  expect(globals).toEqual({
    require: 'undefined',
    process: 'undefined',
    shell: [
      'appInfo',
      'changeDesktopSettings',
      'chooseExportFile',
      'chooseFiles',
      'desktopSettings',
      'forgetPassword',
      'keepPassword',
      'notify',
      'offerFiles',
      'offerPassword',
      'onCommand',
      'onEngineState',
      'onNotice',
      'onTheme',
      'openDataFolder',
      'print',
      'retryEngine',
      'revealFile',
      'savePdf',
      'setTheme',
      'showBadge',
      'showProgress',
    ],
  });
  const preferences = await desk.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    const { sandbox, contextIsolation, nodeIntegration, webSecurity } = contents.getLastWebPreferences();
    return { sandbox, contextIsolation, nodeIntegration, webSecurity };
  });
  expect(preferences).toEqual({ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true });
});

test('a listener of the shell is given the value alone, no event with a way back to Electron', async () => {
  const given = desk.page.evaluate(
    () => new Promise<number>((resolve) => window.shell.onCommand((...values) => resolve(values.length))),
  );
  await desk.page.evaluate(() => null); // The listener is there by now.
  await clickMenu('Find');
  expect(await given).toBe(1);
});

test('every answer of app:// carries the policy, and nothing outside of the built files is served', async () => {
  const answers = await desk.page.evaluate(async () => {
    const ask = async (path: string, method = 'GET') => {
      const { status, headers } = await fetch(path, { method });
      const policy = headers.get('content-security-policy');
      return { status, policy, sniff: headers.get('x-content-type-options') };
    };
    return {
      page: await ask('/index.html'),
      missing: await ask('/missing.html'),
      escape: await ask('/..%2f..%2fpackage.json'),
      posted: await ask('/index.html', 'POST'),
    };
  });
  const shared = { policy: contentSecurityPolicy, sniff: 'nosniff' };
  expect(answers).toEqual({
    page: { status: 200, ...shared },
    missing: { status: 404, ...shared },
    escape: { status: 404, ...shared },
    posted: { status: 405, ...shared },
  });
});

test('the page keeps its own policy while it loads', async () => {
  await desk.page.reload();
  expect(await desk.page.evaluate(() => window.probe.violations)).toEqual([]);
});

test('injected code does not run, and nothing is sent or fetched elsewhere', async () => {
  const outcome = await desk.page.evaluate(async () => {
    const thrown = (attempt: () => unknown) => {
      try {
        attempt();
        return 'ran';
      } catch (error) {
        return (error as Error).name;
      }
    };
    const script = document.createElement('script');
    // Not in this very call: what the debugger evaluates may itself evaluate.
    await new Promise((resolve) => setTimeout(resolve));
    const image = document.createElement('img');
    image.src = 'http://127.0.0.1:9/pixel.png';
    document.body.append(image);
    return {
      script: thrown(() => script.append('window.injected = true')),
      markup: thrown(() => (document.body.innerHTML = '<p>x</p>')),
      evaluated: thrown(() => (0, eval)('1')),
      fetched: await fetch('http://127.0.0.1:9/').catch((error: Error) => error.name),
    };
  });
  expect(outcome).toEqual({ script: 'TypeError', markup: 'TypeError', evaluated: 'EvalError', fetched: 'TypeError' });
  await eventually(() => desk.page.evaluate(() => window.probe.violations)).toEqual(
    expect.arrayContaining(['img-src', 'connect-src', 'require-trusted-types-for']),
  );
});

test('the window stays on its page and opens no other', async () => {
  await desk.app.evaluate(({ BrowserWindow }) => {
    const seen: boolean[] = [];
    (globalThis as Record<string, unknown>)['navigations'] = seen;
    BrowserWindow.getAllWindows()[0]?.webContents.on('will-navigate', (event) => seen.push(event.defaultPrevented));
  });
  const opened = await desk.page.evaluate(() => window.open('http://127.0.0.1:9/') === null);
  expect(opened).toBe(true);
  for (const address of ['http://127.0.0.1:9/', 'app://desk/other.html', 'file:///etc/hostname']) {
    await desk.page.evaluate((url) => void (location.href = url), address).catch(() => {});
  }
  const prevented = () => desk.app.evaluate(() => (globalThis as Record<string, unknown>)['navigations']);
  // Chromium itself refuses file: before it asks.
  await eventually(prevented).toEqual([true, true]);
  expect(desk.page.url()).toBe('app://desk/index.html');
  expect(await desk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test('every permission is denied but copying', async () => {
  const states = await desk.page.evaluate(async () => {
    const state = async (name: string) => (await navigator.permissions.query({ name: name as PermissionName })).state;
    return {
      geolocation: await state('geolocation'),
      notifications: await state('notifications'),
      camera: await state('camera'),
      asked: await Notification.requestPermission(),
      reading: await state('clipboard-read'),
      copying: await state('clipboard-write'),
    };
  });
  expect(states).toEqual({
    geolocation: 'denied',
    notifications: 'denied',
    camera: 'denied',
    asked: 'denied',
    reading: 'denied',
    copying: 'granted',
  });
});

test('nothing is downloaded, and a page that got around its policy reaches nobody', async () => {
  const outcome = await desk.app.evaluate(async ({ BrowserWindow, session }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    const downloaded = new Promise<string>((resolve) => {
      session.defaultSession.once('will-download', (event) => resolve(event.defaultPrevented ? 'prevented' : 'begun'));
    });
    contents?.downloadURL('data:application/octet-stream,x');
    const other = new BrowserWindow({ show: false });
    const reached = await other.loadURL('http://127.0.0.1:9/').then(
      () => 'reached',
      (error: Error) => /ERR_[A-Z_]+/.exec(error.message)?.[0],
    );
    other.destroy();
    return { downloaded: await downloaded, reached, webRtc: contents?.getWebRTCIPHandlingPolicy() };
  });
  expect(outcome).toEqual({
    downloaded: 'prevented',
    reached: 'ERR_BLOCKED_BY_CLIENT',
    webRtc: 'disable_non_proxied_udp',
  });
});

test('a malformed question of the page is refused', async () => {
  const refusals = await desk.page.evaluate(async () => {
    const shell = window.shell as unknown as Record<string, (argument?: unknown) => Promise<unknown>>;
    const refused = (name: string, argument: unknown) =>
      shell[name]?.(argument).then(
        () => false,
        () => true,
      );
    return [
      await refused('setTheme', 'purple'),
      await refused('offerPassword', { password: 'x' }),
      await refused('offerPassword', 'x'.repeat(10_000)),
      await refused('keepPassword', { secretId: '../../x', inPlaceOf: '' }),
      await refused('chooseExportFile', '../../.bashrc'),
      await refused('savePdf', 'reports.exe'),
      await refused('changeDesktopSettings', { tray: 'always' }),
      await refused('changeDesktopSettings', { openAtLogin: true }),
      await refused('notify', { title: 'x'.repeat(10_000), body: 'x' }),
      await refused('showBadge', -1),
      await refused('showProgress', 7),
      await refused('revealFile', '00000000-0000-4000-8000-000000000000'),
    ];
  });
  expect(refusals).toEqual(refusals.map(() => true));
});

test('another window with the same preload is refused', async () => {
  const answer = await desk.app.evaluate(async ({ app, BrowserWindow }) => {
    const preload = `${app.getAppPath()}/out/preload/preload.cjs`;
    const other = new BrowserWindow({ show: false, webPreferences: { preload } });
    await other.loadURL('app://desk/index.html');
    const answer: unknown = await other.webContents.executeJavaScript(
      'window.shell.appInfo().then(() => "answered", (error) => error.message)',
    );
    other.destroy();
    return answer;
  });
  expect(answer).toContain('appInfo refused');
});

test('a page of another origin in our own window is refused, and gets no port to the engine', async () => {
  const answer = await desk.app.evaluate(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    const listening = 'ports = 0; addEventListener("message", (event) => (ports += event.ports.length))';
    await window?.loadURL(`data:text/html,<script>${listening}</script>`);
    return window?.webContents.executeJavaScript(
      'window.shell.appInfo().then(() => "answered", (error) => `${error.message}; ports: ${ports}`)',
    ) as Promise<unknown>;
  });
  expect(answer).toMatch(/appInfo refused.*ports: 0$/);
});

async function clickMenu(label: string): Promise<void> {
  await desk.app.evaluate(({ Menu }, wanted) => {
    const items = Menu.getApplicationMenu()?.items.flatMap((item) => item.submenu?.items ?? []) ?? [];
    items.find((item) => item.label === wanted)?.click();
  }, label);
}
