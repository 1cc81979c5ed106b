import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { DeskError } from '../../../shared/error.ts';
import { sweepDrafts } from '../../disk/draft.ts';
import { storeError } from './fault.ts';
import { distrustSchema, refuseForeignTriggers, refuseOtherProgram } from './foreignschema.ts';
import { checkVersion, migrate } from './schema.ts';
import { folded } from './search.ts';
import { provideTextDigest } from './text.ts';

/** How long to wait for another process that writes; its batches take far less. */
const busyTimeoutMs = 5_000;
const cacheKiB = 32 * 1024;
/** What the write-ahead log may occupy when all of it is in the store. */
const maxIdleLogBytes = 16 * 1024 * 1024;
/** Up to here a store is read through at every start, in a fraction of a second; a greater one only when suspect. */
const maxAlwaysCheckedBytes = 16 * 1024 * 1024;

/** Of SQLite's auto_vacuum. */
const incremental = 2;
/** A store of the first release up to this size is rewritten at its opening, in a second or two. */
const maxRewrittenBytes = 256 * 1024 * 1024;

export interface Opened {
  database: Database.Database;
  /** Where a damaged file went; '' normally. */
  movedAsideTo: string;
}

/** Opens the store, creating or migrating it. A damaged file is moved aside, never deleted, and a new one begun. */
export function openDatabase(path: string): Opened {
  try {
    createFile(path);
    sweepDrafts(dirname(path));
    const movedAsideTo = isSoundRecovered(path) ? '' : moveAside(path);
    return { database: connect(path), movedAsideTo };
  } catch (thrown) {
    throw storeError(thrown);
  }
}

/** A second connection for reading beside the first, with a view of its own of the store. Throws like a query. */
export function openReader(path: string): Database.Database {
  const database = new Database(path, { readonly: true, timeout: busyTimeoutMs });
  prepareForReading(database);
  return database;
}

/** Remembers that a query met damage: the next start then reads the whole file, however large. */
export function markSuspect(path: string): void {
  closeSync(openSync(suspectMark(path), 'a', 0o600));
}

const suspectMark = (path: string) => `${path}.suspect`;

/**
 * What died while it created or restored the store left a journal that only who may write can roll back: nobody can
 * look at such a file before.
 */
function isSoundRecovered(path: string): boolean {
  try {
    return isSound(path);
  } catch (thrown) {
    if (storeError(thrown).code !== 'file-not-writable') throw thrown;
    rollBack(path);
    return isSound(path);
  }
}

function rollBack(path: string): void {
  const database = new Database(path, { timeout: busyTimeoutMs });
  try {
    database.pragma('schema_version');
  } finally {
    database.close();
  }
}

/** Looks without writing, so that a file we must not touch keeps its content and its log as they are. */
function isSound(path: string): boolean {
  const database = new Database(path, { readonly: true, timeout: busyTimeoutMs });
  try {
    distrustSchema(database);
    checkVersion(database);
    refuseOtherProgram(database);
    refuseForeignTriggers(database);
    const isSuspect = existsSync(suspectMark(path));
    if (!isSuspect && statSync(path).size > maxAlwaysCheckedBytes) return true;
    if (database.pragma('quick_check(1)', { simple: true }) !== 'ok') return false;
    rmSync(suspectMark(path), { force: true });
    return true;
  } catch (thrown) {
    if (storeError(thrown).code !== 'store-corrupt') throw thrown;
    return false;
  } finally {
    database.close();
  }
}

function connect(path: string): Database.Database {
  const database = new Database(path, { timeout: busyTimeoutMs });
  try {
    prepareForReading(database);
    // Takes effect where the file is empty as yet; said again to one that shrinks, it would write.
    if (!canShrink(database)) database.pragma('auto_vacuum = INCREMENTAL');
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    database.pragma('foreign_keys = ON');
    database.pragma(`journal_size_limit = ${maxIdleLogBytes}`);
    migrate(database);
    makeShrinkable(database);
    return database;
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

/**
 * Stores of the first release never become smaller. Those are rewritten that take a second or two; a greater one uses
 * its free pages again, until `tlsrpt compact` rewrites it when nobody waits. Whatever keeps it from being rewritten
 * now, it is as good as before.
 */
function makeShrinkable(database: Database.Database): void {
  if (canShrink(database)) return;
  const { size } = statSync(database.name);
  if (size > maxRewrittenBytes) return;
  try {
    rewrite(database);
  } catch (thrown) {
    const { code } = storeError(thrown);
    if (code !== 'store-full' && code !== 'store-locked') throw thrown;
  }
}

/** Whether free pages can be given back to the disk. */
export function canShrink(database: Database.Database): boolean {
  return database.pragma('auto_vacuum', { simple: true }) === incremental;
}

/** Rewrites the whole file, without its free pages; needs its size on the disk twice more meanwhile. */
export function rewrite(database: Database.Database): void {
  // In memory, a copy of all of it might be more than there is.
  database.pragma('temp_store = FILE');
  try {
    database.pragma('auto_vacuum = INCREMENTAL');
    database.exec('VACUUM');
    database.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    database.pragma('temp_store = MEMORY');
  }
}

/** For the owner's eyes only: reports name hosts and people. SQLite gives its -wal and -shm the same mode. */
function createFile(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    closeSync(openSync(path, 'a', 0o600));
  } catch (thrown) {
    throw new DeskError('file-not-writable', thrown instanceof Error ? thrown.message : path, { cause: thrown });
  }
}

function prepareForReading(database: Database.Database): void {
  distrustSchema(database);
  database.pragma(`cache_size = -${cacheKiB}`);
  database.pragma('temp_store = MEMORY');
  database.function('folded', { deterministic: true }, folded);
  provideTextDigest(database);
}

function moveAside(path: string): string {
  const target = `${path}.damaged-${new Date().toISOString().replaceAll(':', '-')}`;
  rmSync(suspectMark(path), { force: true });
  // The log belongs to the file: together they may still be repaired. It goes first, because a new store that found
  // it would take what it says for its own.
  for (const suffix of ['-journal', '-wal', '-shm', '']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, target + suffix);
  }
  createFile(path);
  return target;
}
