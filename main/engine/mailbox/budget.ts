import { DeskError } from '../../../shared/error.ts';
import { slowestBytesPerSecond } from './limits.ts';

/** What a server may spend on one command. */
export interface Allowance {
  bytes: number;
  /** Untagged answers, rows of FETCH aside: those are of a size, and handed on one by one. */
  lines: number;
  /** Time, to which every byte that comes adds what it takes over a slow line. */
  ms: number;
  /** Where the command goes on for as long as nothing happens: how long bytes and lines are for. */
  renewedMs?: number;
}

/** What came over a connection since it was made. */
export interface Traffic {
  bytes: number;
  lines: number;
}

/** Counts what one command brings, and says when that is too much, or comes too slowly. */
export class Budget {
  #traffic: () => Traffic;
  #allowance: Allowance;
  #before: Traffic;
  #began = performance.now();

  constructor(traffic: () => Traffic, allowance: Allowance) {
    this.#traffic = traffic;
    this.#allowance = allowance;
    this.#before = traffic();
  }

  /** What the server overdid; null while it keeps within bounds. */
  breach(): DeskError | null {
    const { bytes, lines, ms, renewedMs = Number.POSITIVE_INFINITY } = this.#allowance;
    const now = this.#traffic();
    const cameBytes = now.bytes - this.#before.bytes;
    const cameLines = now.lines - this.#before.lines;
    const tookMs = performance.now() - this.#began;
    if (cameBytes > bytes) return new DeskError('server-flood', `more than ${bytes} bytes in answer to one command`);
    if (cameLines > lines) return new DeskError('server-flood', `more than ${lines} lines in answer to one command`);
    if (tookMs > ms + (cameBytes / slowestBytesPerSecond) * 1_000) {
      return new DeskError('server-flood', `${cameBytes} bytes in ${Math.round(tookMs / 1_000)} seconds`);
    }
    if (tookMs > renewedMs) {
      this.#before = now;
      this.#began = performance.now();
    }
    return null;
  }
}
