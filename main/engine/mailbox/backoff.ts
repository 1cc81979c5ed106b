const firstMs = 2_000;
const longestMs = 15 * 60_000;

/**
 * Waiting times between attempts: doubled with each failure up to a limit, and drawn at random from the upper half of
 * that, so that many clients of a server that comes back do not come back together, and none at once.
 */
export class Backoff {
  #random: () => number;
  #failures = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  nextMs(): number {
    const ceilingMs = Math.min(longestMs, firstMs * 2 ** this.#failures);
    this.#failures += 1;
    return Math.round(ceilingMs * (0.5 + 0.5 * this.#random()));
  }

  /** The failure to come brought something all the same: the pauses do not grow with it. */
  ease(): void {
    this.#failures = Math.max(0, this.#failures - 1);
  }

  reset(): void {
    this.#failures = 0;
  }
}
