import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { asDeskError, DeskError } from '../../shared/error.ts';

/**
 * Writes a file that appears complete or not at all: to a temporary one beside it, for the owner's eyes only, which
 * then takes its name. Throws DeskError disk-full, file-not-writable, or what `write` throws.
 */
export async function writeWholeFile<T>(path: string, write: (file: FileHandle) => Promise<T>): Promise<T> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.part`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      const result = await write(file);
      await file.sync();
      await file.close();
      await rename(temporary, path);
      return result;
    } catch (thrown) {
      await file.close();
      await rm(temporary, { force: true });
      throw thrown;
    }
  } catch (thrown) {
    throw fileError(thrown);
  }
}

export async function fileSize(path: string): Promise<number> {
  return (await stat(path)).size;
}

function fileError(thrown: unknown): DeskError {
  if (thrown instanceof DeskError || !(thrown instanceof Error) || !('code' in thrown)) return asDeskError(thrown);
  const isFull = thrown.code === 'ENOSPC' || thrown.code === 'EDQUOT';
  return new DeskError(isFull ? 'disk-full' : 'file-not-writable', thrown.message, { cause: thrown });
}
