/**
 * npm run fuzz [-- CASES [SEED]]: mutated reports, archives, mails and mailbox files through the readers. Each must
 * keep its promises (promises.ts) within a second, in bounded memory. Exits with 1 and prints the case otherwise.
 */
import { fuzz, type Tally } from './fuzz.ts';

const [cases = '100000', seed = '1'] = process.argv.slice(2);
const maxCaseMs = 1_000;
const maxRssBytes = 1024 ** 3;

function watch({ slowestMs, peakRssBytes }: Tally): void {
  if (slowestMs > maxCaseMs) throw new Error(`took ${slowestMs.toFixed()} ms`);
  if (peakRssBytes > maxRssBytes) throw new Error(`memory grew to ${peakRssBytes} bytes`);
}

if (!(Number(cases) > 0 && Number.isSafeInteger(Number(seed)))) throw new Error('npm run fuzz -- CASES SEED');
const { read, refused, slowestMs, peakRssBytes } = await fuzz(Number(cases), Number(seed), watch);
console.log(
  `${cases} cases, none failed: ${read} messages read, ${refused} refused, slowest case ${slowestMs.toFixed()} ms, ` +
    `peak memory ${(peakRssBytes / 2 ** 20).toFixed()} MiB`,
);
