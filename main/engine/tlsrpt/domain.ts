import { Refusal } from '../../../shared/error.ts';
import type { Deviations } from './deviations.ts';
import { maxDomainLength } from './limits.ts';

/** A domain name in lower case without the root's dot. Trimmed, so that names compare. */
export function normalDomain(text: string): string {
  const name = text.trim().toLowerCase();
  // By walking: a pattern for the end would look from each of a thousand dots for it.
  let end = name.length;
  while (end > 0 && isDotOrBlank(name.charAt(end - 1))) end -= 1;
  return name.slice(0, end);
}

function isDotOrBlank(char: string): boolean {
  return char === '.' || char.trim() === '';
}

/** A domain name of a report, its tolerance noted. Throws Refusal string-too-long. */
export function readDomain(text: string, path: string, deviations: Deviations): string {
  const written = text.trim();
  if (written.length > maxDomainLength) throw new Refusal('string-too-long', path);
  const domain = normalDomain(written);
  if (domain !== written) deviations.note('domain-trailing-dot', path);
  return domain;
}
