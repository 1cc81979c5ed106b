import { join } from 'node:path';
import { app, type BrowserWindow, dialog, ipcMain, type IpcMainInvokeEvent, shell } from 'electron';
import * as v from 'valibot';
import type { ControlMessage, Shell, Theme } from '../shared/contract.ts';
import { dialogWords } from '../shared/desktop-words.ts';
import { type Ask, askChannels } from './channels.ts';
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
  setTheme(theme: Theme): void;
  tellEngine(message: ControlMessage): void;
}

type Argument<K extends Ask> = Parameters<Shell[K]>[0];
type Answer<K extends Ask> = Awaited<ReturnType<Shell[K]>>;

const idSchema = v.pipe(v.string(), v.uuid());
const passwordSchema = v.pipe(v.string(), v.nonEmpty(), v.maxLength(1_024));
/** A name only: the folder is the person's choice. */
const fileNameSchema = v.pipe(v.string(), v.nonEmpty(), v.maxLength(200), v.regex(/^[^/\\\0]+$/));

/** Answers everything that the window asks of main. */
export function serveShell(parts: ShellParts): void {
  const { secrets, keychain, grants, settings } = parts;

  /** The one gate: only our page in our window is answered, and only well-formed questions. */
  function handle<K extends Ask>(
    name: K,
    schema: v.GenericSchema<unknown, Argument<K>>,
    answer: (argument: Argument<K>) => Answer<K> | Promise<Answer<K>>,
  ): void {
    ipcMain.handle(askChannels[name], (event, argument: unknown) => {
      if (!isOurPage(event, parts)) throw new Error(`${name} refused: not asked by the window's page`);
      return answer(v.parse(schema, argument));
    });
  }

  handle('appInfo', v.undefined(), async () => ({
    version: app.getVersion(),
    platform: process.platform,
    keychain: await keychain.available(),
    theme: settings.theme,
  }));
  handle('setTheme', v.picklist(themes), (theme) => parts.setTheme(theme));

  handle('offerPassword', passwordSchema, (password) => {
    const secret = secrets.offer(password);
    parts.tellEngine(secret);
    return { secretId: secret.id };
  });
  handle('keepPassword', idSchema, (id) => secrets.keep(id));
  handle('forgetPassword', idSchema, (id) => secrets.forget(id));

  handle('chooseExportFile', fileNameSchema, async (suggestedName) => {
    const path = await chooseExportFile(parts.window, suggestedName);
    if (path === null) return null;
    const grant = grants.give(path);
    parts.tellEngine(grant);
    return { grant: grant.id, path };
  });
  handle('revealFile', idSchema, (grant) => shell.showItemInFolder(grants.path(grant)));
}

function isOurPage({ senderFrame }: IpcMainInvokeEvent, { window, page }: ShellParts): boolean {
  return senderFrame !== null && senderFrame === window.webContents.mainFrame && senderFrame.origin === page.origin;
}

async function chooseExportFile(window: BrowserWindow, suggestedName: string): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: dialogWords.exportTitle,
    defaultPath: join(app.getPath('downloads'), suggestedName),
    filters: [{ name: dialogWords.csvFiles, extensions: ['csv'] }],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  return canceled || filePath === undefined || filePath === '' ? null : filePath;
}
