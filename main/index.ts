import { join } from 'node:path';
import { app, dialog, powerMonitor, protocol, session } from 'electron';
import { appName, dialogWords } from '../shared/desktop-words.ts';
import { systemAutostart, wasStartedAtLogin } from './autostart.ts';
import { onAwake } from './awake.ts';
import { engineSpawner } from './child.ts';
import { runWithoutWindow, typedWords, useNoProfile } from './commandline.ts';
import { Desktop } from './desktop.ts';
import { Grants } from './grants.ts';
import { systemKeychain } from './keychain.ts';
import { engineLaunch } from './launch.ts';
import { Log, logFileName } from './log.ts';
import { Notices } from './notices.ts';
import { PageLink } from './pagelink.ts';
import { declareScheme, ourPage, serveScheme } from './scheme.ts';
import { seclude } from './seclusion.ts';
import { Secrets } from './secrets.ts';
import { Settings } from './settings.ts';
import { serveShell } from './shell.ts';
import { Smoke, wantsSmoke } from './smoke.ts';
import { Supervisor } from './supervisor.ts';
import { refusedSwitch } from './switches.ts';
import { showTheme } from './theme.ts';
import { DeskTray, hideInTray } from './tray.ts';
import { createWindow, focusWindow } from './window.ts';

/** `appId` of electron-builder.yml: Windows shows notifications under the shortcut that has it. */
const appId = 'org.tlsrpt-desk.app';

app.setName(appName);
const words = typedWords(process.argv);
const refused = app.isPackaged ? refusedSwitch(process.argv) : null;
if (refused !== null) refuse(dialogWords.refusedSwitch(refused));
else if (words === null) openWindow();
else void runWithoutWindow(words, developmentSwitches()['TLSRPT_ENGINE_NODE'] ?? '', inBuild('main/cli.cjs'));

/** Before the app is ready, which is when Chromium would open a port for debuggers. */
function refuse(sentence: string): void {
  if (words === null) dialog.showErrorBox(appName, sentence);
  else console.error(sentence);
  app.exit(2);
}

function openWindow(): void {
  if (process.platform === 'win32') app.setAppUserModelId(appId);
  useProfile();
  declareScheme(protocol);
  if (app.requestSingleInstanceLock()) void run();
  else app.quit();
}

/** From an empty desktop to a window with an engine behind it. The app ends with the window, unless it is in the tray. */
async function run(): Promise<void> {
  await app.whenReady();
  const inProfile = (name: string) => join(app.getPath('userData'), name);

  const settings = new Settings(inProfile('settings.json'));
  const secrets = new Secrets(inProfile('secrets.json'), systemKeychain);
  const grants = new Grants();
  const log = keptLog(inProfile(logFileName), secrets);

  serveScheme(protocol, inBuild('renderer'));
  const tell: PageLink['tell'] = (name, value) => link.tell(name, value);
  const setTheme = showTheme(settings, tell);
  const page = ourPage(app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL']);
  seclude(session.defaultSession, page);
  const show = () => focusWindow(window);
  const tray = new DeskTray(join(app.getAppPath(), 'build', 'icon.png'), {
    open: show,
    checkNow: () => tell('command', 'check-now'),
    quit: () => app.quit(),
  });
  const notices = new Notices(() => {
    show();
    tell('notice', null);
  });
  const desktop = new Desktop({ settings, autostart: systemAutostart(), tray, notices });
  const startsHidden = tray.isShown && wasStartedAtLogin();
  const window = createWindow({ page, preload: inBuild('preload/preload.cjs'), settings, startsHidden });
  hideInTray(window, tray);
  app.on('second-instance', show);
  app.on('activate', show);

  const smoke = wantsSmoke(process.argv) ? new Smoke() : null;
  const supervisor = new Supervisor({
    spawn: engineSpawner(engineLaunch(app.getPath('userData'), inBuild('main/engine.cjs'), developmentSwitches())),
    briefing: () => [...secrets.messages(), ...grants.messages()],
    grantUsed: (id) => grants.use(id),
    tell: (state) => {
      tell('engineState', state);
      smoke?.follow(state);
    },
    connect: (port) => link.connect(port),
  });
  const link = new PageLink(window, page, () => supervisor.welcome());
  const tellEngine = supervisor.send.bind(supervisor);
  const retryEngine = supervisor.retry.bind(supervisor);
  const wishes = { setTheme, tellEngine, retryEngine };
  serveShell({ window, page, settings, secrets, keychain: systemKeychain, grants, desktop, log, ...wishes });
  closeBeforeQuit(supervisor);

  await secrets.unlock();
  supervisor.start();
  void smoke?.run({ window, grants, tellEngine, openPort: () => supervisor.open() });
  onAwake(powerMonitor, () => tellEngine({ kind: 'wake' }));
}

/** What main says of its troubles is kept, with what it dies of. */
function keptLog(path: string, secrets: Secrets): Log {
  const log = new Log(path, () => secrets.passwords);
  log.keep(console);
  process.on('uncaughtExceptionMonitor', (error) => log.note(`main: ${error.stack ?? error.message}`));
  return log;
}

function inBuild(name: string): string {
  return join(app.getAppPath(), 'out', name);
}

/** Tests, the demo and a smoke run have a profile of their own. */
function useProfile(): void {
  if (wantsSmoke(process.argv)) {
    useNoProfile();
    return;
  }
  const path = app.commandLine.getSwitchValue('user-data-dir') || process.env['TLSRPT_PROFILE'];
  if (path) app.setPath('userData', path);
}

/** A packaged app has none: whoever chose its engine would be given the passwords. */
function developmentSwitches(): NodeJS.ProcessEnv {
  return app.isPackaged ? {} : process.env;
}

function closeBeforeQuit(supervisor: Supervisor): void {
  let closed = false;
  app.on('will-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    void supervisor.close().then(() => {
      closed = true;
      setImmediate(() => app.quit()); // Within this event it would do nothing.
    });
  });
}
