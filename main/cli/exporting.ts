import type { ExportTable } from '../../shared/contract.ts';
import { combine, writeCombined } from '../engine/combine.ts';
import { streamCsv, writeCsv } from '../engine/csv.ts';
import { formatReport } from '../engine/tlsrpt/format.ts';
import { askStore } from './asking.ts';
import type { Run, Typed } from './command.ts';
import { standardStream } from './standardinput.ts';
import { oneOf, requiredText } from './values.ts';

const tables: readonly ExportTable[] = ['reports', 'failures'];

export const exportTable: Run = async (typed, output) => {
  const table = oneOf('export', typed.positionals[0] ?? '', tables);
  const path = pathOf(typed);
  const options = {
    signal: new AbortController().signal,
    progress: (rows: number) => output.progress(`${rows} rows`),
  };
  return askStore(typed, async (store, filter) => {
    if (path === null) await streamCsv(store, table, filter, (bytes) => output.bytes(bytes), options);
    else {
      const written = await writeCsv(store, table, filter, path, options);
      if (output.json) output.value(written);
      else output.text(`${written.rows} rows written to ${path}`);
    }
    return 0;
  });
};

export const combineReports: Run = async (typed, output) => {
  const path = pathOf(typed);
  return askStore(typed, async (store, filter) => {
    const combined = combine(store, { filter, ids: [] });
    const { reports, report } = combined;
    if (path === null) {
      output.document(formatReport(report));
      return 0;
    }
    const { bytes } = await writeCombined(store, combined, path);
    if (output.json) output.value({ reports, policies: report.policies.length, bytes });
    else output.text(`${reports} reports combined into ${report.policies.length} policies, written to ${path}`);
    return 0;
  });
};

/** null for standard output. */
function pathOf(typed: Typed): string | null {
  const path = typed.text['to'] === undefined ? standardStream : requiredText(typed, 'to');
  return path === standardStream ? null : path;
}
