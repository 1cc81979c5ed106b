import { createReadStream } from 'node:fs';
import { mkdtemp, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { DeskError } from '../../../shared/error.ts';
import { filesOfStore } from '../../disk/storefiles.ts';
import { writeWholeFile } from '../../disk/wholefile.ts';
import { storeError } from './fault.ts';
import { withholdTrust } from './withheld.ts';

/**
 * Writes the store to a file of its own with SQLite's online backup: intake may go on meanwhile. Answers its size in
 * bytes. Throws what writeWholeFile does, also for the store's own place, where all that is written after it would go
 * into a file that nobody finds again.
 */
export function writeBackup(database: Database.Database, path: string): Promise<number> {
  return writeWholeFile(path, filesOfStore(database.name), async ({ file, draftPath }) => {
    try {
      if (draftPath === '') return await streamCopy(database, file);
      await database.backup(draftPath);
      withholdTrust(draftPath);
      return (await file.stat()).size;
    } catch (thrown) {
      throw backupError(thrown);
    }
  });
}

/** Into a pipe or a device; SQLite itself can write files only. */
async function streamCopy(database: Database.Database, file: FileHandle): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'tlsrpt-'));
  try {
    const copy = join(folder, 'backup.sqlite');
    await database.backup(copy);
    withholdTrust(copy);
    let bytes = 0;
    for await (const chunk of createReadStream(copy) as AsyncIterable<Buffer>) {
      await file.writeFile(chunk);
      bytes += chunk.length;
    }
    return bytes;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** It is the disk of the copy that is full, not the store's. */
function backupError(thrown: unknown): unknown {
  if (!(thrown instanceof Database.SqliteError)) return thrown;
  const { code, detail } = storeError(thrown);
  return new DeskError(code === 'store-full' ? 'disk-full' : 'file-not-writable', detail, { cause: thrown });
}
