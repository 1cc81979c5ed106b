import { domainToUnicode } from 'node:url';
import { normalAddress } from '../tlsrpt/address.ts';
import { normalDomain } from '../tlsrpt/domain.ts';
import { normalOrganization } from '../tlsrpt/organization.ts';

/** What a person typed, and besides the form in which a store has it, should it be an address, a name or the like. */
function sought(search: string): string[] {
  const typed = search.normalize('NFC').toLowerCase();
  const isName = search.slice(0, -1).includes('.') && !/\s/.test(search);
  const normal = [normalAddress(search), normalOrganization(search), ...(isName ? [normalDomain(search)] : [])];
  // Blanks at the ends alone are not another form: a part of a text may begin or end there.
  return [...new Set([typed, ...normal.filter((form) => form !== search.trim()).map((form) => form.toLowerCase())])];
}

/** That a column of the dictionary's texts, or of the report's own, has a part that is sought. */
export function contains(column: string, search: string, of: 'texts' | 'reports'): string {
  const conditions = sought(search).map((text, index) => {
    const isLike = `LIKE $search${index} ESCAPE '\\'`;
    // LIKE knows capital and small letters of ASCII only; `folded` (see connection.ts) knows them all, and is slower.
    if (!/^[\0-\x7f]*$/.test(text)) return `folded(${column}) ${isLike}`;
    // Part of a name as it is shown, across its dots, is no part of its A-labels.
    return of === 'texts'
      ? `${column} ${isLike} OR ${column} LIKE '%xn--%' AND folded(${column}) ${isLike}`
      : `${column} ${isLike}`;
  });
  return `(${conditions.join(' OR ')})`;
}

/** The values for `contains`. */
export function searchParameters(search: string): Record<string, string> {
  const patterns = sought(search).map((text) => `%${text.replace(/[\\%_]/g, '\\$&')}%`);
  return Object.fromEntries(patterns.map((pattern, index) => [`search${index}`, pattern]));
}

/** A text in small letters, and once more with the U-labels of domain names in it. */
export function folded(text: string): string {
  const small = text.normalize('NFC').toLowerCase();
  // A label has 63 characters at most (RFC 1035 section 2.3.4): decoding one takes the square of its length.
  return small.includes('xn--')
    ? `${small}\n${small.replace(/xn--[a-z0-9-]{1,59}/g, (label) => domainToUnicode(label) || label)}`
    : small;
}
