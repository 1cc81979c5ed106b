import type { BrowserWindow, MessagePortMain } from 'electron';
import { portMessage } from '../shared/shell.ts';
import { tellChannels, type Told } from './channels.ts';
import type { Page } from './scheme.ts';

/**
 * What main can tell the page in the window, if it is ours. Before it has loaded it listens to nothing, and is told
 * nothing; another page that the window came to show is told nothing ever, and gets no port to the engine.
 */
export class PageLink {
  #window: BrowserWindow;
  #page: Page;
  #loaded = false;

  /** `onLoad` is called at every load of our page: it then knows nothing yet. */
  constructor(window: BrowserWindow, page: Page, onLoad: () => void) {
    this.#window = window;
    this.#page = page;
    const lose = () => {
      this.#loaded = false;
    };
    window.webContents.on('did-start-navigation', (_event, _url, isInPlace, isMainFrame) => {
      if (isMainFrame && !isInPlace) lose();
    });
    window.webContents.on('did-navigate', lose);
    window.webContents.on('render-process-gone', lose);
    window.once('closed', lose);
    window.webContents.on('did-finish-load', () => {
      this.#loaded = true;
      if (this.#isOurs()) onLoad();
    });
  }

  tell<K extends keyof Told>(name: K, value: Told[K]): void {
    if (this.#isOurs()) this.#window.webContents.send(tellChannels[name], value);
  }

  /** Hands the page its end of a pair of ports. */
  connect(port: MessagePortMain): void {
    if (this.#isOurs()) this.#window.webContents.mainFrame.postMessage(portMessage, null, [port]);
    else port.close();
  }

  /** Asked anew each time: between two words the window may have come to show another page. */
  #isOurs(): boolean {
    return this.#loaded && this.#window.webContents.mainFrame.origin === this.#page.origin;
  }
}
