import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** No draft that is still being written was untouched for so long. */
const leftoverAgeMs = 60 * 60_000;
/** SQLite may leave a log or a journal beside a draft. */
const draftName = /^\.tlsrpt-[0-9a-f]{24}\.part(?:-journal|-wal|-shm)?$/;

/** For what is not whole yet, in the folder it will be in: a name that nobody else has, as short as names can be. */
export function newDraftPath(folder: string): string {
  return join(folder, `.tlsrpt-${randomBytes(12).toString('hex')}.part`);
}

/** Removes drafts that a crash or a power cut left behind. What cannot be read or removed stays. */
export function sweepDrafts(folder: string): void {
  try {
    for (const name of readdirSync(folder).filter((each) => draftName.test(each))) {
      const path = join(folder, name);
      const { mtimeMs = Infinity } = statSync(path, { throwIfNoEntry: false }) ?? {};
      if (Date.now() - mtimeMs > leftoverAgeMs) rmSync(path, { force: true });
    }
  } catch {
    // Who may write there without reading or removing writes all the same.
  }
}
