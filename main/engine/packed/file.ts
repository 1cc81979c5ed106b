import type { Refusal } from '../../../shared/error.ts';
import type { Deviation } from '../../../shared/model.ts';

/** A file within an archive, or what is around it all. */
export interface PackedFile {
  /** As the archive calls it, '' where it has none. Never used as a path. */
  name: string;
  bytes: Buffer;
  /** What was tolerated to get at it. */
  deviations: Deviation[];
}

/** Why a file within an archive could not be had; the others can all the same. */
export interface Unreadable {
  name: string;
  refusal: Refusal;
}

export type Unpacked = PackedFile | Unreadable;
