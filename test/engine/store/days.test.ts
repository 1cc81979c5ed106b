import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { buildSchema } from '../../../main/engine/store/schema.ts';
import type { Store } from '../../../main/engine/store/store.ts';
import type { Filter } from '../../../shared/contract.ts';
import { failure, importReports, report, result } from './messages.ts';
import { newFolder, openStore } from './temporary.ts';

const policies = [
  result('example.com', [
    failure({ failedSessionCount: 5 }),
    failure({ failedSessionCount: 4, receivingIp: '198.51.100.2' }),
  ]),
];

/** A report of one week, 2 to 8 March, and one of its third day. */
function openWeek(): Store {
  const store = openStore();
  importReports(store, [
    report({ reportId: 'week', startDatetime: '2026-03-02T00:00:00Z', endDatetime: '2026-03-08T23:59:59Z', policies }),
    report({ reportId: 'day', startDatetime: '2026-03-04T00:00:00Z', endDatetime: '2026-03-04T23:59:59Z', policies }),
  ]);
  return store;
}

const dayIn = (day: number) => `2026-03-0${day}`;
const day = (number: number): Filter => ({ since: dayIn(number), until: dayIn(number) });

test('a report of several days is on each of them in series and trends, and all its sessions are there once', () => {
  const store = openWeek();
  const { firstDay, reports, failedSessions, successfulSessions } = store.series({});
  expect(firstDay).toBe('2026-03-02');
  expect([...reports]).toEqual([1, 1, 2, 1, 1, 1, 1]);
  expect(failedSessions.reduce((sum, count) => sum + count, 0)).toBe(store.totals({}).failedSessions);
  expect(successfulSessions.reduce((sum, count) => sum + count, 0)).toBe(store.totals({}).successfulSessions);
  expect(failedSessions.every((count) => Number.isInteger(count) && count >= 1)).toBe(true);
  const trends = store.breakdownTrends({ filter: {}, by: 'policy-domain', keys: ['example.com'] });
  expect([...(trends.daily[0] ?? [])]).toEqual([...failedSessions]);
  expect(store.totals({})).toMatchObject({ reports: 2, policies: 2, failureDetails: 4, failedSessions: 18 });
});

test('problems, domains and coverage know a report of several days on each of them', () => {
  const store = openWeek();
  const [kind] = store.kinds({}).kinds;
  const series = store.series({});
  expect(kind).toMatchObject({ firstSeen: dayIn(2), lastSeen: dayIn(8), failedSessions: 18, reports: 2 });
  const byDetail = [...(kind?.daily ?? [])];
  expect(byDetail.reduce((sum, count) => sum + count, 0)).toBe(18);
  expect(byDetail).toHaveLength(7);
  const [domain] = store.domains({}).domains;
  expect([...(domain?.dailyFailed ?? [])]).toEqual([...series.failedSessions]);
  expect(domain).toMatchObject({ lastSeen: dayIn(8), policyTypes: ['sts'], stsMode: 'enforce' });
  const [reporter] = store.coverage({}).reporters;
  expect([...(reporter?.reports ?? [])]).toEqual([...series.reports]);
  expect(reporter?.lastSeen).toBe(dayIn(8));
});

test('a day is the same in a filter, in the series, in a breakdown by day and in the list', () => {
  const store = openWeek();
  const series = store.series({});
  const byDay = new Map(store.breakdown({}, 'day').rows.map((row) => [row.key, row]));
  for (let number = 2; number <= 8; number++) {
    const totals = store.totals(day(number));
    expect(totals.failedSessions).toBe(series.failedSessions[number - 2]);
    expect(totals.successfulSessions).toBe(series.successfulSessions[number - 2]);
    expect(totals.reports).toBe(series.reports[number - 2]);
    expect(byDay.get(dayIn(number))).toMatchObject({ failedSessions: totals.failedSessions, reports: totals.reports });
    expect(store.reportIds(day(number))).toHaveLength(totals.reports);
    expect(
      store.reportsPage({ filter: day(number), sort: { key: 'startDatetime', descending: true }, limit: 9 }).total,
    ).toBe(totals.reports);
    const { rows, total } = store.failuresPage(day(number), 0, 9);
    expect([rows.length, total]).toEqual([totals.failureDetails, totals.failureDetails]);
  }
  for (const outside of [1, 9])
    expect(store.totals(day(outside)).reports + store.reportIds(day(outside)).length).toBe(0);
  const parts = [{ until: dayIn(4) }, { since: dayIn(5) }].map((filter) => store.totals(filter).failedSessions);
  expect(parts.reduce((sum, count) => sum + count)).toBe(18);
});

test('what is narrowed to details is spread alike', () => {
  const store = openWeek();
  const filter: Filter = { receivingIp: '198.51.100.2' };
  const { failedSessions, successfulSessions } = store.series(filter);
  for (let number = 2; number <= 8; number++) {
    expect(store.totals({ ...filter, ...day(number) })).toMatchObject({
      failedSessions: failedSessions[number - 2],
      successfulSessions: successfulSessions[number - 2],
    });
  }
  expect(store.totals(filter).failedSessions).toBe(8);
});

test('removing a report of several days takes its days from a problem, and retention goes by the first', async () => {
  const store = openWeek();
  const [week] = store.reportIds({ since: dayIn(8) });
  await store.removals.reports([week ?? 0]);
  expect(store.kinds({}).kinds).toMatchObject([{ firstSeen: dayIn(4), lastSeen: dayIn(4) }]);
  const again = openWeek();
  expect(again.removeReportsBefore(dayIn(3))).toBe(1);
  expect(again.kinds({}).kinds).toMatchObject([{ firstSeen: dayIn(4), lastSeen: dayIn(4) }]);
});

test('reports that were stored by the day on which they begin move to their days', () => {
  const path = join(newFolder(), 'tlsrpt.sqlite');
  const store = openStore(path);
  const range = (startDatetime: string, endDatetime: string) => ({
    startDatetime,
    endDatetime,
    reportId: startDatetime,
  });
  const stored = [
    report({ ...range('2026-03-02T00:00:00Z', '2026-03-08T23:59:59Z'), policies }),
    report({ ...range('2026-03-03T23:00:00Z', '2026-03-04T22:59:59Z'), policies }),
    report({ ...range('2026-03-05T00:00:00Z', '2026-03-05T23:59:59Z'), policies }),
    report({ ...range('2026-03-06T00:00:00Z', '2026-03-01T00:00:00Z'), policies }),
    report({ ...range('2025-01-01T00:00:00Z', '2026-03-07T23:59:59Z'), policies }),
  ];
  importReports(store, stored);
  const now = [store.series({}), store.kinds({}), store.totals({})];
  store.close();
  const migrated = openStore(asWrittenBefore(path));
  expect([migrated.series({}), migrated.kinds({}), migrated.totals({})]).toEqual(now);
  expect(migrated.integrity()).toEqual([]);
  expect(migrated.report(1).report.policies).toEqual(policies);
});

/** The schema before this rule. */
const versionBefore = 10;

/** What the store holds in a file of that version, every report on the day on which it begins. */
function asWrittenBefore(path: string): string {
  const before = join(newFolder(), 'before.sqlite');
  const database = new Database(before);
  buildSchema(database, versionBefore);
  database.pragma('foreign_keys = OFF');
  database.pragma(`user_version = ${versionBefore}`);
  database.prepare('ATTACH ? AS written').run(path);
  for (const table of ['text', 'message', 'report', 'original', 'message_report', 'policy', 'failure']) {
    const columns = (database.pragma(`main.table_info(${table})`) as { name: string }[]).map(({ name }) => name);
    const id = table === 'report' ? 'id' : 'report';
    const begin = `(SELECT unixepoch(start_datetime) / 86400 FROM written.report AS r WHERE r.id = ${table}.${id})`;
    const values = columns.map((name) => (name === 'day' ? begin : name));
    database.exec(
      `INSERT OR IGNORE INTO main.${table} (${columns.join()}) SELECT ${values.join()} FROM written.${table} AS ${table}`,
    );
  }
  database.close();
  return before;
}
