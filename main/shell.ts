import { access } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { app, type BrowserWindow, ipcMain, type IpcMainInvokeEvent, shell } from 'electron';
import * as v from 'valibot';
import type { ControlMessage, GrantUse, Theme } from '../shared/shell.ts';
import { showBadge } from './badge.ts';
import { askChannels, type Asked } from './channels.ts';
import type { Desktop } from './desktop.ts';
import { chooseOpenPaths, chooseSavePath, openKinds } from './dialogs.ts';
import type { Grants } from './grants.ts';
import { keychainCommand } from './keychain.ts';
import type { Log } from './log.ts';
import { print, writePdf } from './printing.ts';
import { showProgress } from './progress.ts';
import type { Page } from './scheme.ts';
import { accountSchema, type Keychain, type Secrets } from './secrets.ts';
import { type Settings, themes } from './settings.ts';

/** What the answers to the window need. */
export interface ShellParts {
  window: BrowserWindow;
  page: Page;
  settings: Settings;
  secrets: Secrets;
  keychain: Keychain;
  grants: Grants;
  desktop: Desktop;
  setTheme: (theme: Theme) => void;
  log: Log;
  tellEngine: (message: ControlMessage) => void;
  retryEngine: () => void;
}

type Argument<K extends keyof Asked> = Parameters<Asked[K]>[0];
type Answer<K extends keyof Asked> = Awaited<ReturnType<Asked[K]>>;

/** More cannot be dropped at once; a folder of them can. */
const maxOfferedFiles = 50_000;
/** PATH_MAX of Linux; Windows and macOS drop shorter ones. */
const maxPathLength = 4_096;
/** No system shows more of a notification. */
const maxNoticeLength = 1_000;
const maxBadge = 1_000_000;

const idSchema = v.pipe(v.string(), v.uuid());
const passwordSchema = v.pipe(v.string(), v.nonEmpty(), v.maxLength(1_024));
const offerSchema = v.strictObject({ password: passwordSchema, account: accountSchema });
const keptSchema = v.strictObject({ secretId: idSchema, inPlaceOf: v.union([idSchema, v.literal('')]) });
/** A name only: the folder is the person's choice. */
const nameSchema = v.pipe(v.string(), v.maxLength(200), v.regex(/^[^/\\\0]+$/));
const exportNameSchema = v.pipe(nameSchema, v.regex(/\.(csv|json|json\.gz|eml|sqlite)$/));
const pdfNameSchema = v.pipe(nameSchema, v.endsWith('.pdf'));
const pathSchema = v.pipe(v.string(), v.maxLength(maxPathLength), v.check(isAbsolute));
const offeredSchema = v.pipe(v.array(pathSchema), v.nonEmpty(), v.maxLength(maxOfferedFiles));
const wishSchema = v.exactOptional(v.boolean());
const wishesSchema = v.strictObject({ notifications: wishSchema, startAtLogin: wishSchema, tray: wishSchema });
const noticeTextSchema = v.pipe(v.string(), v.nonEmpty(), v.maxLength(maxNoticeLength));
const noticeSchema = v.strictObject({ title: noticeTextSchema, body: noticeTextSchema });
const badgeSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(maxBadge));
const progressSchema = v.nullable(v.union([v.pipe(v.number(), v.minValue(0), v.maxValue(1)), v.literal('unknown')]));

/** Answers everything that the window asks of main. */
export function serveShell(parts: ShellParts): void {
  const handle = gateOf(parts);
  serveApp(handle, parts);
  serveDesktop(handle, parts);
  servePrinting(handle, parts);
  servePasswords(handle, parts);
  serveFiles(handle, parts);
}

type Handle = <K extends keyof Asked>(
  name: K,
  schema: v.GenericSchema<unknown, Argument<K>>,
  answer: (argument: Argument<K>) => Answer<K> | Promise<Answer<K>>,
) => void;

/** The one gate: only our page in our window is answered, and only well-formed questions. */
function gateOf(parts: ShellParts): Handle {
  return (name, schema, answer) =>
    ipcMain.handle(askChannels[name], (event, argument: unknown) => {
      if (!isOurPage(event, parts)) throw new Error(`${name} refused: not asked by the window's page`);
      return answer(v.parse(schema, argument));
    });
}

function isOurPage({ senderFrame }: IpcMainInvokeEvent, { window, page }: ShellParts): boolean {
  return senderFrame !== null && senderFrame === window.webContents.mainFrame && senderFrame.origin === page.origin;
}

function serveApp(handle: Handle, { keychain, settings, setTheme, log, retryEngine }: ShellParts): void {
  const { electron = '', chrome = '', node } = process.versions;
  handle('appInfo', v.undefined(), async () => ({
    version: app.getVersion(),
    platform: process.platform,
    keychain: await keychain.available(),
    keychainCommand: keychainCommand(),
    theme: settings.theme,
    logPath: log.path,
    versions: { electron, chromium: chrome, node },
  }));
  handle('setTheme', v.picklist(themes), setTheme);
  handle('retryEngine', v.undefined(), retryEngine);
  handle('openDataFolder', v.undefined(), async () => {
    const failure = await shell.openPath(app.getPath('userData'));
    if (failure !== '') throw new Error(failure);
  });
}

function serveDesktop(handle: Handle, { window, desktop }: ShellParts): void {
  handle('desktopSettings', v.undefined(), () => desktop.settings);
  handle('changeDesktopSettings', wishesSchema, (change) => desktop.change(change));
  handle('notify', noticeSchema, (notice) => desktop.notify(notice));
  handle('showBadge', badgeSchema, (count) => showBadge(window, count));
  handle('showProgress', progressSchema, (progress) => showProgress(window, progress));
}

function servePasswords(handle: Handle, { secrets, tellEngine }: ShellParts): void {
  handle('offerPassword', offerSchema, ({ password, account }) => {
    const secret = secrets.offer(password, account);
    tellEngine(secret);
    return { secretId: secret.id };
  });
  handle('keepPassword', keptSchema, async ({ secretId, inPlaceOf }) => {
    const isKept = await secrets.keep(secretId, inPlaceOf);
    if (inPlaceOf !== '') tellEngine({ kind: 'forget', id: inPlaceOf });
    return isKept;
  });
  handle('forgetPassword', idSchema, (id) => tellEngine(secrets.forget(id)));
}

function servePrinting(handle: Handle, { window, grants }: ShellParts): void {
  handle('print', v.undefined(), () => print(window));
  handle('savePdf', pdfNameSchema, async (suggestedName) => {
    const path = await chooseSavePath(window, suggestedName);
    if (path === null) return null;
    const bytes = await writePdf(window, path);
    return { grant: grants.give('pdf', [path]).id, path, bytes };
  });
}

function serveFiles(handle: Handle, { window, grants, tellEngine }: ShellParts): void {
  const grant = (use: GrantUse, paths: string[]) => {
    const message = grants.give(use, paths);
    tellEngine(message);
    return { grant: message.id, paths };
  };
  handle('chooseExportFile', exportNameSchema, async (suggestedName) => {
    const path = await chooseSavePath(window, suggestedName);
    return path === null ? null : { grant: grant(exportUse(suggestedName), [path]).grant, path };
  });
  handle('chooseFiles', v.picklist(openKinds), async (what) => {
    const paths = await chooseOpenPaths(window, what);
    return paths === null ? null : grant(what === 'backup' ? 'restore' : 'import', paths);
  });
  handle('offerFiles', offeredSchema, async (paths) => {
    for (const path of paths) await access(path);
    return grant('import', paths);
  });
  handle('revealFile', idSchema, (id) => shell.showItemInFolder(grants.writtenPath(id)));
}

/** What is written to a file of this name, see exportNameSchema. */
function exportUse(name: string): GrantUse {
  if (name.endsWith('.csv')) return 'csv';
  if (name.endsWith('.eml')) return 'eml';
  return name.endsWith('.sqlite') ? 'backup' : 'json';
}
