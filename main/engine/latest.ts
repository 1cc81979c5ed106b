/** Values that main hands over under a name; of more than `maxCount` the oldest make room. */
export class Latest<T> {
  #values = new Map<string, T>();
  #maxCount: number;

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

  forget(id: string): void {
    this.#values.delete(id);
  }
}
