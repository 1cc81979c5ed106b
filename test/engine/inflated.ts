import { Room } from '../../main/engine/packed/room.ts';
import { unpack, type Content } from '../../main/engine/packed/unpack.ts';

/** All of the files in an archive, or the refusal of the first that cannot be had. */
export function inflateReports(bytes: Buffer, room = new Room()): Content[] {
  return [...unpack(bytes, room)].map((content) => {
    if ('refusal' in content) throw content.refusal;
    return content;
  });
}

/** The same without throwing: a text for each file, a code for each that cannot be had. */
export function unpacked(bytes: Buffer, room = new Room()): string[] {
  return [...unpack(bytes, room)].map((content) =>
    'refusal' in content ? content.refusal.code : content.bytes.toString(),
  );
}
