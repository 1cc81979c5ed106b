import { DeskError } from '../../shared/error.ts';
import type { ExportTable } from '../../shared/contract.ts';
import { combine, writeCombined } from '../engine/combine.ts';
import { writeCsv } from '../engine/csv.ts';
import { noArguments, requiredText, type Command } from './command.ts';
import { filterOf, filterOptions } from './filter.ts';
import { withStore } from './place.ts';

const tables: readonly ExportTable[] = ['reports', 'failures'];

export const exportCommand: Command = {
  name: 'export',
  arguments: 'reports|failures',
  summary: 'Write a CSV file: a row per policy (reports) or per failure detail (failures).',
  options: { to: { value: 'FILE.csv', help: 'the file to write' }, ...filterOptions },
  run: (typed, output) => {
    const table = tables.find((each) => each === typed.positionals[0]);
    if (table === undefined || typed.positionals.length > 1)
      throw new DeskError('usage', 'export reports, or failures');
    const path = requiredText(typed, 'to');
    return withStore(typed, async (store) => {
      const written = await writeCsv(store, table, filterOf(typed), path, {
        signal: new AbortController().signal,
        progress: () => {},
      });
      if (output.json) output.value(written);
      else output.text(`${written.rows} rows written to ${path}`);
      return 0;
    });
  },
};

export const combineCommand: Command = {
  name: 'combine',
  arguments: '',
  summary: 'Merge all reports that match into one, and write it as RFC 8460 JSON.',
  options: { to: { value: 'FILE', help: 'the file to write, compressed when it ends in .gz' }, ...filterOptions },
  run: (typed, output) => {
    noArguments(typed);
    const path = requiredText(typed, 'to');
    return withStore(typed, async (store) => {
      const combined = combine(store, { filter: filterOf(typed), ids: [] });
      const { bytes } = await writeCombined(store, combined, path);
      const { reports, report } = combined;
      if (output.json) output.value({ reports, policies: report.policies.length, bytes });
      else output.text(`${reports} reports combined into ${report.policies.length} policies, written to ${path}`);
      return 0;
    });
  },
};
