export interface TarEntry {
  name: string;
  data: string | Buffer;
  /** '0' for a file (POSIX ustar). */
  kind?: string;
  magic?: string;
  prefix?: string;
  /** Instead of the data's own. */
  size?: string;
}

const blockBytes = 512;

/** A header and its data in whole blocks. */
export function tarEntry({ name, data, kind = '0', magic = 'ustar\x0000', prefix = '', size }: TarEntry): Buffer {
  const content = Buffer.from(data);
  const header = Buffer.alloc(blockBytes);
  header.write(name, 0, 100);
  header.write('0000644\0', 100);
  header.write(size ?? `${content.length.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  header.write('        ', 148);
  header.write(kind, 156);
  header.write(magic, 257, 'latin1');
  header.write(prefix, 345, 155);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  const padding = Buffer.alloc((blockBytes - (content.length % blockBytes)) % blockBytes);
  return Buffer.concat([header, content, padding]);
}

export function tarOf(...entries: TarEntry[]): Buffer {
  return Buffer.concat([...entries.map(tarEntry), Buffer.alloc(2 * blockBytes)]);
}
