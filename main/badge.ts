import { app, type BrowserWindow, nativeImage } from 'electron';
import { desktopWords } from '../shared/desktop-words.ts';
import { dotBitmap } from './dot.ts';

/** Of the overlay on a taskbar button, which Windows shows at 16 pixels for every 96 dots per inch. */
const overlayPx = 32;

/** Shows how many problems are open: macOS and Linux have numbers on an app's icon, Windows a small overlay. */
export function showBadge(window: BrowserWindow, count: number): void {
  if (process.platform !== 'win32') {
    app.setBadgeCount(count);
    return;
  }
  const size = { width: overlayPx, height: overlayPx, scaleFactor: 2 };
  const overlay = count === 0 ? null : nativeImage.createFromBitmap(dotBitmap(overlayPx), size);
  window.setOverlayIcon(overlay, desktopWords.openProblems(count));
}
