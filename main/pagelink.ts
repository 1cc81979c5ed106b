import type { BrowserWindow, MessagePortMain } from 'electron';
import { portMessage } from '../shared/shell.ts';
import { tellChannels, type Told } from './channels.ts';

/** What main can tell the page in the window. Before it has loaded it listens to nothing, and is told nothing. */
export class PageLink {
  #window: BrowserWindow;
  #loaded = false;

  /** `onLoad` is called at every load: the page then knows nothing yet. */
  constructor(window: BrowserWindow, onLoad: () => void) {
    this.#window = window;
    const lose = () => {
      this.#loaded = false;
    };
    window.webContents.on('did-navigate', lose);
    window.webContents.on('render-process-gone', lose);
    window.once('closed', lose);
    window.webContents.on('did-finish-load', () => {
      this.#loaded = true;
      onLoad();
    });
  }

  tell<K extends keyof Told>(name: K, value: Told[K]): void {
    if (this.#loaded) this.#window.webContents.send(tellChannels[name], value);
  }

  /** Hands the page its end of a pair of ports. */
  connect(port: MessagePortMain): void {
    if (this.#loaded) this.#window.webContents.postMessage(portMessage, null, [port]);
    else port.close();
  }
}
