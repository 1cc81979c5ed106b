import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Store } from '../../../main/engine/store/store.ts';
import { failure, importReports, report, result } from './messages.ts';

// strace ends a process that creates, restores, backs up, thins out or exports a store at its first, second, ... call
// of each kind by which files change, until it gets through. Whatever was written by then, nothing may be lost.

const deed = join(import.meta.dirname, 'deed.ts');
const calls = {
  'reaches the disk': 'fsync,fdatasync',
  'writes into a file': 'pwrite64',
  'changes a name': 'rename,renameat,renameat2,link,linkat,unlink,unlinkat,ftruncate',
};
/** Far more than any of the deeds makes; a deed that never gets through fails. */
const maxCalls = 2_000;
const patienceMs = 60_000;

/** Whether it was ended. */
function endAt(kind: string, number: number, args: string[]): boolean {
  const inject = `inject=${kind}:signal=SIGKILL:when=${number}`;
  const strace = ['-f', '-qq', '-o', '/dev/null', '-e', `trace=${kind}`, '-e', inject];
  const { status, signal, stderr } = spawnSync('strace', [...strace, process.execPath, deed, ...args], {
    timeout: patienceMs,
    encoding: 'utf8',
  });
  if (status === 0) return false;
  if (signal !== 'SIGKILL') throw new Error(`neither done nor ended: ${status} ${stderr}`);
  return true;
}

function reports(number: number) {
  return Array.from({ length: number }, (_, index) =>
    report({
      reportId: `r${index}`,
      startDatetime: `2026-03-0${1 + (index % 9)}T00:00:00Z`,
      policies: [result('example.com', [failure({ failureReasonCode: `reason ${index} ${'x'.repeat(600)}` })])],
    }),
  );
}

function storeOf(number: number): string {
  const path = join(root, `${number}`, 'tlsrpt.sqlite');
  const store = Store.open(path);
  importReports(store, reports(number));
  store.close();
  return path;
}

/** Runs `attempt` with a fresh copy of `folder` for each call of a kind, until the deed gets through. */
function atEachCall(folder: string, attempt: (number: number, copy: string) => boolean, step = 1): number {
  for (let number = 1; number <= maxCalls; number += step) {
    const copy = `${folder}-copy`;
    rmSync(copy, { recursive: true, force: true });
    cpSync(folder, copy, { recursive: true });
    if (!attempt(number, copy)) {
      rmSync(copy, { recursive: true, force: true });
      return number - 1;
    }
  }
  throw new Error('it never gets through');
}

/** The number of reports of a sound store; it can be written, too. */
function reportsIn(path: string): number {
  const store = Store.open(path);
  expect(store.integrity()).toEqual([]);
  expect(store.status().movedAsideTo).toBe('');
  const { reports: found } = store.totals({});
  importReports(store, [report({ reportId: 'after the crash' })]);
  expect(store.totals({}).reports).toBe(found + 1);
  store.close();
  return found;
}

const many = 20;
let root: string;
let small: string;
let large: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'crash-'));
  [small, large] = [storeOf(3), storeOf(many)];
});
afterAll(() => rmSync(root, { recursive: true }));

describe.skipIf(process.platform !== 'linux').each(Object.entries(calls))('ended where it %s', (_, kind) => {
  test('a store that was being created is created by the next start', () => {
    const folder = join(root, 'none');
    mkdirSync(folder, { recursive: true });
    const ended = atEachCall(folder, (number, copy) => {
      const wasEnded = endAt(kind, number, ['create', join(copy, 'tlsrpt.sqlite')]);
      expect(reportsIn(join(copy, 'tlsrpt.sqlite'))).toBe(0);
      return wasEnded;
    });
    expect(ended).toBeGreaterThan(0);
  }, 600_000);

  test('a restore leaves the former store or the restored one, and the former is never lost', () => {
    atEachCall(dirname(small), (number, copy) => {
      const path = join(copy, 'tlsrpt.sqlite');
      const wasEnded = endAt(kind, number, ['restore', path, large]);
      const found = reportsIn(path);
      expect([3, many]).toContain(found);
      if (found === many) expect(reportsIn(formerIn(copy))).toBe(3);
      return wasEnded;
    });
  }, 600_000);

  test('a backup is whole or not there, an older one stays until then, and the store is as it was', () => {
    atEachCall(dirname(large), (number, copy) => {
      const backup = join(copy, 'backup.sqlite');
      cpSync(small, backup);
      const wasEnded = endAt(kind, number, ['backup', join(copy, 'tlsrpt.sqlite'), backup]);
      expect([3, many]).toContain(reportsIn(backup));
      expect(reportsIn(join(copy, 'tlsrpt.sqlite'))).toBe(many);
      return wasEnded;
    });
  }, 600_000);

  test('retention removed all that it was to remove, or nothing', () => {
    atEachCall(dirname(large), (number, copy) => {
      const path = join(copy, 'tlsrpt.sqlite');
      const wasEnded = endAt(kind, number, ['retain', path]);
      const kept = reports(many).filter(({ startDatetime }) => startDatetime >= '2026-03-03').length;
      expect(wasEnded ? [many, kept] : [kept]).toContain(reportsIn(path));
      return wasEnded;
    });
  }, 600_000);

  test('an export is whole or not there, and an older file stays until then', () => {
    const whole = join(root, 'whole.csv');
    expect(endAt('fsync', maxCalls, ['export', large, whole])).toBe(false);
    const expected = readFileSync(whole, 'utf8');
    atEachCall(dirname(large), (number, copy) => {
      const csv = join(copy, 'out.csv');
      cpSync(deed, csv);
      const wasEnded = endAt(kind, number, ['export', join(copy, 'tlsrpt.sqlite'), csv]);
      expect(wasEnded ? [expected, readFileSync(deed, 'utf8')] : [expected]).toContain(readFileSync(csv, 'utf8'));
      expect(reportsIn(join(copy, 'tlsrpt.sqlite'))).toBe(many);
      return wasEnded;
    });
  }, 600_000);
});

test.skipIf(process.platform !== 'linux')(
  'ended while mails are taken in, each mail up to the cursor is stored or pending',
  () => {
    // Of the writes of each transaction some are enough: SQLite answers for the others.
    const step = 6;
    const attempt = (number: number, copy: string) => {
      const path = join(copy, 'tlsrpt.sqlite');
      const wasEnded = endAt('pwrite64', number, ['take', path]);
      expect(uidsLostIn(path)).toEqual([]);
      if (!wasEnded) expect(lastUidIn(path)).toBe(5);
      return wasEnded;
    };
    expect(atEachCall(dirname(small), attempt, step)).toBeGreaterThan(5 * step);
  },
  600_000,
);

function lastUidIn(path: string): number {
  const store = Store.open(path);
  const lastUid = store.cursor(1, 'INBOX')?.lastUid ?? 0;
  store.close();
  return lastUid;
}

/** Those that will not be listed again, and of which nothing is known. */
function uidsLostIn(path: string): number[] {
  const database = new BetterSqlite3(path);
  const known = database.prepare('SELECT uid FROM message UNION SELECT uid FROM pending_mail').pluck().all();
  database.close();
  const listed = Array.from({ length: lastUidIn(path) }, (_, index) => index + 1);
  return listed.filter((uid) => !known.includes(uid));
}

function formerIn(folder: string): string {
  const name = readdirSync(folder).find((each) => each.includes('.before-restore-') && !/-(wal|shm)$/.test(each));
  expect(name).toBeDefined();
  return join(folder, name ?? '');
}
