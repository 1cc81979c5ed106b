import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { buildSchema } from '../../../main/engine/store/schema.ts';
import { openReader } from '../../../main/engine/store/connection.ts';
import { Store } from '../../../main/engine/store/store.ts';
import { importReports, report } from './messages.ts';
import { newFolder, newPath, openStore } from './temporary.ts';

/** What a stranger may have put into a file that a person is asked to restore. */
const additions = {
  trigger: `CREATE TRIGGER added AFTER INSERT ON report BEGIN UPDATE mailbox SET host = 'evil.example'; END`,
  'temporary name': `CREATE TRIGGER "message_counted " AFTER INSERT ON message BEGIN DELETE FROM report; END`,
  view: `CREATE VIEW added AS SELECT * FROM mailbox`,
  'virtual table': `CREATE VIRTUAL TABLE added USING fts5 (text)`,
  table: `CREATE TABLE added (x)`,
  index: `CREATE INDEX added ON report (upper(report_id))`,
  'generated column': `ALTER TABLE cursor ADD COLUMN added TEXT AS (upper(folder))`,
  'trigger in place of ours': `DROP TRIGGER message_counted;
    CREATE TRIGGER message_counted AFTER INSERT ON message BEGIN DELETE FROM report; END`,
};

async function backupOf(reports: number): Promise<string> {
  const store = openStore();
  importReports(
    store,
    Array.from({ length: reports }, (_, index) => report({ reportId: `r${index}` })),
  );
  const path = join(newFolder(), 'backup.sqlite');
  await store.backup(path);
  return path;
}

function alter(path: string, statements: string): void {
  const database = new Database(path);
  database.exec(statements);
  database.close();
}

describe('a file whose schema is not ours alone is not restored, and the store stays as it was', () => {
  test.each(Object.entries(additions))('%s', async (_name, statements) => {
    const backup = await backupOf(1);
    alter(backup, statements);
    const path = newPath();
    Store.open(path).close();
    const before = readFileSync(path);
    expect(() => Store.restore(backup, path)).toThrow('store-foreign');
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(existsSync(`${path}.incoming`)).toBe(false);
  });
});

test('a backup of the first version is restored, whatever the versions since have added', () => {
  const backup = join(newFolder(), 'backup.sqlite');
  const first = new Database(backup);
  buildSchema(first, 1);
  first.pragma('user_version = 1');
  first.close();
  const path = join(newFolder(), 'tlsrpt.sqlite');
  Store.restore(backup, path);
  expect(openStore(path).totals({}).reports).toBe(0);
});

describe('a store in use', () => {
  test('is not opened with a trigger that is not ours, and stays as it is', () => {
    const path = newPath();
    Store.open(path).close();
    alter(path, additions.trigger);
    const before = readFileSync(path);
    expect(() => Store.open(path)).toThrow('store-foreign: trigger added');
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('is opened with a view of the person’s own beside ours', () => {
    const path = newPath();
    Store.open(path).close();
    alter(path, additions.view);
    expect(openStore(path).totals({}).reports).toBe(0);
  });

  test('lends its schema no functions that have effects', () => {
    const path = newPath();
    openStore(path);
    const reader = openReader(path);
    expect(reader.pragma('trusted_schema', { simple: true })).toBe(0);
    reader.close();
  });
});
