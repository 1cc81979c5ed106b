import type { Deviation, DeviationCode } from '../../../shared/model.ts';
import { maxDeviationsPerCode } from './limits.ts';

/** Collects what had to be tolerated while one report is read. */
export class Deviations {
  readonly list: Deviation[] = [];
  readonly #counts = new Map<DeviationCode, number>();

  /** `path` is the place in the JSON by the RFC's names: `policies[0].policy.mx-host`, '' for the whole. */
  note(code: DeviationCode, path: string): void {
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    if (count <= maxDeviationsPerCode) this.list.push({ code, path });
  }
}
