import { isDeepStrictEqual } from 'node:util';
import { DeskError, Refusal } from '../../shared/error.ts';
import type { DeviationCode } from '../../shared/model.ts';
import type { RereadResult } from '../../shared/reread.ts';
import type { Intake } from './intake.ts';
import type { Store } from './store/store.ts';
import { fileNameAgain } from './tlsrpt/filename.ts';
import { parseReport } from './tlsrpt/report.ts';

/** After so many reports others get their turn. */
const reportsTogether = 100;

interface Progress {
  signal: AbortSignal;
  progress(reports: number): void;
}

/** Reads every original and every kept refused message again, after an upgrade that reads more. Throws cancelled. */
export async function rereadAll(store: Store, intake: Intake, { signal, progress }: Progress): Promise<RereadResult> {
  const result: RereadResult = { reports: 0, changed: 0, accepted: 0 };
  for (const id of store.reportIds({})) {
    if (result.reports % reportsTogether === 0) await takeTurns(signal);
    if (await unlessGone(() => rereadReport(store, id))) result.changed += 1;
    result.reports += 1;
    progress(result.reports);
  }
  for (const id of store.refusedIds()) {
    await takeTurns(signal);
    if (await unlessGone(() => intake.retry(id))) result.accepted += 1;
  }
  return result;
}

/** Retention, or the person, may take away meanwhile what is to be read: the others are read all the same. */
async function unlessGone(read: () => boolean | Promise<boolean>): Promise<boolean> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DeskError && error.code === 'not-found') return false;
    throw error;
  }
}

/** Deviations of the mail around the report are not to be seen in its JSON: they stay. */
function rereadReport(store: Store, id: number): boolean {
  try {
    const stored = store.report(id);
    const { report, deviations } = parseReport(store.originalBytes(id), fileNameAgain(stored));
    const found = new Set(deviations.map(({ code }) => code));
    const around = stored.deviations.filter(({ code }) => aroundReport.has(code) && !found.has(code));
    const read = { report, deviations: [...around, ...deviations] };
    const isSame = isDeepStrictEqual(read, { report: stored.report, deviations: stored.deviations });
    return isSame ? false : store.replaceReport(id, read);
  } catch (error) {
    // What was read once stays as it was read, should a later version be stricter.
    if (error instanceof Refusal) return false;
    throw error;
  }
}

/** What the mail or the packing departed in, not the JSON. */
const aroundReport = new Set<DeviationCode>([
  'line-ends',
  'transfer-encoding',
  'uuencoded',
  'media-type',
  'label-contradicts-content',
  'not-multipart-report',
  'report-type-missing',
  'nested-message',
  'part-unreadable',
  'one-of-several',
  'json-guard',
  'byte-order-mark',
  'trailing-data',
  'truncated-gzip',
]);

async function takeTurns(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  if (signal.aborted) throw new DeskError('cancelled');
}
