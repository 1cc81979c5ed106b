import { Random } from '../demo/random.ts';
import { kinds, makeInput, type Kind } from './inputs.ts';
import { keepPromises } from './promises.ts';

/** What a run of the fuzzer came to. */
export interface Tally {
  /** Messages, of which an mbox holds none, one or several. */
  read: number;
  refused: number;
  slowestMs: number;
  peakRssBytes: number;
}

/** A mail costs some thirty times as much as a report alone, so that it is not every case's turn. */
const rounds: readonly Kind[] = [...kinds, ...Array.from({ length: 10 }, () => ['report', 'gzip'] as const).flat()];

/** Case `index` of `seed`, always the same. */
export function fuzzCase(seed: number, index: number): { kind: Kind; input: Buffer; random: Random } {
  const random = new Random(seed * 0x9e3779b1 + index);
  const kind = rounds[index % rounds.length] ?? 'report';
  return { kind, input: makeInput(kind, random), random };
}

/**
 * Reads `cases` mutated inputs. Throws where a promise was not kept, with the number of the case in its message, after
 * `watch` was asked about each.
 */
export async function fuzz(cases: number, seed: number, watch: (tally: Tally) => void): Promise<Tally> {
  const tally: Tally = { read: 0, refused: 0, slowestMs: 0, peakRssBytes: 0 };
  for (let index = 0; index < cases; index++) {
    const { kind, input, random } = fuzzCase(seed, index);
    const startedAt = performance.now();
    try {
      const { read, refused } = await keepPromises(input, kind, random);
      tally.read += read;
      tally.refused += refused;
      tally.slowestMs = Math.max(tally.slowestMs, performance.now() - startedAt);
      if (index % 1_000 === 0) tally.peakRssBytes = Math.max(tally.peakRssBytes, process.memoryUsage.rss());
      watch(tally);
    } catch (error) {
      throw new Error(`case ${index} of seed ${seed} (${kind}, base64):\n${input.toString('base64')}`, {
        cause: error,
      });
    }
  }
  return tally;
}
