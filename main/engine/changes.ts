/** At most four times a second (shared/contract.ts, Events.changed). */
const quietMs = 250;

/** Joins many calls within a short time into one, which is made at the end of it. */
export class Changes {
  #tell: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(tell: () => void) {
    this.#tell = tell;
  }

  note(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#tell();
    }, quietMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
