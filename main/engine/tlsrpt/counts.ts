import { Refusal } from '../../../shared/error.ts';
import type { Deviations } from './deviations.ts';

/**
 * A session count: a non-negative safe integer, else a Refusal count-unusable, because any other number would
 * falsify the totals. undefined where it is left out.
 */
export function readCount(value: unknown, path: string, deviations: Deviations): number | undefined {
  if (isCount(value)) return value + 0; // -0 becomes 0
  if (value === undefined || value === null || value === '') return undefined;
  // No known large reporter, but several small ones write "7".
  if (typeof value === 'string' && /^\s*\d+(?:\.0+)?\s*$/.test(value) && isCount(Number(value))) {
    deviations.note('count-as-string', path);
    return Number(value);
  }
  throw new Refusal('count-unusable', path);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
