import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readCsv } from '../engine/csv-reader.ts';
import { testReport } from '../engine/mails.ts';
import { tlsrpt, values, type Ran } from './run.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'removing-'));
});
afterEach(() => rm(folder, { recursive: true }));

const inStore = (...args: string[]): Promise<Ran> => tlsrpt([...args, '--db', join(folder, 'store.sqlite'), '--json']);
const totals = async () => values(await inStore('totals'))[0] as { reports: number; successfulSessions: number };

async function importing(reports: object[]): Promise<Ran> {
  const paths = reports.map((_, index) => join(folder, `${index}.json`));
  for (const [index, path] of paths.entries()) await writeFile(path, JSON.stringify(reports[index]));
  return inStore('import', ...paths);
}

/** The number by which it is undone. */
function removalOf(ran: Ran): string {
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  return String((values(ran)[0] as { removal: number }).removal);
}

test('a report that is removed counts nowhere and does not come back, until that is undone', async () => {
  const reports = [1, 2, 3].map((number) => testReport(number));
  await importing(reports);
  const removal = removalOf(await inStore('remove', '1'));
  expect(await totals()).toMatchObject({ reports: 2 });
  await importing(reports);
  expect(await totals()).toMatchObject({ reports: 2 });
  expect(await inStore('remove', '--undo', removal)).toMatchObject({ code: 0 });
  expect(await totals()).toMatchObject({ reports: 3 });
  expect((await inStore('remove', '99')).code).toBe(1);
  expect((await inStore('remove')).code).toBe(2);
});

test('a reporter that is ignored counts nowhere, is listed as such, and is heard again when that is undone', async () => {
  const other = { ...testReport(2), 'organization-name': 'Other', 'contact-info': 'tls@other.example' };
  await importing([testReport(1), other]);
  const removal = removalOf(await inStore('remove', '--reporter', 'Other'));
  expect(await totals()).toMatchObject({ reports: 1 });
  expect(values(await inStore('remove', '--ignored'))).toMatchObject([
    { organizationName: 'Other', contactDomain: 'other.example' },
  ]);
  await importing([testReport(1), { ...other, 'report-id': 'another' }]);
  expect(await totals()).toMatchObject({ reports: 1 });
  await inStore('remove', '--undo', removal);
  expect((await totals()).reports).toBeGreaterThan(1);
  expect(values(await inStore('remove', '--ignored'))).toEqual([]);
});

test('a report in doubt counts in no total and no export until it is confirmed', async () => {
  const report = testReport(1) as { policies: { summary: object }[] };
  const [policy] = report.policies;
  const summary = { 'total-successful-session-count': Number.MAX_SAFE_INTEGER, 'total-failure-session-count': 0 };
  await importing([{ ...report, policies: [{ ...policy, summary, 'failure-details': [] }] }]);
  const exported = async () => {
    await inStore('export', 'reports', '--to', join(folder, 'out.csv'));
    return readCsv(await readFile(join(folder, 'out.csv'), 'utf8')).length;
  };
  expect([(await totals()).successfulSessions, await exported()]).toEqual([0, 0]);
  expect(values(await inStore('confirm', '1'))).toEqual([{ counted: 1 }]);
  expect([(await totals()).successfulSessions, await exported()]).toEqual([Number.MAX_SAFE_INTEGER, 1]);
});
