import { randomUUID } from 'node:crypto';
import { DeskError } from '../shared/error.ts';
import type { ControlMessage, GrantUse } from '../shared/shell.ts';

interface Grant {
  use: GrantUse;
  paths: string[];
  isUsed: boolean;
}

/** As many as the engine remembers; one may be a folder's worth of dropped files. */
const maxGrants = 32;
const readOnly: GrantUse[] = ['import', 'restore'];

/**
 * Files and folders that a person chose in a dialog or dropped on the window: the engine reads and writes no path of
 * the window's, only under a grant, for what it was given for, once.
 */
export class Grants {
  #grants = new Map<string, Grant>();

  /** Answers what to tell the engine of the grant. Of many, the oldest is forgotten. */
  give(use: GrantUse, paths: string[]): ControlMessage & { kind: 'grant' } {
    const id = randomUUID();
    this.#grants.set(id, { use, paths, isUsed: false });
    const [oldest] = this.#grants.keys();
    if (this.#grants.size > maxGrants && oldest !== undefined) this.#grants.delete(oldest);
    return { kind: 'grant', id, use, paths };
  }

  /** The engine has used it: the next engine is not told of it. */
  use(id: string): void {
    const grant = this.#grants.get(id);
    if (grant !== undefined) grant.isUsed = true;
  }

  /** The file that was to be written under this grant. */
  writtenPath(id: string): string {
    const grant = this.#grants.get(id);
    const [path] = grant === undefined || readOnly.includes(grant.use) ? [] : grant.paths;
    if (path === undefined) throw new DeskError('not-granted');
    return path;
  }

  /** What a new engine has to be told. */
  messages(): ControlMessage[] {
    return [...this.#grants]
      .filter(([, { isUsed }]) => !isUsed)
      .map(([id, { use, paths }]) => ({ kind: 'grant', id, use, paths }));
  }
}
