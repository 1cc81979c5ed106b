import type { Filter, ReportRow } from '../../shared/contract.ts';
import { domainsOf } from '../../shared/excerpt.ts';
import type { Store } from '../engine/store/store.ts';
import { formatReport } from '../engine/tlsrpt/format.ts';
import { askStore } from './asking.ts';
import type { Run, Typed } from './command.ts';
import { withStore } from './place.ts';
import { idIn } from './values.ts';

const pageRows = 500;

export const listReports: Run = (typed, output) =>
  askStore(typed, (store, filter) => {
    const rows = allReports(store, filter);
    if (output.json) output.value(rows);
    else {
      output.table(
        ['id', 'start', 'organization', 'policy domains', 'successful', 'failed', 'report-id'],
        rows.map((row) => [
          row.id,
          row.startDatetime,
          row.organizationName,
          domainsOf(row, ' '),
          row.successfulSessions,
          row.failedSessions,
          row.reportId,
        ]),
      );
    }
    return 0;
  });

function allReports(store: Store, filter: Filter): ReportRow[] {
  const rows: ReportRow[] = [];
  const sort = { key: 'startDatetime', descending: true } as const;
  let page = store.reportsPage({ filter, sort, limit: pageRows });
  while (page.rows.length > 0) {
    rows.push(...page.rows);
    page = store.reportsPage({ filter, sort, limit: pageRows, after: page.last });
  }
  return rows;
}

const idOf = ({ positionals: [id = ''] }: Typed) => idIn(id);

export const showReport: Run = async (typed, output) => {
  const id = idOf(typed);
  return withStore(typed, (store) => {
    output.document(formatReport(store.report(id).report));
    return 0;
  });
};

export const printOriginal: Run = async (typed, output) => {
  const id = idOf(typed);
  return withStore(typed, async (store) => {
    await output.bytes(store.originalBytes(id));
    return 0;
  });
};

export const confirmReport: Run = async (typed, output) => {
  const id = idOf(typed);
  return withStore(typed, (store) => {
    const counted = store.confirm(id);
    if (output.json) output.value({ counted });
    else output.text(counted === 1 ? '1 report counts now' : `${counted} reports count now`);
    return 0;
  });
};
