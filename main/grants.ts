import { randomUUID } from 'node:crypto';
import type { ControlMessage } from '../shared/contract.ts';
import { DeskError } from '../shared/error.ts';

/** Files that a person chose in the Save dialog: the engine writes to no path of the window's, only under a grant. */
export class Grants {
  #paths = new Map<string, string>();

  /** Answers what to tell the engine of the grant. */
  give(path: string): ControlMessage & { kind: 'grant' } {
    const id = randomUUID();
    this.#paths.set(id, path);
    return { kind: 'grant', id, path };
  }

  path(id: string): string {
    const path = this.#paths.get(id);
    if (path === undefined) throw new DeskError('not-granted');
    return path;
  }

  /** What a new engine has to be told. */
  messages(): ControlMessage[] {
    return [...this.#paths].map(([id, path]) => ({ kind: 'grant', id, path }));
  }
}
