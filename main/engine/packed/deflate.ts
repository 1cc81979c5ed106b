import { constants, inflateRawSync } from 'node:zlib';
import { Inflate } from 'fflate';
import type { Room } from './room.ts';

export interface Inflated {
  bytes: Buffer;
  /** Of the deflated data; where it was cut at the limit, all of it. */
  consumedBytes: number;
  /** There would have been more than there is room for. */
  isCut: boolean;
}

/**
 * RFC 1951: one stream of deflated data; what follows its end is left alone, and an end that is missing is no error.
 * What alone is more than a mail may hold is inflated up to there, because a report may stand before it.
 * Throws Refusal report-too-large where no room is left, and zlib's Error where the data is broken.
 */
export function inflate(deflated: Uint8Array, room: Room): Inflated {
  // Sync flush: the end of the data is no error, and the cap cuts a bomb rather than allocating it.
  const options = { maxOutputLength: Math.max(room.bytes, 1), finishFlush: constants.Z_SYNC_FLUSH, info: true };
  const { isWhole } = room;
  try {
    const answer: unknown = inflateRawSync(deflated, options);
    const { buffer, engine } = answer as { buffer: Buffer; engine: { bytesWritten: number } };
    room.take(buffer.length);
    return { bytes: buffer, consumedBytes: engine.bytesWritten, isCut: false };
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    // How far it came before it failed, zlib does not say.
    const bytes = inflateStart(deflated, room.bytes);
    room.take(isTooLarge && !isWhole ? bytes.length + 1 : bytes.length);
    if (isTooLarge) return { bytes, consumedBytes: deflated.length, isCut: true };
    throw error;
  }
}

/** Of each so many bytes fflate makes a few megabytes at most. */
const stepBytes = 4_096;

/** Up to the limit, or to where the data is broken. */
function inflateStart(deflated: Uint8Array, maxBytes: number): Buffer {
  const pieces: Uint8Array[] = [];
  let missingBytes = maxBytes;
  const inflating = new Inflate((piece) => {
    pieces.push(piece.subarray(0, Math.max(missingBytes, 0)));
    missingBytes -= piece.length;
  });
  try {
    for (let at = 0; missingBytes > 0 && at < deflated.length; at += stepBytes) {
      inflating.push(deflated.subarray(at, at + stepBytes));
    }
  } catch {
    // That it is broken, zlib has said.
  }
  return Buffer.concat(pieces);
}
