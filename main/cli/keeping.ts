import { DeskError } from '../../shared/error.ts';
import { maxKeepMonths, maxStoreMegabytes } from '../engine/arguments.ts';
import { Intake } from '../engine/intake.ts';
import { keyLookup } from '../engine/mailbox/keys.ts';
import { rereadAll } from '../engine/reread.ts';
import { firstKeptDay } from '../engine/retention.ts';
import type { Store } from '../engine/store/store.ts';
import { formatReport } from '../engine/tlsrpt/format.ts';
import { fileNameAgain } from '../engine/tlsrpt/filename.ts';
import { parseReport } from '../engine/tlsrpt/report.ts';
import type { Run } from './command.ts';
import { withStore } from './place.ts';
import { numberIn } from './values.ts';

export const verifyStore: Run = (typed, output) =>
  withStore(typed, (store) => {
    const findings = store.integrity();
    const ids = store.reportIds({});
    const differing = ids.filter((id) => !agreesWithOriginal(store, id));
    if (output.json) output.value({ reports: ids.length, differing, findings });
    else {
      output.text(`${ids.length} reports, ${differing.length} of them differ from their originals`);
      if (differing.length > 0) output.text(`ids: ${differing.join(' ')} (tlsrpt reread reads them again)`);
      for (const finding of findings) output.text(finding);
      if (findings.length === 0) output.text('the file is sound');
    }
    return findings.length + differing.length > 0 ? 1 : 0;
  });

function agreesWithOriginal(store: Store, id: number): boolean {
  try {
    const stored = store.report(id);
    const { report } = parseReport(store.originalBytes(id), fileNameAgain(stored));
    return formatReport(report) === formatReport(stored.report);
  } catch {
    return false; // Today's reader refuses what was stored.
  }
}

export const rereadOriginals: Run = (typed, output) =>
  withStore(typed, async (store) => {
    const signal = new AbortController().signal;
    const intake = new Intake(store, keyLookup());
    const progress = (reports: number) => output.progress(`${reports} read`);
    const result = await rereadAll(store, intake, { signal, progress });
    await intake.verifier.finish();
    intake.verifier.stop();
    if (output.json) output.value(result);
    else output.text(`${result.reports} read: ${result.changed} changed, ${result.accepted} refused ones stored`);
    return 0;
  });

export const retainReports: Run = async (typed, output) => {
  const { months, megabytes } = typed.text;
  if (months === undefined && megabytes === undefined) {
    throw new DeskError('usage', '--months or --megabytes is missing');
  }
  const change = {
    ...(months !== undefined && { keepMonths: numberOrAll('--months', months, maxKeepMonths) }),
    ...(megabytes !== undefined && { maxStoreMegabytes: numberOrAll('--megabytes', megabytes, maxStoreMegabytes) }),
  };
  return withStore(typed, async (store) => {
    const preferences = { ...store.preferences(), ...change };
    store.savePreferences(preferences);
    const day = firstKeptDay(preferences, new Date());
    const removed = day === null ? 0 : store.removeReportsBefore(day);
    if (removed > 0) await store.giveBackRoom();
    if (output.json) output.value({ ...change, removed });
    else output.text(day === null ? 'everything is kept' : `reports since ${day} are kept, ${removed} removed`);
    return 0;
  });
};

/** 0 for `all`. */
function numberOrAll(name: string, text: string, max: number): number {
  return text === 'all' ? 0 : numberIn(name, text, max, ', or all');
}
