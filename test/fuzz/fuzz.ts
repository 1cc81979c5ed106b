/**
 * node test/fuzz/fuzz.ts [cases] [seed]: mutated reports and mails through the readers. Every case must end as reports
 * that are read again as they were, or as a Refusal, within a second, and memory must stay bounded. Exits with 1
 * otherwise, and prints the case.
 */
import { isDeepStrictEqual } from 'node:util';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateReports } from '../../main/engine/inflate.ts';
import { readMessage } from '../../main/engine/mailbox/mime.ts';
import { formatReport } from '../../main/engine/tlsrpt/format.ts';
import { parseReport } from '../../main/engine/tlsrpt/report.ts';
import { Refusal } from '../../shared/error.ts';
import { Random } from '../demo/random.ts';
import { demoMails } from '../demo/reports.ts';
import { mutateBytes, mutateJson } from './mutate.ts';

const cases = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? 1);
/** A mail costs some thirty times as much as a report alone. */
const mailEvery = 20;
const maxCaseMs = 1_000;
const maxRssBytes = 1024 ** 3;

const fixtures = join(import.meta.dirname, '../fixtures/reports');
const jsons = readdirSync(fixtures)
  .filter((name) => name.endsWith('.json') && !name.endsWith('.expected.json'))
  .map((name) => readFileSync(join(fixtures, name))) as [Buffer, ...Buffer[]];
const mails = demoMails({ days: 2, until: new Date('2026-11-24T00:00:00Z'), seed }).map(({ raw }) => raw) as [
  Buffer,
  ...Buffer[],
];

function checkReport(json: Uint8Array): void {
  const { report } = parseReport(json);
  const again = parseReport(Buffer.from(formatReport(report))).report;
  if (!isDeepStrictEqual(again, report)) throw new Error('a report was read differently when written out');
}

async function checkMail(raw: Buffer): Promise<void> {
  const { candidates } = await readMessage(raw);
  for (const { bytes } of candidates) for (const { json } of inflateReports(bytes)) checkReport(json);
}

interface Tally {
  read: number;
  refused: number;
  slowestMs: number;
  peakRssBytes: number;
}

async function runCase(input: Buffer, isMail: boolean, tally: Tally): Promise<void> {
  const startedAt = performance.now();
  try {
    if (isMail) await checkMail(input);
    else checkReport(input);
    tally.read++;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    tally.refused++;
  }
  tally.slowestMs = Math.max(tally.slowestMs, performance.now() - startedAt);
  if (tally.slowestMs > maxCaseMs) throw new Error(`took ${tally.slowestMs} ms`);
}

function makeInput(random: Random, isMail: boolean): Buffer {
  if (isMail) return mutateBytes(random.pick(mails), random);
  const source = random.pick(jsons);
  return random.chance(0.7) ? mutateJson(source, random) : mutateBytes(source, random);
}

const random = new Random(seed);
const tally: Tally = { read: 0, refused: 0, slowestMs: 0, peakRssBytes: 0 };
for (let index = 0; index < cases; index++) {
  const isMail = index % mailEvery === 0;
  const input = makeInput(random, isMail);
  try {
    await runCase(input, isMail, tally);
    if (index % 1_000 === 0) tally.peakRssBytes = Math.max(tally.peakRssBytes, process.memoryUsage.rss());
    if (tally.peakRssBytes > maxRssBytes) throw new Error(`memory grew to ${tally.peakRssBytes} bytes`);
  } catch (error) {
    console.error(
      `case ${index} of seed ${seed} (${isMail ? 'mail' : 'report'}, base64):\n${input.toString('base64')}`,
    );
    throw error;
  }
}
console.log(
  `${cases} cases: ${tally.read} read, ${tally.refused} refused, slowest ${tally.slowestMs.toFixed(0)} ms, ` +
    `peak memory ${(tally.peakRssBytes / 2 ** 20).toFixed(0)} MiB`,
);
