import Database from 'better-sqlite3';
import { asDeskError, DeskError, type ErrorCode } from '../../../shared/error.ts';

/** SQLite's result codes (https://www.sqlite.org/rescode.html) that a person can do something about. */
const codes: [prefix: string, code: ErrorCode][] = [
  ['SQLITE_FULL', 'store-full'],
  // The file of the shared index could not grow: the disk is full, too.
  ['SQLITE_IOERR_SHMSIZE', 'store-full'],
  ['SQLITE_BUSY', 'store-locked'],
  ['SQLITE_LOCKED', 'store-locked'],
  ['SQLITE_CORRUPT', 'store-corrupt'],
  ['SQLITE_NOTADB', 'store-corrupt'],
  ['SQLITE_READONLY', 'file-not-writable'],
  ['SQLITE_CANTOPEN', 'file-not-writable'],
  ['SQLITE_PERM', 'file-not-writable'],
];

/** Whatever the store threw, as a DeskError; SQLite's own words become the detail. */
export function storeError(thrown: unknown): DeskError {
  if (!(thrown instanceof Database.SqliteError)) return asDeskError(thrown);
  const code = codes.find(([prefix]) => thrown.code.startsWith(prefix))?.[1] ?? 'internal';
  return new DeskError(code, `${thrown.message} (${thrown.code})`, { cause: thrown });
}
