import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Filter } from '../../../shared/contract.ts';
import type { Store } from '../../../main/engine/store/store.ts';
import type { Report } from '../../../shared/model.ts';
import { longFilters, longReportLists } from './arbitrary.ts';
import * as expected from './expected-overview.ts';
import { failure, importReports, report, result } from './messages.ts';
import { openStore } from './temporary.ts';

/** Runs a check for random reports of a month, each time under several random filters. */
function always(check: (store: Store, reports: Report[], filter: Filter) => void): void {
  const conditions = fc.array(fc.oneof(longFilters, fc.constant({})), { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(longReportLists, conditions, (reports, list) => {
      const store = openStore();
      importReports(store, reports);
      for (const filter of list) check(store, reports, filter);
    }),
    { numRuns: 25 },
  );
}

describe('for any reports and any filter', () => {
  test('kinds of failure have their sums, their days and their trend', () => {
    always((store, reports, filter) => {
      const { kinds, ...sums } = store.kinds(filter);
      const rows = kinds.map(({ policyDomain, resultType, receivingMxHostname, daily, ...kind }) => ({
        kind: [policyDomain, resultType, receivingMxHostname].join('\n'),
        daily: [...daily],
        ...kind,
      }));
      expect({ ...sums, kinds: rows }).toEqual(expected.kinds(reports, filter));
    });
  });

  test('domains have their sums, and the policy that their latest report found', () => {
    always((store, reports, filter) => {
      const { domains, ...sums } = store.domains(filter);
      const rows = domains.map(({ dailySuccessful, dailyFailed, ...domain }) => ({
        dailySuccessful: [...dailySuccessful],
        dailyFailed: [...dailyFailed],
        ...domain,
      }));
      expect({ ...sums, domains: rows }).toEqual(expected.domains(reports, filter));
    });
  });

  test('coverage says who reported on which day, and who fell silent', () => {
    always((store, reports, filter) => {
      const { reporters, ...sums } = store.coverage(filter);
      const rows = reporters.map((reporter) => ({
        ...reporter,
        reports: [...reporter.reports],
        failedSessions: [...reporter.failedSessions],
      }));
      expect({ ...sums, reporters: rows }).toEqual(expected.coverage(reports, filter));
    });
  });
});

const dayOfMarch = (day: number) => `2026-03-${String(day).padStart(2, '0')}`;
const on = (day: number, organizationName = 'Example Inc.') =>
  report({
    organizationName,
    reportId: `${day} ${organizationName}`,
    startDatetime: `${dayOfMarch(day)}T00:00:00Z`,
    endDatetime: `${dayOfMarch(day)}T23:59:59Z`,
  });

describe('a reporter is silent', () => {
  const daily = Array.from({ length: 20 }, (_, index) => on(index + 1));
  const silent = (store: Store, filter: Filter = {}) =>
    store
      .coverage(filter)
      .reporters.filter(({ isSilent }) => isSilent)
      .map(({ organizationName }) => organizationName);

  test('who reported on five days of two weeks and on none of the last three', () => {
    const store = openStore();
    importReports(store, [...daily, ...[4, 5, 6, 7, 8].map((day) => on(day, 'Gone'))]);
    importReports(
      store,
      [3, 4, 5, 6, 7].map((day) => on(day, 'Rare')),
    );
    importReports(
      store,
      [12, 13, 14, 15, 16, 18].map((day) => on(day, 'Late')),
    );
    expect(silent(store)).toEqual(['Gone']);
  });

  test('also when the silence began before the days that are shown', () => {
    const store = openStore();
    importReports(store, [...daily, ...[6, 7, 8, 9, 10].map((day) => on(day, 'Gone'))]);
    const { reporters } = store.coverage({ since: dayOfMarch(16) });
    expect(reporters[0]).toMatchObject({ organizationName: 'Gone', isSilent: true, lastSeen: dayOfMarch(10) });
  });
});

test('the policy in force is read however its reporter wrote it down', () => {
  const strings = [
    [['version: STSv1', 'mode: testing'], 'testing'],
    [['VERSION:STSv1', 'Mode :  Enforce '], 'enforce'],
    [['version: STSv1\r\nmode: none\r\nmx: *.example.com'], 'none'],
    [['mx: mode.enforce.example'], ''],
    [['mode: whatever'], ''],
  ] as const;
  for (const [policyString, mode] of strings) {
    const store = openStore();
    const policy = { policyType: 'sts', policyString: [...policyString], policyDomain: 'example.com', mxHost: [] };
    importReports(store, [report({ policies: [result('example.com', [], { policy })] })]);
    expect(store.domains({}).domains[0]?.stsMode, policyString.join()).toBe(mode);
  }
});

test('a report from the future neither makes problems look gone nor stretches the days', () => {
  const store = openStore();
  importReports(store, [
    on(1),
    { ...on(2), startDatetime: '2199-01-01T00:00:00Z', endDatetime: '2199-01-02T00:00:00Z' },
  ]);
  expect(store.coverage({})).toMatchObject({ firstDay: '2026-03-01', days: 1 });
  expect(store.domains({}).domains[0]?.lastSeen).toBe('2026-03-01');
});

test('a report from the future leaves the trends of a breakdown their days', () => {
  const store = openStore();
  const policies = [result('example.com', [failure({ failedSessionCount: 3 })])];
  importReports(store, [
    { ...on(1), policies },
    { ...on(2), policies, startDatetime: '2199-01-01T00:00:00Z', endDatetime: '2199-01-02T00:00:00Z' },
  ]);
  const asked = { filter: {}, by: 'policy-domain' as const, keys: ['example.com'] };
  expect(store.breakdownTrends(asked)).toEqual({ firstDay: '2026-03-01', daily: [new Float64Array([3])] });
});

test('an empty store has empty answers', () => {
  const store = openStore();
  expect(store.kinds({})).toEqual({ firstDay: '', kinds: [], total: 0, open: 0 });
  expect(store.domains({})).toEqual({ firstDay: '', domains: [], total: 0 });
  expect(store.coverage({})).toEqual({ firstDay: '', days: 0, reporters: [], total: 0 });
  expect(store.announceKinds()).toEqual([]);
});
