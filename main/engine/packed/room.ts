import { Refusal } from '../../../shared/error.ts';
import { maxReportBytes, maxReports } from '../tlsrpt/limits.ts';

/** All that one mail or file may inflate to: two of the largest reports, when one was never seen. */
export const maxInflatedBytes = 2 * maxReportBytes;
/** Files in archives and members of gzip (RFC 1952 section 2.2) of one mail or file: some years of a domain's reports. */
export const maxFiles = 10_000;
/** Archives within archives: a gzip in a tar in a gzip. */
export const maxArchiveDepth = 3;

/**
 * What one mail or file may still inflate to, however many parts, members and files within files it packs: each of
 * them may be small enough, and all together a bomb.
 */
export class Room {
  #bytes = maxInflatedBytes;
  #files = maxFiles;
  #reports = maxReports;

  get bytes(): number {
    return Math.max(this.#bytes, 0);
  }

  /** Nothing was inflated yet. */
  get isWhole(): boolean {
    return this.#bytes === maxInflatedBytes;
  }

  /** Throws Refusal report-too-large where there is no room for so many. */
  take(bytes: number): void {
    this.#bytes -= bytes;
    if (this.isSpent) throw new Refusal('report-too-large', `more than ${maxInflatedBytes} bytes in all`);
  }

  get isSpent(): boolean {
    return this.#bytes < 0;
  }

  /** Whether there was room for one file more. */
  takeFile(): boolean {
    this.#files -= 1;
    return this.#files >= 0;
  }

  get reports(): number {
    return Math.max(this.#reports, 0);
  }

  takeReports(count: number): void {
    this.#reports -= count;
  }
}

/** Of one file that alone comes to more. */
export function tooLarge(): Refusal {
  return new Refusal('report-too-large', `more than ${maxInflatedBytes} bytes`);
}
