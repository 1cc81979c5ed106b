import { join } from 'node:path';
import { app, type BrowserWindow, dialog } from 'electron';
import { dialogWords } from '../shared/desktop-words.ts';
import { filesOfStore, storeFileName } from './disk/storefiles.ts';
import { writeWholeFile } from './disk/wholefile.ts';

/** What Chromium calls it when the person closes the print dialog. */
const cancelled = 'Print job canceled';

/** The system's print dialog for the page as it is; answers at once, since the dialog may stay open. */
export function print(window: BrowserWindow): void {
  window.webContents.print({ printBackground: true }, (printed, reason) => {
    if (!printed && reason !== cancelled && !window.isDestroyed()) void sayNotPrinted(window, reason);
  });
}

/** Writes the page as a PDF file and answers its size. Throws what writeWholeFile does. */
export async function writePdf(window: BrowserWindow, path: string): Promise<number> {
  const pdf = await window.webContents.printToPDF({ pageSize: 'A4', preferCSSPageSize: true, printBackground: true });
  const ownFiles = filesOfStore(join(app.getPath('userData'), storeFileName));
  await writeWholeFile(path, ownFiles, ({ file }) => file.writeFile(pdf));
  return pdf.length;
}

async function sayNotPrinted(window: BrowserWindow, reason: string): Promise<void> {
  await dialog.showMessageBox(window, {
    type: 'warning',
    message: dialogWords.notPrinted,
    detail: dialogWords.notPrintedDetail(reason),
    buttons: [dialogWords.ok],
  });
}
