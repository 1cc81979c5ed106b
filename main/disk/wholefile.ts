import { constants } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { asDeskError, DeskError } from '../../shared/error.ts';
import { newDraftPath, sweepDrafts } from './draft.ts';
import { placeOf, requireOther } from './place.ts';

/** What is written to. `draftPath` is the file's name until it is whole; '' for a device or a pipe, which has none. */
export interface Draft {
  file: FileHandle;
  draftPath: string;
}

const ownerOnly = 0o600;
/** Without O_CREAT and O_TRUNC: a device or pipe is there, and what a process has open is added to. */
const intoStream = constants.O_WRONLY | constants.O_APPEND;

/**
 * The one way in which a file of the person's is written: it appears complete or not at all. What is written goes to a
 * draft beside it, of a name that nobody else has and for the owner's eyes only, reaches the disk, and then takes the
 * name. A link is followed, so that it stays one. A device or a pipe is written into. None of `neverOver` is written.
 * Throws DeskError disk-full, file-not-writable, or what `write` throws.
 */
export async function writeWholeFile<T>(
  path: string,
  neverOver: string[],
  write: (draft: Draft) => Promise<T>,
): Promise<T> {
  try {
    const place = await placeOf(path);
    await requireOther(place, neverOver);
    return await (place.isStream ? writeStream(place.path, write) : writeFile(place.path, write));
  } catch (thrown) {
    throw fileError(thrown);
  }
}

async function writeFile<T>(path: string, write: (draft: Draft) => Promise<T>): Promise<T> {
  const folder = dirname(path);
  sweepDrafts(folder);
  const draftPath = newDraftPath(folder);
  const file = await open(draftPath, 'wx', ownerOnly);
  try {
    const result = await write({ file, draftPath });
    await file.sync();
    await file.close();
    await rename(draftPath, path);
    await syncFolder(folder);
    return result;
  } catch (thrown) {
    await file.close();
    await rm(draftPath, { force: true });
    throw thrown;
  }
}

async function writeStream<T>(path: string, write: (draft: Draft) => Promise<T>): Promise<T> {
  const file = await open(path, intoStream);
  try {
    return await write({ file, draftPath: '' });
  } finally {
    await file.close();
  }
}

/** So that the new name is on the disk, too. Not every file system can. */
async function syncFolder(folder: string): Promise<void> {
  const opened = await open(folder, 'r').catch(() => null);
  await opened?.sync().catch(() => {});
  await opened?.close();
}

function fileError(thrown: unknown): DeskError {
  if (thrown instanceof DeskError || !(thrown instanceof Error) || !('code' in thrown)) return asDeskError(thrown);
  const isFull = thrown.code === 'ENOSPC' || thrown.code === 'EDQUOT';
  return new DeskError(isFull ? 'disk-full' : 'file-not-writable', thrown.message, { cause: thrown });
}
