import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Store } from '../../main/engine/store/store.ts';
import type { GrantUse } from '../../shared/shell.ts';
import { EngineProcess } from './child.ts';
import { importReports, report } from './store/messages.ts';

let folder: string;
let engine: EngineProcess;
const used: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grants-'));
  const store = Store.open(join(folder, 'tlsrpt.sqlite'));
  importReports(store, [report()]);
  store.close();
  engine = await EngineProcess.start(folder);
  engine.onReply((reply) => reply.kind === 'used' && used.push(reply.id));
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true });
});

/** What the window may ask with a grant, by what the grant must be for. */
const asks: Partial<Record<GrantUse, (grant: string) => Promise<unknown>>> = {
  import: (grant) => engine.client.call('files.import', grant),
  csv: (grant) => engine.client.call('export.csv', { table: 'reports', filter: {}, grant }),
  json: (grant) => engine.client.call('export.json', { selection: { filter: {}, ids: [] }, grant }),
  backup: (grant) => engine.client.call('store.backup', grant),
  restore: (grant) => engine.client.call('store.restore', grant),
};
const uses: GrantUse[] = ['import', 'restore', 'csv', 'json', 'eml', 'backup', 'pdf'];

test('a file that was given for one use is used for no other: what was dropped is not written over', async () => {
  const path = join(folder, 'dropped.json');
  await writeFile(path, 'the only copy');
  for (const [wanted, ask] of Object.entries(asks)) {
    for (const use of uses.filter((each) => each !== wanted)) {
      engine.control({ kind: 'grant', id: 'g', use, paths: [path] });
      await expect(ask('g'), `${wanted} with a grant for ${use}`).rejects.toThrow('not-granted');
    }
  }
  expect(await readFile(path, 'utf8')).toBe('the only copy');
  expect(used).toEqual([]);
});

test('a grant serves once, and main hears of it', async () => {
  const path = join(folder, 'reports.csv');
  engine.control({ kind: 'grant', id: 'once', use: 'csv', paths: [path] });
  await asks.csv?.('once');
  expect(existsSync(path)).toBe(true);
  await rm(path);
  await expect(asks.csv?.('once')).rejects.toThrow('not-granted');
  expect([readdirSync(folder).includes('reports.csv'), used]).toEqual([false, ['once']]);
});
