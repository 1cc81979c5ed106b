import type { FailureKind } from './overview.ts';
import { resultTypeLabel } from './remedies.ts';
import type { Notice } from './shell.ts';

/** More names in a notification nobody reads. */
const namedDomains = 3;
const maxNameLength = 80;

/** All kinds of failure that are new, in one notice; null for none. */
export function noticeOf(kinds: FailureKind[]): Notice | null {
  const [kind] = kinds;
  if (kind === undefined) return null;
  return kinds.length === 1 ? oneKind(kind) : severalKinds(kinds);
}

function oneKind({ policyDomain, resultType, receivingMxHostname }: FailureKind): Notice {
  const host = receivingMxHostname === '' ? '' : ` at ${clipped(receivingMxHostname)}`;
  return {
    title: `New problem: ${clipped(policyDomain)}`,
    body: `${clipped(resultTypeLabel(resultType))}${host}`,
  };
}

function severalKinds(kinds: FailureKind[]): Notice {
  const domains = [...new Set(kinds.map(({ policyDomain }) => policyDomain))];
  const named = domains.slice(0, namedDomains).map(clipped);
  const more = domains.length - named.length;
  return {
    title: `${kinds.length} new problems`,
    body: `${named.join(', ')}${more > 0 ? ` and ${more} more ${more === 1 ? 'domain' : 'domains'}` : ''}`,
  };
}

/**
 * Reporters write these names, and a Linux desktop may read a notification as markup: what could be some, or is
 * invisible, is not passed on. A domain name has no such characters.
 */
function clipped(name: string): string {
  const plain = name.replaceAll(/[<>&\p{C}]/gu, '\u00b7');
  return plain.length > maxNameLength ? `${plain.slice(0, maxNameLength)}…` : plain;
}
