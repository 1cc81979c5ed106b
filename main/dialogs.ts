import { extname, join } from 'node:path';
import { app, type BrowserWindow, dialog, type FileFilter, type OpenDialogOptions } from 'electron';
import type { OpenKind } from '../shared/shell.ts';
import { dialogWords } from '../shared/desktop-words.ts';

export const openKinds = ['files', 'folder', 'backup'] as const satisfies OpenKind[];

type FileKind = keyof typeof dialogWords.fileKinds;

const reportFilter: FileFilter = {
  name: dialogWords.reportFiles,
  extensions: ['json', 'gz', 'zip', 'eml', 'mbox'],
};
const openOptions: Record<OpenKind, OpenDialogOptions> = {
  files: {
    properties: ['openFile', 'multiSelections'],
    filters: [reportFilter, { name: dialogWords.allFiles, extensions: ['*'] }],
  },
  folder: { properties: ['openDirectory'] },
  backup: { properties: ['openFile'], filters: [filterOf('sqlite')] },
};

/** The native Open dialog; null when the person cancels. */
export async function chooseOpenPaths(window: BrowserWindow, what: OpenKind): Promise<string[] | null> {
  const options = { title: dialogWords.openTitles[what], ...openOptions[what] };
  const { canceled, filePaths } = await dialog.showOpenDialog(window, options);
  return canceled || filePaths.length === 0 ? null : filePaths;
}

/** The native Save dialog, beginning in the downloads folder; null when the person cancels. */
export async function chooseSavePath(window: BrowserWindow, suggestedName: string): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: dialogWords.saveTitle,
    defaultPath: join(app.getPath('downloads'), suggestedName),
    filters: [filterOf(extname(suggestedName).slice(1) as FileKind)],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  return canceled || filePath === '' ? null : filePath;
}

function filterOf(kind: FileKind): FileFilter {
  return { name: dialogWords.fileKinds[kind], extensions: [kind] };
}
