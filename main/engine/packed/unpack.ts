import { Refusal } from '../../../shared/error.ts';
import type { PackedFile, Unpacked, Unreadable } from './file.ts';
import { gunzip } from './gzip.ts';
import { formatOf, type ArchiveFormat, type Format } from './magic.ts';
import { maxArchiveDepth, type Room } from './room.ts';
import { untar } from './tar.ts';
import { unzip } from './zip.ts';

/** A file that is packed no more, and what it is. */
export interface Content extends PackedFile {
  format: Exclude<Format, ArchiveFormat>;
}

const openers: Record<ArchiveFormat, (file: PackedFile, room: Room) => Generator<Unpacked>> = {
  gzip: gunzip,
  zip: unzip,
  tar: untar,
};

/**
 * What the bytes hold, however they are packed, or the bytes themselves; and of what could not be had, why.
 * Throws Refusal report-too-large where all together come to more than there is room for.
 */
export function unpack(bytes: Buffer, room: Room): Generator<Content | Unreadable> {
  return contentsOf({ name: '', bytes, deviations: [] }, room, 0);
}

function* contentsOf(file: PackedFile, room: Room, depth: number): Generator<Content | Unreadable> {
  const format = formatOf(file.bytes);
  if (!isArchive(format)) yield { ...file, format };
  else if (depth < maxArchiveDepth) yield* filesOf(file, format, room, depth);
  else yield { name: file.name, refusal: new Refusal('nested-too-deep', `more than ${maxArchiveDepth} archives`) };
}

function isArchive(format: Format): format is ArchiveFormat {
  return Object.hasOwn(openers, format);
}

function* filesOf(
  archive: PackedFile,
  format: ArchiveFormat,
  room: Room,
  depth: number,
): Generator<Content | Unreadable> {
  let emptiness: Refusal | null = new Refusal('archive-empty');
  for (const inner of opened(archive, format, room)) {
    if ('bytes' in inner && inner.bytes.length === 0) {
      if (isTruncated(inner)) emptiness = new Refusal('archive-truncated');
      continue;
    }
    emptiness = null;
    const name = inner.name || archive.name;
    if ('refusal' in inner) yield { ...inner, name };
    else
      yield* contentsOf({ ...inner, name, deviations: [...archive.deviations, ...inner.deviations] }, room, depth + 1);
  }
  if (emptiness !== null) yield { name: archive.name, refusal: emptiness };
}

export function isTruncated({ deviations }: Pick<PackedFile, 'deviations'>): boolean {
  return deviations.some(({ code }) => code === 'truncated-gzip');
}

/** An archive of which even the directory cannot be read is one thing that could not be had. */
function* opened(archive: PackedFile, format: ArchiveFormat, room: Room): Generator<Unpacked> {
  try {
    yield* openers[format](archive, room);
  } catch (error) {
    if (!(error instanceof Refusal) || room.isSpent) throw error;
    yield { name: archive.name, refusal: error };
  }
}
