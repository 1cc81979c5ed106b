import type { BrowserWindow } from 'electron';
import { expect, test, vi } from 'vitest';
import { focusWindow } from '../../main/window.ts';

vi.mock('electron', () => ({}));

test('a second start while the app ends finds no window, and that is no error', () => {
  const gone = () => {
    throw new TypeError('Object has been destroyed');
  };
  const destroyed = { isDestroyed: () => true, isMinimized: gone, restore: gone, show: gone, focus: gone };
  expect(() => focusWindow(destroyed as unknown as BrowserWindow)).not.toThrow();
});
