const firstMs = 1_000;
const longestMs = 5 * 60_000;

/**
 * Waiting times between attempts: doubled with each failure up to a limit, and drawn at random from nothing to that
 * ("full jitter"), so that many clients of a server that comes back do not come back together.
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
    return Math.round(this.#random() * ceilingMs);
  }

  reset(): void {
    this.#failures = 0;
  }
}
