import { withUsualLines } from '../lineends.ts';
import { maxHeaderText, maxKeptHeaderBytes } from './limits.ts';

/** A header's text for people: unfolded, and cut where a sender overdoes it. */
export function tidy(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, maxHeaderText);
}

/** The mail's header fields as they came, down to the empty line or up to what is kept of them. */
export function headerBlock(source: Buffer): Buffer {
  const start = withUsualLines(source.subarray(0, maxKeptHeaderBytes));
  const [end = start.length] = ['\r\n\r\n', '\n\n']
    .map((emptyLine) => start.indexOf(emptyLine))
    .filter((index) => index !== -1)
    .sort((a, b) => a - b);
  return start.subarray(0, end);
}

/** '' for what is no date. */
export function isoDate(text: string): string {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}

/** As mail parsers give it: a name, an address, both, or a group of them (RFC 5322 section 3.4). */
interface Address {
  name: string;
  address?: string | undefined;
  group?: Address[] | undefined;
}

export function namesOf(addresses: Address[]): string {
  const names = addresses.map(({ name, address = '', group }) => {
    if (group) return `${name}: ${namesOf(group)};`;
    return name && address ? `${name} <${address}>` : name || address;
  });
  return names.join(', ');
}
