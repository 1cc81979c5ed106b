import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { Store } from '../../../main/engine/store/store.ts';
import { importReports, report } from './messages.ts';
import { newFolder, newPath, openStore } from './temporary.ts';

const modeOf = (path: string) => statSync(path).mode & 0o777;
const reportsOf = (number: number) => Array.from({ length: number }, (_, index) => report({ reportId: `r${index}` }));

function storeOf(number: number): string {
  const path = newPath();
  const store = Store.open(path);
  importReports(store, reportsOf(number));
  store.close();
  return path;
}

/** As a person copies a store that is in use: what came last is in its log alone. */
function copiedInUse(): string {
  const store = openStore();
  importReports(store, reportsOf(3));
  const folder = join(newFolder(), 'copy');
  mkdirSync(folder);
  for (const suffix of ['', '-wal']) copyFileSync(store.path + suffix, join(folder, `store${suffix}`));
  return join(folder, 'store');
}

test.skipIf(process.platform === 'win32')('what is restored is its owner’s to read and write', async () => {
  const backup = join(newFolder(), 'backup.sqlite');
  await openStore(storeOf(1)).backup(backup);
  chmodSync(backup, 0o444);
  const path = storeOf(0);
  Store.restore(backup, path);
  expect(modeOf(path)).toBe(0o600);
  expect(openStore(path).totals({})).toMatchObject({ reports: 1 });
});

test('a store that was copied with its log is restored with what the log alone holds', () => {
  const path = storeOf(0);
  Store.restore(copiedInUse(), path);
  expect(openStore(path).totals({})).toMatchObject({ reports: 3 });
});

test('nothing is written beside the backup, which may lie on a medium that lets nobody write', () => {
  const backup = copiedInUse();
  const before = readdirSync(dirname(backup)).map((name) => [name, statSync(join(dirname(backup), name)).mtimeMs]);
  Store.restore(backup, storeOf(0));
  expect(readdirSync(dirname(backup)).map((name) => [name, statSync(join(dirname(backup), name)).mtimeMs])).toEqual(
    before,
  );
});

test('the former store is kept whole beside the restored one, and nothing else is left', () => {
  const path = storeOf(2);
  const keptAs = Store.restore(storeOf(5), path);
  expect(openStore(keptAs).totals({})).toMatchObject({ reports: 2 });
  openStore(keptAs).close();
  expect(readdirSync(dirname(path)).filter((name) => !name.includes('.before-restore-'))).toEqual(['tlsrpt.sqlite']);
});

test('a damaged store does not stand in the way, and is kept with its log', () => {
  const path = storeOf(2);
  writeFileSync(path, 'no store at all');
  writeFileSync(`${path}-wal`, 'its log');
  const keptAs = Store.restore(storeOf(5), path);
  expect(openStore(path).totals({})).toMatchObject({ reports: 5 });
  expect([existsSync(keptAs), existsSync(`${keptAs}-wal`)]).toEqual([true, true]);
});

test('a store that somebody has open is store-locked, and stays', () => {
  const path = storeOf(2);
  const open = openStore(path);
  importReports(open, [report({ reportId: 'new' })]);
  expect(() => Store.restore(storeOf(5), path)).toThrow('store-locked');
  expect(open.totals({})).toMatchObject({ reports: 3 });
  expect(readdirSync(dirname(path)).sort()).toEqual(['tlsrpt.sqlite', 'tlsrpt.sqlite-shm', 'tlsrpt.sqlite-wal']);
});

test('what is no store, or of a later version, is refused, and changes nothing', () => {
  const path = storeOf(2);
  const [text, other, newer] = ['text', 'other.sqlite', 'newer.sqlite'].map((name) => join(newFolder(), name));
  writeFileSync(text ?? '', 'text');
  new Database(other).exec('CREATE TABLE t (x)').close();
  new Database(newer).exec('PRAGMA user_version = 1000').close();
  expect(() => Store.restore(text ?? '', path)).toThrow('store-corrupt');
  expect(() => Store.restore(other ?? '', path)).toThrow('store-foreign');
  expect(() => Store.restore(newer ?? '', path)).toThrow('store-newer');
  expect(() => Store.restore(join(newFolder(), 'none'), path)).toThrow('file-not-found');
  expect(readdirSync(dirname(path))).toEqual(['tlsrpt.sqlite']);
  expect(openStore(path).totals({})).toMatchObject({ reports: 2 });
});

test.skipIf(process.platform !== 'linux')('a restore for which there is no room says so, and changes nothing', () => {
  const [backup, path] = [storeOf(5), storeOf(2)];
  const calls = 'copy_file_range,sendfile';
  const { status, stderr } = spawnSync(
    'strace',
    [
      ...['-f', '-qq', '-o', '/dev/null', '-e', `trace=${calls}`, '-e', `inject=${calls}:error=ENOSPC`],
      ...[process.execPath, join(import.meta.dirname, 'deed.ts'), 'restore', path, backup],
    ],
    { encoding: 'utf8', timeout: 60_000 },
  );
  expect(status).toBe(1);
  expect(stderr).toContain('disk-full');
  expect(readdirSync(dirname(path))).toEqual(['tlsrpt.sqlite']);
  expect(openStore(path).totals({})).toMatchObject({ reports: 2 });
});
