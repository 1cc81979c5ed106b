import { randomUUID } from 'node:crypto';
import type { ControlMessage } from '../shared/shell.ts';
import { DeskError } from '../shared/error.ts';

/** As many as the engine remembers; one may be a folder's worth of dropped files. */
const maxGrants = 32;

/**
 * Files and folders that a person chose in a dialog or dropped on the window: the engine reads and writes no path of
 * the window's, only under a grant.
 */
export class Grants {
  #paths = new Map<string, string[]>();

  /** Answers what to tell the engine of the grant. Of many, the oldest is forgotten. */
  give(paths: string[]): ControlMessage & { kind: 'grant' } {
    const id = randomUUID();
    this.#paths.set(id, paths);
    const [oldest] = this.#paths.keys();
    if (this.#paths.size > maxGrants && oldest !== undefined) this.#paths.delete(oldest);
    return { kind: 'grant', id, paths };
  }

  /** The only path, or the first of several. */
  firstPath(id: string): string {
    const [path] = this.#paths.get(id) ?? [];
    if (path === undefined) throw new DeskError('not-granted');
    return path;
  }

  /** What a new engine has to be told. */
  messages(): ControlMessage[] {
    return [...this.#paths].map(([id, paths]) => ({ kind: 'grant', id, paths }));
  }
}
