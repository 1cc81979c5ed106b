import { words } from '../shared/words.ts';
import { formatDuration } from './format.ts';

/** A line of an MTA-STS policy (RFC 8461 section 3.2) and what it says. */
export interface StsLine {
  key: string;
  value: string;
  meaning: string;
}

export function explainStsLine(line: string): StsLine {
  const colon = line.indexOf(':');
  const key = (colon === -1 ? line : line.slice(0, colon)).trim();
  const value = colon === -1 ? '' : line.slice(colon + 1).trim();
  return { key, value, meaning: stsMeaning(key, value) };
}

function stsMeaning(key: string, value: string): string {
  const { sts } = words.policy;
  if (key === 'version') return sts.version;
  if (key === 'mode') return value === 'enforce' || value === 'testing' || value === 'none' ? sts[value] : sts.mode;
  if (key === 'mx') return value.startsWith('*.') ? sts.mxWildcard : sts.mx;
  if (key === 'max_age') return /^\d{1,10}$/.test(value) ? sts.maxAge(formatDuration(Number(value))) : sts.notSeconds;
  return sts.unknown;
}

/** A TLSA record's fields in words (RFC 6698 section 2.1, acronyms of RFC 7218). */
export interface TlsaRecord {
  usage: string;
  selector: string;
  matching: string;
  data: string;
  /** What it asks for in a sentence; '' where numbers are not known or of no use. */
  meaning: string;
  /** What is wrong with it for SMTP; '' for nothing. */
  note: string;
}

const firstUsableUsage = 2; // RFC 7672 section 3.1.3: 0 and 1 SHOULD NOT be used.

/** null where the text is not a TLSA record in presentation format. */
export function readTlsaRecord(text: string): TlsaRecord | null {
  const [usage = '', selector = '', matching = '', ...data] = text.trim().split(/\s+/);
  if (![usage, selector, matching].every((code) => /^\d{1,3}$/.test(code))) return null;
  if (data.length === 0 || !data.every((digits) => /^[\da-f]+$/i.test(digits))) return null;
  const { usages, selectors, matchings, subjects, matches, unusable } = words.policy.tlsa;
  const [subject, how] = [subjects[Number(usage)]?.[Number(selector)], matches[Number(matching)]];
  const named = (code: string, names: readonly string[]) => `${code} ${names[Number(code)] ?? ''}`.trim();
  return {
    usage: named(usage, usages),
    selector: named(selector, selectors),
    matching: named(matching, matchings),
    data: data.join('').toLowerCase(),
    meaning: subject === undefined || how === undefined ? '' : `${subject} ${how}`,
    note: Number(usage) < firstUsableUsage ? unusable : '',
  };
}
