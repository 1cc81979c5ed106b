import { chmodSync, existsSync, linkSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { Store } from '../../../main/engine/store/store.ts';
import { importReports, report } from './messages.ts';
import { newFolder, newPath, openStore } from './temporary.ts';

const modeOf = (path: string) => statSync(path).mode & 0o777;

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

test.skipIf(process.platform === 'win32')(
  'a backup, and a store restored from any, is its owner’s to read and write',
  async () => {
    const store = openStore();
    importReports(store, [report()]);
    const backup = join(newFolder(), 'backup.sqlite');
    await store.backup(backup);
    expect(modeOf(backup)).toBe(0o600);
    chmodSync(backup, 0o444);
    const path = newPath();
    Store.open(path).close();
    Store.restore(backup, path);
    expect(modeOf(path)).toBe(0o600);
    expect(openStore(path).totals({})).toMatchObject({ reports: 1 });
  },
);

test.skipIf(process.platform !== 'linux')('a restore that cannot be written says so, and changes nothing', async () => {
  const store = openStore();
  importReports(store, [report()]);
  const backup = join(newFolder(), 'backup.sqlite');
  await store.backup(backup);
  const path = newPath();
  Store.open(path).close();
  symlinkSync('/dev/full', `${path}.incoming`);
  expect(() => Store.restore(backup, path)).toThrow('file-not-writable');
  expect(existsSync(`${path}.incoming`)).toBe(false);
  expect(openStore(path).totals({})).toMatchObject({ reports: 0 });
});
