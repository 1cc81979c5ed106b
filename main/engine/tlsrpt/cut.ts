import { hash } from 'node:crypto';
import type { Deviations } from './deviations.ts';

const digestLength = 16;

/**
 * A text of at most so many UTF-16 code units: a longer one, which counts nothing and costs nobody a report, keeps its
 * beginning and gets a digest of the whole, so that two that differ stay two, in identities as in sums.
 */
export function cutText(text: string, maxLength: number, path: string, deviations: Deviations): string {
  if (text.length <= maxLength) return text;
  deviations.note('text-cut', path);
  const digest = ` … ${hash('sha256', text).slice(0, digestLength)}`;
  const beginning = text.slice(0, maxLength - digest.length);
  // Not in the middle of a surrogate pair.
  return `${beginning.isWellFormed() ? beginning : beginning.slice(0, -1)}${digest}`;
}
