import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Store } from '../../main/engine/store/store.ts';
import { breakdownKeysLimit, defaultPreferences } from '../../shared/contract.ts';
import type { DeskError } from '../../shared/error.ts';
import { EngineProcess } from './child.ts';
import { failure, importReports, report, result } from './store/messages.ts';

let folder: string;
let engine: EngineProcess;
const hostile = 'x'.repeat(60_000);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'api-'));
  const store = Store.open(join(folder, 'tlsrpt.sqlite'));
  importReports(store, [
    report({ organizationName: hostile, policies: [result('example.com', [failure({ failureReasonCode: hostile })])] }),
  ]);
  store.close();
  engine = await EngineProcess.start(folder);
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true });
});

test('what overview and drill-down ask is answered over the port, columns as columns', async () => {
  const { client } = engine;
  const { kinds } = await client.call('kinds', {});
  expect(kinds).toMatchObject([{ policyDomain: 'example.com', daily: new Float64Array([1]) }]);
  expect(await client.call('kinds.announce', null)).toHaveLength(1);
  expect(await client.call('kinds.announce', null)).toEqual([]);
  expect(await client.call('domains', {})).toMatchObject({ domains: [{ stsMode: 'enforce' }] });
  expect(await client.call('coverage', {})).toMatchObject({ reporters: [{ reports: new Float64Array([1]) }] });
  expect(await client.call('failures.page', { filter: {}, offset: 0, limit: 10 })).toMatchObject({ total: 1 });
  expect(await client.call('reports.headers', 1)).toBe('');
});

test('every value that a report may have can be asked for', async () => {
  const rows = { filter: { failureReasonCode: hostile }, by: 'failure-reason-code', keys: [hostile] } as const;
  const asked = { ...rows, keys: [...rows.keys] };
  expect((await engine.client.call('breakdown.trends', asked)).daily).toEqual([new Float64Array([1])]);
  const parts = await engine.client.call('breakdown.parts', { ...asked, then: 'result-type' });
  expect(parts).toEqual({ parts: ['certificate-expired'], failedSessions: [new Float64Array([1])] });
});

test('long texts of strangers do not fill the lists: rows have their beginning, choices leave them out', async () => {
  const { client } = engine;
  const [row] = (await client.call('failures.page', { filter: {}, offset: 0, limit: 10 })).rows;
  expect(row?.failureReasonCode.length).toBeLessThan(2_000);
  const query = { filter: {}, sort: { key: 'reportId', descending: false }, limit: 10 } as const;
  const { rows } = await client.call('reports.page', query);
  expect(rows.map(({ organizationName }) => organizationName.length)).toEqual([1_025]);
  expect((await client.call('choices', null)).organizationNames).toEqual([]);
});

test('more than is shown at once is a bad request', async () => {
  const keys = Array.from({ length: breakdownKeysLimit + 1 }, String);
  const asked = engine.client.call('breakdown.trends', { filter: {}, by: 'day', keys });
  await expect(asked).rejects.toThrow('bad-request');
});

test('an address is looked up only if the person allowed it, and only if it is one', async () => {
  const { client } = engine;
  await expect(client.call('address.info', '192.0.2.1')).rejects.toThrow('bad-request');
  await client.call('preferences.save', { ...defaultPreferences, lookUpAddresses: true });
  for (const text of ['', 'example.com', '192.0.2.1.evil.example', 'fe80::1%eth0', '192.0.2.0/24']) {
    await expect(client.call('address.info', text), text).rejects.toThrow('bad-request');
  }
});

test('whatever the page sends instead of an argument is a bad request, and the engine goes on', async () => {
  const { client } = engine;
  const names = [
    'reports.page',
    'reports.get',
    'totals',
    'breakdown',
    'reports.combine',
    'export.csv',
    'mailboxes.save',
  ];
  const own = JSON.parse('{ "filter": {}, "__proto__": { "ids": [1] } }') as unknown;
  const holes: unknown[] = [];
  holes.length = 4_000_000_000;
  const lists = [holes, Array.from({ length: 1_000_000 }, () => 'x')].map((ids) => ({ filter: {}, ids }));
  for (const argument of [undefined, null, 'x', NaN, -1, [1], own, { filter: null }, ...lists]) {
    for (const name of names) {
      const asked = client.call(name as 'totals', argument as never);
      await expect(asked, name).rejects.toMatchObject({ code: 'bad-request' });
    }
  }
  const long = client.call('breakdown', { filter: {}, by: 'x'.repeat(1_000_000) as 'day' });
  await expect(long).rejects.toSatisfy((error: DeskError) => error.detail.length < 1_000);
  expect((await client.call('totals', {})).reports).toBe(1);
});

test('null posted by the page, or thousands of calls at once, do not end the engine', async () => {
  engine.post(null);
  engine.post('call');
  engine.post({ kind: 'call', id: {}, name: '__proto__' });
  const ends = await Promise.allSettled(Array.from({ length: 5_000 }, () => engine.client.call('mailboxes.check', 0)));
  expect(ends).toHaveLength(5_000);
  expect((await engine.client.call('totals', {})).reports).toBe(1);
});
