import type { Preferences } from '../../shared/contract.ts';
import type { Store } from './store/store.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** The first UTC day that is kept when the last `months` are, or null when everything is. */
export function firstKeptDay({ keepMonths }: Preferences, now: Date): string | null {
  if (keepMonths === 0) return null;
  const first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - keepMonths, 1));
  // 31 May less three months is the end of February, not the beginning of March.
  const daysInMonth = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(now.getUTCDate(), daysInMonth));
  return first.toISOString().slice(0, 10);
}

/** Removes what is older than the person wants kept: at start, every day, and when that changes. */
export class Retention {
  #store: Store;
  #onLongWork: () => void;
  #onRemoved: () => void;
  #timer: NodeJS.Timeout;
  /** One after the other. */
  #givingBack = Promise.resolve();

  /** `onLongWork` is called before what may take minutes on a large store. */
  constructor(store: Store, onLongWork: () => void, onRemoved: () => void) {
    this.#store = store;
    this.#onLongWork = onLongWork;
    this.#onRemoved = onRemoved;
    this.#timer = setInterval(() => this.#applyLater(), dayMs);
    this.#applyLater();
  }

  apply(): void {
    this.#store.removals.forgetOld();
    const day = firstKeptDay(this.#store.preferences(), new Date());
    if (day === null) return;
    this.#onLongWork();
    if (this.#store.removeReportsBefore(day) === 0) return;
    this.#onRemoved();
    this.giveBackRoom();
  }

  /** Nobody waits for it, and what it could not do now is done with the next removal. */
  giveBackRoom(): void {
    this.#givingBack = this.#givingBack
      .then(() => this.#store.giveBackRoom())
      .catch((error: unknown) => {
        console.error(`giving back room: ${error instanceof Error ? error.message : String(error)}`);
      });
  }

  /** A store that cannot be written for now (a full disk, say) must not keep the engine from starting. */
  #applyLater(): void {
    try {
      this.apply();
    } catch (error) {
      console.error(`retention: ${error instanceof Error ? error.message : String(error)}; tried again tomorrow`);
    }
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
