import { rename, rm, writeFile } from 'node:fs/promises';
import { type BrowserWindow, dialog } from 'electron';
import { dialogWords } from '../shared/desktop-words.ts';

/** What Chromium calls it when the person closes the print dialog. */
const cancelled = 'Print job canceled';

/** The system's print dialog for the page as it is; answers at once, since the dialog may stay open. */
export function print(window: BrowserWindow): void {
  window.webContents.print({ printBackground: true }, (printed, reason) => {
    if (!printed && reason !== cancelled && !window.isDestroyed()) void sayNotPrinted(window, reason);
  });
}

/** Writes the page as a PDF file and answers its size. It comes to its name only when it is whole. */
export async function writePdf(window: BrowserWindow, path: string): Promise<number> {
  const draft = `${path}.new`;
  try {
    const pdf = await window.webContents.printToPDF({
      pageSize: 'A4',
      preferCSSPageSize: true,
      printBackground: true,
    });
    await writeFile(draft, pdf);
    await rename(draft, path);
    return pdf.length;
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function sayNotPrinted(window: BrowserWindow, reason: string): Promise<void> {
  await dialog.showMessageBox(window, {
    type: 'warning',
    message: dialogWords.notPrinted,
    detail: dialogWords.notPrintedDetail(reason),
    buttons: [dialogWords.ok],
  });
}
