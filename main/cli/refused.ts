import type { RefusedRow } from '../../shared/contract.ts';
import { refusalText } from '../../shared/problems.ts';
import type { Store } from '../engine/store/store.ts';
import type { Run } from './command.ts';
import { withStore } from './place.ts';

const pageRows = 500;

export const listRefused: Run = (typed, output) =>
  withStore(typed, (store) => {
    const rows = allRefused(store);
    if (output.json) output.value(rows);
    else {
      output.table(
        ['id', 'received', 'source', 'reason', 'subject'],
        rows.map((row) => [
          row.id,
          row.receivedAt,
          row.source,
          `${refusalText(row.reason).title} ${row.detail}`,
          row.subject,
        ]),
      );
    }
    return 0;
  });

function allRefused(store: Store): RefusedRow[] {
  const rows: RefusedRow[] = [];
  for (;;) {
    const page = store.refusedPage(rows.length, pageRows);
    rows.push(...page.rows);
    if (page.rows.length === 0) return rows;
  }
}
