// Section numbers are those of PKWARE's APPNOTE 6.3.10.

/** How the files of a zip are packed that can be unpacked here. */
export const stored = 0;
export const deflated = 8;

/** What a size is in its own field when it does not fit into 32 bits. */
export const inZip64 = 0xffffffff;

export const localHeaderBytes = 30;
const entryBytes = 46;

/** A file as the directory at the end of a zip lists it. */
export interface ZipEntry {
  nameBytes: Buffer;
  /** As the entry says; whoever wrote it may have left that out. */
  isNameUtf8: boolean;
  isEncrypted: boolean;
  method: number;
  checksum: number;
  packedBytes: number;
  announcedBytes: number;
  /** Where its local header is. */
  start: number;
}

/** Section 4.3.12: the entry that begins here, and where the next one does; null where none begins. */
export function zipEntryAt(directory: Buffer, at: number): { entry: ZipEntry; end: number } | null {
  if (directory.length < at + entryBytes || directory.readUInt32LE(at) !== 0x02014b50) return null;
  const nameEnd = at + entryBytes + directory.readUInt16LE(at + 28);
  const extraEnd = nameEnd + directory.readUInt16LE(at + 30);
  const flags = directory.readUInt16LE(at + 8);
  const entry = {
    nameBytes: directory.subarray(at + entryBytes, nameEnd),
    isNameUtf8: (flags & 0x800) !== 0,
    isEncrypted: (flags & 1) === 1,
    method: directory.readUInt16LE(at + 10),
    checksum: directory.readUInt32LE(at + 16),
    ...sizesOf(directory, at, directory.subarray(nameEnd, extraEnd)),
  };
  return { entry, end: extraEnd + directory.readUInt16LE(at + 32) };
}

/** Section 4.5.3: those that do not fit into 32 bits are in the extra field, in this order. */
function sizesOf(
  directory: Buffer,
  at: number,
  extra: Buffer,
): Pick<ZipEntry, 'announcedBytes' | 'packedBytes' | 'start'> {
  let next = zip64Start(extra);
  const [announcedBytes = 0, packedBytes = 0, start = 0] = [24, 20, 42].map((offset) => {
    const size = directory.readUInt32LE(at + offset);
    if (size !== inZip64 || next + 8 > extra.length) return size;
    next += 8;
    return Number(extra.readBigUInt64LE(next - 8));
  });
  return { announcedBytes, packedBytes, start };
}

/** Where in the extra field the one of zip64 (header id 1) has its values. */
function zip64Start(extra: Buffer): number {
  let at = 0;
  while (at + 4 <= extra.length && extra.readUInt16LE(at) !== 1) at += 4 + extra.readUInt16LE(at + 2);
  return at + 4;
}

/**
 * Section 4.3.7: how far after a file's local header its data begins, as the name and the extra field may be longer
 * there than in the directory; null where it is no such header.
 */
export function dataOffset(localHeader: Buffer): number | null {
  if (localHeader.length < localHeaderBytes || localHeader.readUInt32LE(0) !== 0x04034b50) return null;
  return localHeaderBytes + localHeader.readUInt16LE(26) + localHeader.readUInt16LE(28);
}
