import Database from 'better-sqlite3';
import { beforeEach, expect, test, vi } from 'vitest';
import type * as connection from '../../../main/engine/store/connection.ts';
import { importReports, report } from './messages.ts';
import { newPath, openStore } from './temporary.ts';

/** Both limits are a connection's own and not on disk, so they are set on the store's connection as it is opened. */
let pragmas: string[] = [];
vi.mock('../../../main/engine/store/connection.ts', async (original) => {
  const real = await original<typeof connection>();
  return {
    ...real,
    openDatabase: (path: string) => {
      const opened = real.openDatabase(path);
      for (const pragma of pragmas) opened.database.pragma(pragma);
      return opened;
    },
  };
});
beforeEach(() => {
  pragmas = [];
});

const manyReports = (count: number) => Array.from({ length: count }, (_, index) => report({ reportId: `r${index}` }));

test('a full disk is store-full: the batch is undone, reading goes on, and so does writing when there is room', () => {
  const path = newPath();
  const before = openStore(path);
  importReports(before, manyReports(10));
  before.close();
  pragmas = ['max_page_count = 60'];
  const store = openStore(path);
  expect(() => importReports(store, manyReports(2_000))).toThrow('store-full');
  expect(store.totals({}).reports).toBe(10);
  expect(store.messageCounts().fetched).toBe(10);
  store.close();
  pragmas = [];
  const roomy = openStore(path);
  expect(importReports(roomy, manyReports(2_000)).filter(({ outcome }) => outcome === 'stored')).toHaveLength(1_990);
});

test('a file that another process keeps locked is store-locked, and can still be read', () => {
  pragmas = ['busy_timeout = 0'];
  const path = newPath();
  const store = openStore(path);
  importReports(store, manyReports(1));
  const other = new Database(path);
  other.exec('BEGIN IMMEDIATE');
  expect(() => importReports(store, manyReports(2))).toThrow('store-locked');
  expect(store.totals({}).reports).toBe(1);
  other.exec('COMMIT');
  other.close();
  expect(importReports(store, manyReports(2)).map(({ outcome }) => outcome)).toEqual(['duplicate', 'stored']);
});
