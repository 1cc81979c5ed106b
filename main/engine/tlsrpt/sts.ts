import { normalDomain } from './domain.ts';

const modes = new Set(['enforce', 'testing', 'none']);

/** The mode of an MTA-STS policy (RFC 8461 section 3.2); '' where its lines do not say. */
export function stsMode(lines: readonly string[]): string {
  for (const [key, value] of pairsOf(lines)) {
    const [mode = ''] = (value ?? '').toLowerCase().split(/\W/, 1);
    if (key === 'mode' && modes.has(mode)) return mode;
  }
  return '';
}

/**
 * The lines of an MTA-STS policy in a form in which equal policies are equal; null where something else is among them.
 * RFC 8461 section 3.2 gives the order of keys and of MX patterns no meaning; of a key but `mx` that comes again the
 * first counts, and patterns are names, which have no case.
 */
export function canonicalSts(lines: readonly string[]): string[] | null {
  const values = new Map<string, string>();
  const patterns = new Set<string>();
  for (const [key, value] of pairsOf(lines)) {
    if (value === null) return null;
    if (key === 'mx') patterns.add(normalDomain(value));
    else if (!values.has(key)) values.set(key, value);
  }
  const keyed = [...values].map(([key, value]) => `${key}: ${value}`);
  return [...keyed, ...[...patterns].map((pattern) => `mx: ${pattern}`)].sort();
}

/** Keys in lower case; the value is null where there is no sign for one. Some reporters give the whole policy as one string, or write keys in capitals. */
function* pairsOf(lines: readonly string[]): Generator<[key: string, value: string | null]> {
  for (const line of lines) {
    for (const pair of line.split(/[\r\n;,]/)) {
      if (pair.trim() === '') continue;
      const [key = '', value] = pair.split(/[:=]/, 2);
      yield [key.trim().toLowerCase(), value?.trim() ?? null];
    }
  }
}
