import { lstat, readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { DeskError } from '../../shared/error.ts';

/** Where a file is to be written, links followed. */
export interface Place {
  path: string;
  /** A device, a pipe, or what a process has open: written into, as renaming over it would put a file in its place. */
  isStream: boolean;
}

/** More than Linux follows; a ring of links has no end. */
const maxLinks = 40;

/** Where `path` leads to. Throws DeskError file-not-writable, or what the file system says. */
export async function placeOf(path: string): Promise<Place> {
  let reached = path;
  for (let links = 0; links <= maxLinks; links += 1) {
    reached = join(await realpath(dirname(resolve(reached))), basename(reached));
    // What /dev/stdout leads to: the file behind it is somebody's who has it open.
    if (reached.startsWith('/proc/')) return { path: reached, isStream: true };
    const found = await lstat(reached).catch(unlessMissing);
    if (found?.isSymbolicLink() !== true) return { path: reached, isStream: found !== null && isStream(found, path) };
    reached = resolve(dirname(reached), await readlink(reached));
  }
  throw new DeskError('file-not-writable', `${path}: too many links`);
}

interface Kind {
  isFile(): boolean;
  isCharacterDevice(): boolean;
  isFIFO(): boolean;
}

function isStream(found: Kind, path: string): boolean {
  if (found.isFile()) return false;
  // A disk is a device too, and nobody means to write a table over one.
  if (!found.isCharacterDevice() && !found.isFIFO()) throw new DeskError('file-not-writable', `${path} is no file`);
  return true;
}

function unlessMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

/** Throws DeskError file-not-writable where `path` is one of these files, by its own name, another one or a link. */
export async function requireOther({ path }: Place, files: string[]): Promise<void> {
  const target = await stat(path, { bigint: true }).catch(unlessMissing);
  for (const file of files) {
    const own = await stat(file, { bigint: true }).catch(unlessMissing);
    const isSame = own === null || target === null ? false : own.ino === target.ino && own.dev === target.dev;
    if (isSame || path === (await ownPath(file))) {
      throw new DeskError('file-not-writable', `${path} belongs to the store itself`);
    }
  }
}

async function ownPath(file: string): Promise<string> {
  const folder = await realpath(dirname(resolve(file))).catch(() => dirname(resolve(file)));
  return join(folder, basename(file));
}
