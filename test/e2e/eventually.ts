import { expect } from 'vitest';

/** Expects of what is asked that it becomes so: as soon as it does, however slow this machine is. */
export function eventually<T>(ask: () => T | Promise<T>) {
  return expect.poll(ask, { timeout: 30_000 });
}
