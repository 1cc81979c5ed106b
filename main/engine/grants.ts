import { DeskError } from '../../shared/error.ts';

/**
 * Values that main hands over under a name, so that the window can point at them without knowing or choosing them:
 * file paths from native dialogs, and passwords.
 */
export class Grants<T> {
  #values = new Map<string, T>();
  #maxCount: number;

  /** Of more than `maxCount` values the oldest make room. */
  constructor(maxCount: number) {
    this.#maxCount = maxCount;
  }

  put(id: string, value: T): void {
    this.#values.delete(id);
    this.#values.set(id, value);
    const oldest = this.#values.keys().next().value;
    if (this.#values.size > this.#maxCount && oldest !== undefined) this.#values.delete(oldest);
  }

  get(id: string): T | undefined {
    return this.#values.get(id);
  }

  /** The value, once: a file that a person chose is written once. Throws not-granted. */
  take(id: string): T {
    const value = this.#values.get(id);
    if (value === undefined) throw new DeskError('not-granted');
    this.#values.delete(id);
    return value;
  }

  forget(id: string): void {
    this.#values.delete(id);
  }
}
