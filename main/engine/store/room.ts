import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database } from 'better-sqlite3';
import { DeskError } from '../../../shared/error.ts';

const megabyte = 1_000_000;
/** After the disk was full: what a batch of mails may take, twice, before one is fetched again. */
const roomAfterFull = 64 * megabyte;

/** What the store's content takes; pages that became free are used again and do not count. */
export function usedBytes(database: Database): number {
  const [pages, free, size] = ['page_count', 'freelist_count', 'page_size'].map(
    (name) => database.pragma(name, { simple: true }) as number,
  );
  return ((pages ?? 0) - (free ?? 0)) * (size ?? 0);
}

/** Throws DeskError store-quota where the store has grown to `maxMegabytes`; 0 allows all that the disk has. */
export function requireQuota(database: Database, maxMegabytes: number): void {
  if (maxMegabytes === 0 || usedBytes(database) < maxMegabytes * megabyte) return;
  throw new DeskError('store-quota', `${maxMegabytes} MB`);
}

/** Throws DeskError store-full while the disk has no room for what did not fit before. */
export function requireDisk(path: string): void {
  const { bavail, bsize } = statfsSync(dirname(path));
  if (bavail * bsize < roomAfterFull)
    throw new DeskError('store-full', `${Math.floor((bavail * bsize) / megabyte)} MB free`);
}
