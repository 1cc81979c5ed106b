import { domainToASCII } from 'node:url';
import { cutText } from './cut.ts';
import type { Deviations } from './deviations.ts';
import { maxDomainLength } from './limits.ts';

/**
 * A domain name in the one form in which it is kept: A-labels (RFC 5890 section 2.3.2.1) in lower case, without the
 * root's dot. A name that has no A-labels stays as written but for its case.
 */
export function normalDomain(text: string): string {
  const name = withoutEnd(text.trim());
  return (toALabels(name) ?? name).toLowerCase();
}

/** A domain name of a report, its tolerance noted; cut where it is longer than any. */
export function readDomain(text: string, path: string, deviations: Deviations): string {
  const written = cutText(text.trim(), maxDomainLength, path, deviations);
  const name = withoutEnd(written);
  if (name !== written) deviations.note('domain-trailing-dot', path);
  // RFC 8460 section 4.4 requires A-labels. Capital letters are no departure: names have no case (RFC 4343).
  if (toALabels(name) !== null) deviations.note('domain-in-u-labels', path);
  return normalDomain(name);
}

/** By walking: a pattern for the end would look from each of a thousand dots for it. */
function withoutEnd(name: string): string {
  let end = name.length;
  while (end > 0 && isDotOrBlank(name.charAt(end - 1))) end -= 1;
  return name.slice(0, end);
}

/** The dot of IDNA's mapping may also be an ideographic or a wide one. */
const wideDots = '\u3002\uff0e\uff61';

function isDotOrBlank(char: string): boolean {
  return char === '.' || char.trim() === '' || wideDots.includes(char);
}

/** null where the name is in A-labels already, or where it is none that has some. */
function toALabels(name: string): string | null {
  // domainToASCII reads the host of a URL: what ends one there must not come to it, nor the last label be a number.
  if (!/[^\0-\x7f]/.test(name) || !/^[\w.*\-\x80-\u{10ffff}]*$/u.test(name)) return null;
  const labels = domainToASCII(`${name}.x`);
  return labels === '' ? null : labels.slice(0, -'.x'.length);
}
