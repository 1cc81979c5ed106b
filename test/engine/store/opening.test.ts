import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { schemaVersion } from '../../../main/engine/store/schema.ts';
import { Store } from '../../../main/engine/store/store.ts';
import { failure, importReports, refused, report, result } from './messages.ts';
import { newFolder, newPath, openStore } from './temporary.ts';

function filledStore(reports = 1): string {
  const path = newPath();
  const store = Store.open(path);
  const policies = [result('example.com', [failure()])];
  importReports(
    store,
    Array.from({ length: reports }, (_, index) => report({ reportId: `r${index}`, policies })),
  );
  store.close();
  return path;
}

const withDatabase = <T>(path: string, use: (database: Database.Database) => T): T => {
  const database = new Database(path);
  const answer = use(database);
  database.close();
  return answer;
};

test('a store is created with its folder, for the eyes of its owner only', () => {
  const path = newPath();
  const store = openStore(path);
  importReports(store, [report()]);
  const names = readdirSync(dirname(path));
  expect(names).toContain('tlsrpt.sqlite-wal');
  const modes = names.map((name) => statSync(join(dirname(path), name)).mode & 0o777);
  // Windows has no such modes.
  if (process.platform !== 'win32') expect(modes).toEqual(names.map(() => 0o600));
  expect(store.status()).toMatchObject({ path, movedAsideTo: '' });
  expect(store.status().sizeBytes).toBeGreaterThan(4_096);
});

test('what was stored is there after closing and opening', () => {
  const store = openStore(filledStore(3));
  expect(store.totals({}).reports).toBe(3);
  expect(importReports(store, [report({ reportId: 'r1', policies: [result('example.com', [failure()])] })])).toEqual([
    { outcome: 'duplicate', reportIds: [2] },
  ]);
});

test('a folder that cannot be made is file-not-writable', () => {
  const file = join(newFolder(), 'file');
  writeFileSync(file, '');
  expect(() => Store.open(join(file, 'tlsrpt.sqlite'))).toThrow('file-not-writable');
});

describe('migrations', () => {
  test('an empty file and a database of version 0 become the present schema', () => {
    const fresh = filledStore(0);
    const empty = newPath();
    Store.open(empty).close();
    truncateSync(empty);
    const versionZero = join(newFolder(), 'tlsrpt.sqlite');
    withDatabase(versionZero, (database) => database.exec('CREATE TABLE t (x); DROP TABLE t; PRAGMA user_version = 0'));
    const schemaOf = (path: string) =>
      withDatabase(path, (database) => [
        database.pragma('user_version', { simple: true }),
        database.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all(),
      ]);
    for (const path of [empty, versionZero]) {
      Store.open(path).close();
      expect(schemaOf(path)).toEqual(schemaOf(fresh));
    }
    expect(schemaOf(fresh)[0]).toBe(schemaVersion);
  });

  test('a migration that fails leaves the file at its version', () => {
    const path = join(newFolder(), 'tlsrpt.sqlite');
    withDatabase(path, (database) => database.exec('CREATE TABLE report (x)'));
    expect(() => Store.open(path)).toThrow('internal: table report already exists');
    withDatabase(path, (database) => {
      expect(database.pragma('user_version', { simple: true })).toBe(0);
      expect(database.prepare('SELECT name FROM sqlite_schema').pluck().all()).toEqual(['report']);
    });
  });

  test('a store of a later version is refused and stays as it is', () => {
    const path = filledStore();
    withDatabase(path, (database) => database.pragma(`user_version = ${schemaVersion + 1}`));
    const before = readFileSync(path);
    expect(() => Store.open(path)).toThrow('store-newer');
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});

describe('a damaged store is moved aside, never deleted', () => {
  function expectMovedAside(path: string, content: Buffer): void {
    const store = openStore(path);
    const { movedAsideTo } = store.status();
    expect(movedAsideTo).toMatch(/tlsrpt\.sqlite\.damaged-\d{4}-\d\d-\d\dT[\d.-]+Z$/);
    expect(readFileSync(movedAsideTo).equals(content)).toBe(true);
    expect(store.totals({}).reports).toBe(0);
    expect(importReports(store, [report()])[0]?.outcome).toBe('stored');
  }

  test('garbage', () => {
    const path = filledStore();
    const garbage = Buffer.from('this is no database '.repeat(1_000));
    writeFileSync(path, garbage);
    expectMovedAside(path, garbage);
  });

  test('a page overwritten', () => {
    const path = filledStore(200);
    const content = readFileSync(path);
    content.fill(0xa5, content.length / 2, content.length / 2 + 4_096);
    writeFileSync(path, content);
    expectMovedAside(path, content);
  });

  test('a file cut short', () => {
    const path = filledStore(200);
    const content = readFileSync(path);
    const half = content.subarray(0, Math.floor(content.length / 2));
    writeFileSync(path, half);
    expectMovedAside(path, half);
  });

  test('with its log', () => {
    const path = filledStore();
    writeFileSync(path, 'garbage'.repeat(1_000));
    writeFileSync(`${path}-wal`, 'log');
    const { movedAsideTo } = openStore(path).status();
    expect(readFileSync(`${movedAsideTo}-wal`, 'utf8')).toBe('log');
  });

  test('a large one at the start after a query met the damage', () => {
    const path = filledStore();
    const large = Store.open(path);
    // More than is read through at every start, and nothing that compresses.
    const mails = Array.from({ length: 20 }, () => refused(null, { bytes: randomBytes(1024 * 1024) }));
    large.record({ mailboxId: null, folder: '', cursor: null, messages: mails });
    large.close();
    const content = readFileSync(path);
    const rootPage = withDatabase(path, (database) =>
      database.prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'failure'`).pluck().get(),
    ) as number;
    content.fill(0xa5, (rootPage - 1) * 4_096, rootPage * 4_096);
    writeFileSync(path, content);
    const store = Store.open(path);
    expect(store.status().movedAsideTo).toBe('');
    expect(() => store.breakdown({}, 'result-type')).toThrow('store-corrupt');
    store.close();
    expectMovedAside(path, content);
    expect(readdirSync(dirname(path)).filter((name) => name.endsWith('.suspect'))).toEqual([]);
  });
});
