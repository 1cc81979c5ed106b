import { expect } from 'vitest';
import { hangMs } from '../patience.ts';

/** Expects of what is asked that it becomes so: as soon as it does, however slow this machine is. */
export function eventually<T>(ask: () => T | Promise<T>) {
  return expect.poll(ask, { timeout: hangMs });
}
