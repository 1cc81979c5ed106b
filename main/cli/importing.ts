import type { MessageCounts } from '../../shared/contract.ts';
import type { ParsedReport } from '../../shared/model.ts';
import { refusalText } from '../../shared/problems.ts';
import { Intake, type Taken } from '../engine/intake.ts';
import { keyLookup } from '../engine/mailbox/keys.ts';
import { sessionsOf } from '../engine/tlsrpt/merge.ts';
import type { Run } from './command.ts';
import { shown, type Output } from './output.ts';
import { withNewStore } from './place.ts';
import { readInput } from './standardinput.ts';

export const importFiles: Run = async (typed, output, terminal) => {
  const items = readInput(typed.positionals, output, terminal);
  return withNewStore(typed, async (store) => {
    const total: MessageCounts = { fetched: 0, stored: 0, duplicate: 0, refused: 0, pending: 0 };
    const intake = new Intake(store, keyLookup());
    try {
      for await (const taken of intake.takeFiles(items)) {
        total.fetched += 1;
        total[taken.outcome.outcome] += 1;
        print(taken, output);
        // At a terminal the lines themselves say how far it has got.
        if (terminal.stdout.isTTY !== true) output.progress(countsText(total));
      }
      await intake.verifier.finish();
    } finally {
      intake.verifier.stop();
    }
    if (output.json) output.value({ total });
    else output.text(countsText(total));
    return total.refused > 0 ? 1 : 0;
  });
};

export function countsText({ fetched, stored, duplicate, refused, pending }: MessageCounts): string {
  const counts = `${fetched} read: ${stored} stored, ${duplicate} duplicate, ${refused} refused`;
  return pending === 0 ? counts : `${counts}, ${pending} pending`;
}

function print({ message, outcome }: Taken, output: Output): void {
  const { refusal, source } = message;
  const reports = message.reports.map(({ parsed }, index) => ({
    id: outcome.reportIds[index] ?? 0,
    ...summary(parsed),
    authenticity: message.authenticity,
  }));
  if (output.json) {
    output.value({
      source,
      outcome: outcome.outcome,
      reason: refusal?.code ?? null,
      detail: refusal?.detail ?? '',
      reports,
    });
    return;
  }
  const about =
    refusal === null
      ? reports.map((report) => `${report.organizationName} ${report.reportId}`).join(', ')
      : `${refusalText(refusal.code).title} ${refusal.detail}`;
  output.text(`${outcome.outcome.padEnd(9)}  ${shown(source)}  ${shown(about)}`);
}

function summary({ report, deviations }: ParsedReport) {
  const { organizationName, reportId, startDatetime, endDatetime } = report;
  return {
    organizationName,
    reportId,
    startDatetime,
    endDatetime,
    policies: report.policies.length,
    ...sessionsOf(report),
    deviations: [...new Set(deviations.map(({ code }) => code))],
  };
}
