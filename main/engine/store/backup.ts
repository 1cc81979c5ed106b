import { chmodSync, copyFileSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import Database from 'better-sqlite3';
import { DeskError } from '../../../shared/error.ts';
import { storeError } from './fault.ts';
import { distrustSchema, refuseForeignSchema } from './foreignschema.ts';
import { checkVersion } from './schema.ts';

const ownerOnly = 0o600;

/**
 * Writes the store to a file of its own with SQLite's online backup: intake may go on meanwhile. The file appears
 * complete or not at all. Throws DeskError disk-full or file-not-writable.
 */
export async function writeBackup(database: Database.Database, path: string): Promise<void> {
  // In the store's own place, all that is written after it would go into a file that nobody finds again.
  if (isSameFile(path, database.name)) throw new DeskError('file-not-writable', `${path} is the store itself`);
  const temporary = `${path}.part`;
  try {
    await rm(temporary, { force: true });
    // Made here for its mode: for the owner's eyes only, as the store is.
    await writeFile(temporary, '', { mode: ownerOnly });
    await database.backup(temporary);
    await rename(temporary, path);
  } catch (thrown) {
    await rm(temporary, { force: true });
    const error = storeError(thrown);
    if (error.code === 'store-full') throw new DeskError('disk-full', path, { cause: thrown });
    throw new DeskError('file-not-writable', error.detail, { cause: thrown });
  }
}

/**
 * Puts a backup in the place of the store, which is kept beside it: answers where, '' when there was none. Nothing may
 * have the store open. Throws DeskError file-not-found, store-newer, store-foreign, store-corrupt, disk-full and
 * file-not-writable (then nothing has changed) and store-locked.
 */
export function restoreBackup(backupPath: string, path: string): string {
  if (!existsSync(backupPath)) throw new DeskError('file-not-found', backupPath);
  checkBackup(backupPath);
  const hadStore = existsSync(path);
  if (hadStore) closeLog(path);
  const incoming = `${path}.incoming`;
  copyForOwner(backupPath, incoming);
  const keptAs = hadStore ? `${path}.before-restore-${new Date().toISOString().replaceAll(':', '-')}` : '';
  if (hadStore) renameSync(path, keptAs);
  for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true });
  renameSync(incoming, path);
  return keptAs;
}

/** What came of it when the disk is full is removed again. */
function copyForOwner(from: string, to: string): void {
  try {
    copyFileSync(from, to);
    // The copy has the mode of the backup, which may have been kept readable by others, or not writable.
    chmodSync(to, ownerOnly);
  } catch (thrown) {
    rmSync(to, { force: true });
    const { code, message } = thrown as NodeJS.ErrnoException;
    throw new DeskError(code === 'ENOSPC' ? 'disk-full' : 'file-not-writable', message, { cause: thrown });
  }
}

/** By another name or a link, too. */
function isSameFile(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => statSync(path, { throwIfNoEntry: false, bigint: true }));
  return a !== undefined && b !== undefined && a.ino === b.ino && a.dev === b.dev;
}

function checkBackup(path: string): void {
  try {
    const database = new Database(path, { readonly: true });
    try {
      distrustSchema(database);
      checkVersion(database);
      refuseForeignSchema(database);
      const finding = database.pragma('integrity_check(1)', { simple: true });
      if (finding !== 'ok') throw new DeskError('store-corrupt', String(finding));
      database.prepare('SELECT count(*) FROM report').get();
    } finally {
      database.close();
    }
  } catch (thrown) {
    const error = storeError(thrown);
    throw error.code === 'internal' ? new DeskError('store-corrupt', `${path} is not a store`) : error;
  }
}

/** Brings the write-ahead log into the file, and finds out whether somebody else has it open. */
function closeLog(path: string): void {
  try {
    const database = new Database(path, { timeout: 0 });
    try {
      database.pragma('locking_mode = EXCLUSIVE');
      // Leaving WAL needs to be alone with the file.
      if (database.pragma('journal_mode = DELETE', { simple: true }) !== 'delete') throw new DeskError('store-locked');
    } finally {
      database.close();
    }
  } catch (thrown) {
    throw storeError(thrown);
  }
}
