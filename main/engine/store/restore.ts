import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { DeskError } from '../../../shared/error.ts';
import { newDraftPath, sweepDrafts } from '../../disk/draft.ts';
import { filesOfStore } from '../../disk/storefiles.ts';
import { storeError } from './fault.ts';
import { distrustSchema, refuseForeignSchema } from './foreignschema.ts';
import { checkVersion } from './schema.ts';
import { withholdTrust } from './withheld.ts';

const ownerOnly = 0o600;

/**
 * Puts a backup in the place of the store, which is kept beside it: answers where, '' when there was none. Nothing may
 * have the store open. Whatever dies meanwhile, the store's name has the former store or the restored one, whole.
 * Throws DeskError file-not-found, store-newer, store-foreign, store-corrupt, disk-full and file-not-writable (then nothing has
 * changed) and store-locked.
 */
export function restoreBackup(backupPath: string, path: string): string {
  if (!existsSync(backupPath)) throw new DeskError('file-not-found', backupPath);
  const folder = dirname(path);
  sweepDrafts(folder);
  const incoming = newDraftPath(folder);
  try {
    bringIn(backupPath, incoming);
    checkIncoming(incoming, backupPath);
    sync(incoming);
    const keptAs = existsSync(path) ? keep(path) : '';
    renameSync(incoming, path);
    syncFolder(folder);
    return keptAs;
  } finally {
    for (const file of filesOfStore(incoming)) rmSync(file, { force: true });
  }
}

/**
 * Copies the backup with the log or the journal that may lie beside it, as where a store in use was copied by hand:
 * part of the reports is in there alone. Nothing is read before, as SQLite must write to read some of them, which a
 * medium that is read-only does not let it.
 */
function bringIn(from: string, to: string): void {
  for (const suffix of ['', '-wal', '-journal']) {
    if (existsSync(from + suffix)) copyForOwner(from + suffix, to + suffix);
  }
}

function copyForOwner(from: string, to: string): void {
  try {
    copyFileSync(from, to, constants.COPYFILE_EXCL);
    // The copy has the mode of the backup, which may have been kept readable by others, or not writable.
    chmodSync(to, ownerOnly);
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException;
    throw new DeskError(code === 'ENOSPC' ? 'disk-full' : 'file-not-writable', message, { cause: thrown });
  }
}

/** Makes one whole file of it, looks whether it is a store that we can read, and takes no trust over from it. */
function checkIncoming(incoming: string, backupPath: string): void {
  try {
    const database = new Database(incoming);
    try {
      distrustSchema(database);
      checkVersion(database);
      refuseForeignSchema(database);
      database.pragma('journal_mode = DELETE');
      const finding = database.pragma('integrity_check(1)', { simple: true });
      if (finding !== 'ok') throw new DeskError('store-corrupt', String(finding));
      database.prepare('SELECT count(*) FROM report').get();
    } finally {
      database.close();
    }
    withholdTrust(incoming);
  } catch (thrown) {
    const error = storeError(thrown);
    if (error.code === 'store-full') throw new DeskError('disk-full', error.detail, { cause: thrown });
    throw error.code === 'internal' ? new DeskError('store-corrupt', `${backupPath} is not a store`) : error;
  }
}

/**
 * Gives the store a second name, so that there is no moment without one: the restored store then takes the first.
 * Answers the second.
 */
function keep(path: string): string {
  closeLog(path);
  const keptAs = `${path}.before-restore-${new Date().toISOString().replaceAll(':', '-')}`;
  for (const suffix of ['', '-wal', '-journal']) {
    if (existsSync(path + suffix)) nameAlso(path + suffix, keptAs + suffix);
  }
  for (const suffix of ['-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true });
  return keptAs;
}

/** By a link; where the file system has none (exFAT), by a copy. */
function nameAlso(path: string, alsoAs: string): void {
  try {
    linkSync(path, alsoAs);
  } catch {
    copyForOwner(path, alsoAs);
    sync(alsoAs);
  }
}

/** Brings the write-ahead log into the file, and finds out whether somebody else has it open. */
function closeLog(path: string): void {
  // SQLite would remove the log of what is no store.
  if (isDamaged(path)) return;
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

function isDamaged(path: string): boolean {
  try {
    const database = new Database(path, { readonly: true });
    try {
      database.pragma('schema_version');
    } finally {
      database.close();
    }
    return false;
  } catch (thrown) {
    return storeError(thrown).code === 'store-corrupt';
  }
}

function sync(path: string, flags = 'r+'): void {
  const file = openSync(path, flags);
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** So that the new name is on the disk, too; Windows has no such thing. */
function syncFolder(path: string): void {
  if (process.platform !== 'win32') sync(path, 'r');
}
