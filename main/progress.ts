import type { BrowserWindow } from 'electron';
import type { WorkProgress } from '../shared/shell.ts';

/** Electron's values for no bar, and for one that only moves. */
const noBar = -1;
const movingBar = 2;

/** Shows work under way on the app's icon in the taskbar or dock. */
export function showProgress(window: BrowserWindow, progress: WorkProgress | null): void {
  if (progress === null) window.setProgressBar(noBar);
  else if (progress === 'unknown') window.setProgressBar(movingBar, { mode: 'indeterminate' });
  else window.setProgressBar(progress, { mode: 'normal' });
}
