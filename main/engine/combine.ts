import { gzipSync } from 'node:zlib';
import { combinedReportsLimit, type CombinedReport, type ExportResult, type Selection } from '../../shared/contract.ts';
import { DeskError } from '../../shared/error.ts';
import type { Report } from '../../shared/model.ts';
import { writeWholeFile } from '../disk/wholefile.ts';
import { counts } from './store/filter.ts';
import type { Store } from './store/store.ts';
import { formatReport, reportFileName } from './tlsrpt/format.ts';
import { combineReports } from './tlsrpt/merge.ts';

/** With the whole report. */
type Combined = Omit<CombinedReport, 'report'> & { report: Report };

/** The selected reports merged into one (the seed's Merge). Throws bad-request for none, or for too many. */
export function combine(store: Store, { filter, ids }: Selection): Combined {
  const wanted = ids.length > 0 ? ids : store.reportIds(filter);
  if (wanted.length > combinedReportsLimit)
    throw new DeskError('bad-request', `more than ${combinedReportsLimit} reports`);
  // As in sums: what is in doubt, was replaced or is not verified is in there only where it counts, or was asked for.
  const isAskedFor = ids.length > 0 || filter.authenticity !== undefined;
  const { countUnverified } = store.preferences();
  const found = wanted.flatMap((id) => {
    const { row, report } = store.report(id);
    return isAskedFor || (row.replacedBy === null && counts(row, countUnverified)) ? [report] : [];
  });
  const report = combineReports(found);
  return { report, reports: found.length, fileName: reportFileName(report, 'json.gz') };
}

/** As RFC 8460 JSON, compressed where the path ends in `.gz`. Throws what writeWholeFile does. */
export async function writeCombined(store: Store, { report, reports }: Combined, path: string): Promise<ExportResult> {
  const json = Buffer.from(formatReport(report));
  const bytes = path.endsWith('.gz') ? gzipSync(json) : json;
  await writeWholeFile(path, store.files, ({ file }) => file.writeFile(bytes));
  return { rows: reports, bytes: bytes.length };
}
