import { Notification } from 'electron';
import type { Notice } from '../shared/shell.ts';

/** Shows notices as the system's notifications; a newer one takes the older one's place. */
export class Notices {
  /** Kept: the click on a notification that nobody holds may be lost. */
  #shown: Notification | null = null;
  #onClick: () => void;

  constructor(onClick: () => void) {
    this.#onClick = onClick;
  }

  get areSupported(): boolean {
    return Notification.isSupported();
  }

  show(notice: Notice): void {
    this.#shown?.close();
    const shown = new Notification(notice);
    shown.on('click', this.#onClick);
    shown.show();
    this.#shown = shown;
  }
}
