import { execFileSync } from 'node:child_process';
import { linkSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { Store } from '../../../main/engine/store/store.ts';
import { importReports, report } from './messages.ts';
import { newFolder, newPath, openStore } from './temporary.ts';

test('a store is never backed up into its own place, where all that follows would be lost', async () => {
  const path = newPath();
  const store = Store.open(path);
  const linked = join(dirname(path), 'linked.sqlite');
  linkSync(path, linked);
  for (const own of [path, join(dirname(path), '.', 'tlsrpt.sqlite'), linked]) {
    await expect(store.backup(own)).rejects.toThrow('file-not-writable');
  }
  importReports(store, [report()]);
  store.close();
  expect(openStore(path).totals({})).toMatchObject({ reports: 1 });
});

test.skipIf(process.platform === 'win32')('a backup is its owner’s alone to read, and as large as told', async () => {
  const store = openStore();
  importReports(store, [report()]);
  const backup = join(newFolder(), 'backup.sqlite');
  const bytes = await store.backup(backup);
  expect(statSync(backup)).toMatchObject({ size: bytes });
  expect(statSync(backup).mode & 0o777).toBe(0o600);
  expect(readdirSync(dirname(backup))).toEqual(['backup.sqlite']);
});

test.skipIf(process.platform === 'win32')('a backup goes through a pipe, too', async () => {
  const store = openStore();
  importReports(store, [report()]);
  const pipe = join(newFolder(), 'pipe');
  execFileSync('mkfifo', [pipe]);
  const reading = readFile(pipe);
  const bytes = await store.backup(pipe);
  const copy = join(newFolder(), 'copy.sqlite');
  writeFileSync(copy, await reading);
  expect(statSync(copy).size).toBe(bytes);
  expect(openStore(copy).totals({})).toMatchObject({ reports: 1 });
});
