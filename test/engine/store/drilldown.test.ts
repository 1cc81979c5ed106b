import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dimensions, type Dimension, type FailureRow, type Filter } from '../../../shared/contract.ts';
import type { Store } from '../../../main/engine/store/store.ts';
import type { Report } from '../../../shared/model.ts';
import { filteredReports } from './arbitrary.ts';
import * as expected from './expected.ts';
import { expectMost } from './most.ts';
import { failure, importReports, report, result } from './messages.ts';
import { openStore } from './temporary.ts';

/** Runs a check for random reports, each time under several random filters and by two dimensions. */
function always(
  check: (store: Store, reports: Report[], filter: Filter, by: Dimension, then: Dimension) => void,
): void {
  const dimension = fc.constantFrom(...dimensions);
  const matching: boolean[] = [];
  fc.assert(
    fc.property(filteredReports, dimension, dimension, ({ reports, filters }, by, then) => {
      const store = openStore();
      importReports(store, reports);
      for (const filter of filters) {
        matching.push(expected.matches(reports, filter).length > 0);
        check(store, reports, filter, by, then);
      }
    }),
    { numRuns: 50 },
  );
  expectMost(matching);
}

const keysOf = (store: Store, filter: Filter, by: Dimension) => store.breakdown(filter, by).rows.map(({ key }) => key);

describe('for any reports and any filter', () => {
  test('trends have the failed sessions of each row, day by day of the series', () => {
    always((store, reports, filter, by) => {
      const keys = keysOf(store, filter, by);
      const { firstDay, daily } = store.breakdownTrends({ filter, by, keys: [...keys, 'nowhere'] });
      const series = expected.series(reports, filter);
      expect(firstDay).toBe(series.firstDay);
      const rows = expected.trends(reports, filter, by, keys);
      expect(daily.map((column) => [...column])).toEqual([...rows, series.reports.map(() => 0)]);
    });
  });

  test('parts have the failed sessions of each pair, the greatest six first', () => {
    always((store, reports, filter, by, then) => {
      const keys = keysOf(store, filter, by);
      const { parts, failedSessions } = store.breakdownParts({ filter, by, then, keys });
      const rows = failedSessions.map((column) => [...column]);
      expect({ parts, failedSessions: rows }).toEqual(expected.parts(reports, filter, by, then, keys));
    });
  });

  test('pages hold each matching detail once: the latest day first, then most failed sessions', () => {
    always((store, reports, filter) => {
      const rows: FailureRow[] = [];
      for (;;) {
        const page = store.failuresPage(filter, rows.length, 3);
        rows.push(...page.rows);
        if (page.rows.length === 0 || rows.length > page.total) break;
      }
      expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
      expect(store.failuresPage(filter, 0, 1).total).toBe(rows.length);
      const places = rows.map(({ day, failedSessionCount }) => ({ day, failedSessionCount }));
      const inOrder = places.toSorted(
        (a, b) => Date.parse(b.day) - Date.parse(a.day) || b.failedSessionCount - a.failedSessionCount,
      );
      expect(places).toEqual(inOrder);
      expect(textsOf(rows)).toEqual(textsOf(expected.failures(reports, filter)));
    });
  });
});

const fields = ['reportId', 'day', 'organizationName', 'policyDomain', 'policyType', ...Object.keys(failure())];
const textsOf = (rows: object[]) => rows.map((row) => JSON.stringify(row, fields)).sort();

test('sums that details do not explain are in no part', () => {
  const store = openStore();
  const policies = [result('example.com', [failure()], { totalFailureSessionCount: 5 })];
  importReports(store, [report({ policies })]);
  const rows = { filter: {}, by: 'policy-domain', keys: ['example.com'] } as const;
  const sums = (then: Dimension) => [
    ...(store.breakdownParts({ ...rows, keys: [...rows.keys], then }).failedSessions[0] ?? []),
  ];
  expect([sums('result-type'), sums('policy-type')]).toEqual([[1], [5]]);
});

test('a row of the failures leads to its report', () => {
  const store = openStore();
  importReports(store, [
    report(),
    report({ reportId: 'r2', policies: [result('a.example'), result('b.example', [failure()])] }),
  ]);
  expect(store.failuresPage({}, 0, 10)).toMatchObject({ rows: [{ reportId: 2, policyDomain: 'b.example' }], total: 1 });
});
