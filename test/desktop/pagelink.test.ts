import { EventEmitter } from 'node:events';
import type { BrowserWindow, MessagePortMain } from 'electron';
import { expect, test } from 'vitest';
import { PageLink } from '../../main/pagelink.ts';
import { ourPage } from '../../main/scheme.ts';

const page = ourPage(undefined);

/** A window that shows what the test says, and notes what its page is given. */
class FakeWindow extends EventEmitter {
  given: string[] = [];
  origin = page.origin;
  webContents = Object.assign(new EventEmitter(), {
    mainFrame: { postMessage: () => this.given.push(`port to ${this.origin}`) } as { origin?: string },
    send: () => this.given.push(`word to ${this.origin}`),
  });

  constructor() {
    super();
    Object.defineProperty(this.webContents.mainFrame, 'origin', { get: () => this.origin });
  }

  load(origin: string): void {
    this.origin = origin;
    this.webContents.emit('did-finish-load');
  }
}

test('the engine’s port and main’s words go to our page, and to no other that the window came to show', () => {
  const window = new FakeWindow();
  let loads = 0;
  let closed = 0;
  const link = new PageLink(window as unknown as BrowserWindow, page, () => (loads += 1));
  const offer = () => {
    link.connect({ close: () => (closed += 1) } as unknown as MessagePortMain);
    link.tell('notice', null);
  };
  offer(); // Nothing has loaded yet.
  window.load(page.origin);
  offer();
  expect([window.given, loads, closed]).toEqual([[`port to ${page.origin}`, `word to ${page.origin}`], 1, 1]);

  window.origin = 'https://evil.example'; // Shown already, and main has not heard of it.
  offer();
  window.load('https://evil.example');
  offer();
  window.load(page.origin);
  window.webContents.emit('did-start-navigation', {}, 'https://evil.example/', false, true);
  offer();
  expect([window.given.length, loads, closed]).toEqual([2, 2, 4]);
});
