import { DeskError } from '../../shared/error.ts';
import type { GrantUse } from '../../shared/shell.ts';
import { Latest } from './latest.ts';

interface Grant {
  use: GrantUse;
  paths: string[];
}

/** As many as main remembers. */
const maxGrants = 32;

/**
 * Files that the person chose in a native dialog or dropped on the window, under a name by which the window can point
 * at them without knowing or choosing them. Each is for one use, once: a file that was dropped is not written over.
 */
export class Grants {
  #grants = new Latest<Grant>(maxGrants);
  #onUsed: (id: string) => void;

  constructor(onUsed: (id: string) => void) {
    this.#onUsed = onUsed;
  }

  put(id: string, grant: Grant): void {
    this.#grants.put(id, grant);
  }

  /** The paths, once. Throws not-granted, also where they were given for another use. */
  take(id: string, use: GrantUse): string[] {
    const grant = this.#grants.get(id);
    if (grant?.use !== use) throw new DeskError('not-granted');
    this.#grants.forget(id);
    this.#onUsed(id);
    return grant.paths;
  }

  /** The one file of a grant, once. Throws not-granted. */
  takeFile(id: string, use: Exclude<GrantUse, 'import'>): string {
    const [path] = this.take(id, use);
    if (path === undefined) throw new DeskError('not-granted');
    return path;
  }
}
