/** One file of a zip, already compressed (APPNOTE 6.3.10 section 4.4.5: method 0 is stored, 8 is deflate). */
export interface ZipEntry {
  name: string;
  method: 0 | 8;
  data: Buffer;
  /** What the directory says of its size; it may lie. */
  announcedBytes: number;
}

/**
 * A zip piece by piece, so that one of a million files needs no memory. With `overlap` all entries share the data of
 * the first: that is how a small zip holds much.
 */
export function* zipOf(entries: Iterable<ZipEntry>, overlap = false): Generator<Buffer> {
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const isNew = !overlap || directory.length === 0;
    directory.push(directoryEntry(entry, isNew ? offset : 0));
    if (!isNew) continue;
    const local = [localHeader(entry), entry.data];
    yield* local;
    offset += local.reduce((sum, { length }) => sum + length, 0);
  }
  yield* directory;
  yield* endOf(directory, offset);
}

/** Section 4.3.7. */
function localHeader({ name, method, data, announcedBytes }: ZipEntry): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(method, 8);
  header.writeUInt32LE(data.length, 18);
  header.writeUInt32LE(announcedBytes, 22);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, Buffer.from(name)]);
}

/** Section 4.3.12. */
function directoryEntry({ name, method, data, announcedBytes }: ZipEntry, offset: number): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(20, 6);
  header.writeUInt16LE(method, 10);
  header.writeUInt32LE(data.length, 20);
  header.writeUInt32LE(announcedBytes, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt32LE(offset, 42);
  return Buffer.concat([header, Buffer.from(name)]);
}

/** Sections 4.3.14 to 4.3.16: the zip64 records too, as more than 65,535 entries need them. */
function* endOf(directory: Buffer[], offset: number): Generator<Buffer> {
  const directoryBytes = directory.reduce((sum, { length }) => sum + length, 0);
  const zip64 = Buffer.alloc(56 + 20);
  zip64.writeUInt32LE(0x06064b50, 0);
  zip64.writeBigUInt64LE(44n, 4);
  zip64.writeBigUInt64LE(BigInt(directory.length), 24);
  zip64.writeBigUInt64LE(BigInt(directory.length), 32);
  zip64.writeBigUInt64LE(BigInt(directoryBytes), 40);
  zip64.writeBigUInt64LE(BigInt(offset), 48);
  zip64.writeUInt32LE(0x07064b50, 56);
  zip64.writeBigUInt64LE(BigInt(offset + directoryBytes), 64);
  zip64.writeUInt32LE(1, 72);
  const end = Buffer.alloc(22, 0xff);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(0, 4);
  end.writeUInt16LE(0, 20);
  yield* [zip64, end];
}
