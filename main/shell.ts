import { access } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { app, type BrowserWindow, ipcMain, type IpcMainInvokeEvent, shell } from 'electron';
import * as v from 'valibot';
import type { ControlMessage, Theme } from '../shared/shell.ts';
import { askChannels, type Asked } from './channels.ts';
import { chooseOpenPaths, chooseSavePath, openKinds } from './dialogs.ts';
import type { Grants } from './grants.ts';
import type { Page } from './scheme.ts';
import type { Keychain, Secrets } from './secrets.ts';
import { type Settings, themes } from './settings.ts';

/** What the answers to the window need. */
export interface ShellParts {
  window: BrowserWindow;
  page: Page;
  settings: Settings;
  secrets: Secrets;
  keychain: Keychain;
  grants: Grants;
  setTheme: (theme: Theme) => void;
  tellEngine: (message: ControlMessage) => void;
}

type Argument<K extends keyof Asked> = Parameters<Asked[K]>[0];
type Answer<K extends keyof Asked> = Awaited<ReturnType<Asked[K]>>;

/** More cannot be dropped at once; a folder of them can. */
const maxOfferedFiles = 50_000;
/** PATH_MAX of Linux; Windows and macOS drop shorter ones. */
const maxPathLength = 4_096;

const idSchema = v.pipe(v.string(), v.uuid());
const passwordSchema = v.pipe(v.string(), v.nonEmpty(), v.maxLength(1_024));
/** A name only: the folder is the person's choice. */
const exportNameSchema = v.pipe(v.string(), v.maxLength(200), v.regex(/^[^/\\\0]+\.(csv|json|json\.gz|eml|sqlite)$/));
const pathSchema = v.pipe(v.string(), v.maxLength(maxPathLength), v.check(isAbsolute));
const offeredSchema = v.pipe(v.array(pathSchema), v.nonEmpty(), v.maxLength(maxOfferedFiles));

/** Answers everything that the window asks of main. */
export function serveShell(parts: ShellParts): void {
  const handle = gateOf(parts);
  serveDesktop(handle, parts);
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

function serveDesktop(handle: Handle, { keychain, settings, setTheme }: ShellParts): void {
  handle('appInfo', v.undefined(), async () => ({
    version: app.getVersion(),
    platform: process.platform,
    keychain: await keychain.available(),
    theme: settings.theme,
  }));
  handle('setTheme', v.picklist(themes), setTheme);
}

function servePasswords(handle: Handle, { secrets, tellEngine }: ShellParts): void {
  handle('offerPassword', passwordSchema, (password) => {
    const secret = secrets.offer(password);
    tellEngine(secret);
    return { secretId: secret.id };
  });
  handle('keepPassword', idSchema, (id) => secrets.keep(id));
  handle('forgetPassword', idSchema, (id) => tellEngine(secrets.forget(id)));
}

function serveFiles(handle: Handle, { window, grants, tellEngine }: ShellParts): void {
  const grant = (paths: string[]) => {
    const message = grants.give(paths);
    tellEngine(message);
    return { grant: message.id, paths };
  };
  handle('chooseExportFile', exportNameSchema, async (suggestedName) => {
    const path = await chooseSavePath(window, suggestedName);
    return path === null ? null : { grant: grant([path]).grant, path };
  });
  handle('chooseFiles', v.picklist(openKinds), async (what) => {
    const paths = await chooseOpenPaths(window, what);
    return paths === null ? null : grant(paths);
  });
  handle('offerFiles', offeredSchema, async (paths) => {
    for (const path of paths) await access(path);
    return grant(paths);
  });
  handle('revealFile', idSchema, (id) => shell.showItemInFolder(grants.firstPath(id)));
}
