/** How often the engine is asked whether it is there. */
export const beatMs = 5_000;
/** So long may a new engine take to say its first word: to load its modules on a busy computer. */
export const firstWordMs = 30_000;
/** So long may an engine that is ready say nothing: one SQL statement on a huge store stalls it for that time. */
export const silenceMs = 120_000;
/** So long may it say nothing after `busy`: a store of many gigabytes is checked, brought up to date or restored. */
export const busySilenceMs = 30 * 60_000;

/**
 * Notices when an engine has said nothing for too long. It counts its own beats and not the clock: while the computer
 * sleeps, or main itself is held up, no beats pass, and nobody is blamed for the time.
 */
export class Heartbeat {
  #onBeat: () => void;
  #onSilence: (silentMs: number) => void;
  #timer: NodeJS.Timeout | undefined;
  #beats = 0;
  #allowedMs = 0;

  /** `onBeat` is to ask for a word; `onSilence` is called once, and the heartbeat then has stopped. */
  constructor(onBeat: () => void, onSilence: (silentMs: number) => void) {
    this.#onBeat = onBeat;
    this.#onSilence = onSilence;
  }

  /** A word was heard, or a new engine started: the next may take so long. */
  allow(silentMs: number): void {
    this.#beats = 0;
    this.#allowedMs = silentMs;
    this.#timer ??= setInterval(() => this.#beat(), beatMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #beat(): void {
    this.#beats += 1;
    const silentMs = this.#beats * beatMs;
    if (silentMs < this.#allowedMs) return this.#onBeat();
    this.stop();
    this.#onSilence(silentMs);
  }
}
