import { Resolver } from 'node:dns/promises';
import { isIPv4 } from 'node:net';
import type { AddressInfo } from '../../shared/overview.ts';

/** DNS questions, as node:dns/promises answers them. */
export interface Lookups {
  reverse(address: string): Promise<string[]>;
  resolveTxt(name: string): Promise<string[][]>;
}

const timeoutMs = 3_000;
const tries = 2;
/** Whoever owns an address may give it any number of names, of any length DNS allows. */
const maxNames = 8;
const maxNameLength = 255;
const maxOwnerLength = 255;
/** A person looks at a few dozen; names hardly change within a day. */
const maxRemembered = 1_000;
const rememberedMs = 24 * 60 * 60_000;

/** Team Cymru's zones tell which network announces an address, and what the network is called. */
const originZones = { v4: 'origin.asn.cymru.com', v6: 'origin6.asn.cymru.com' };
const networkZone = 'asn.cymru.com';

export function systemLookups(): Lookups {
  return new Resolver({ timeout: timeoutMs, tries });
}

interface Remembered {
  info: Promise<AddressInfo>;
  askedAtMs: number;
}

/** Names and owners of IP addresses, each asked for once a day. */
export class Addresses {
  #lookups: Lookups;
  #remembered = new Map<string, Remembered>();

  constructor(lookups: Lookups) {
    this.#lookups = lookups;
  }

  /** Of a valid IP address. What DNS does not tell is left out; nothing is thrown. */
  info(address: string): Promise<AddressInfo> {
    const known = this.#remembered.get(address);
    if (known !== undefined && Date.now() - known.askedAtMs < rememberedMs) return known.info;
    if (this.#remembered.size >= maxRemembered) this.#remembered.clear();
    const answer = this.#ask(address);
    const info = answer.then(({ names, owner }) => ({ names: names ?? [], owner: owner ?? '' }));
    this.#remembered.set(address, { info, askedAtMs: Date.now() });
    // A resolver that could not be reached may be reached the next time.
    void answer.then(({ names, owner }) => {
      if (names === null || owner === null) this.#remembered.delete(address);
    });
    return info;
  }

  /** null for what could not be asked. */
  async #ask(written: string): Promise<{ names: string[] | null; owner: string | null }> {
    const address = unmapped(written);
    const [names, owner] = await Promise.all([
      known(this.#lookups.reverse(address), []),
      known(this.#owner(address), ''),
    ]);
    return { names: names?.slice(0, maxNames).map((name) => printable(name, maxNameLength)) ?? null, owner };
  }

  /** `AS15169 GOOGLE, US`; '' where nobody announces the address. */
  async #owner(address: string): Promise<string> {
    const [origin = ''] = texts(await this.#lookups.resolveTxt(originName(address)));
    // "15169 | 8.8.8.0/24 | US | arin | 2023-12-28"; where several networks announce it, "64496 64497 | …".
    const [, number] = /^\s*(\d{1,10})\b/.exec(origin) ?? [];
    if (number === undefined) return '';
    const network = await known(this.#lookups.resolveTxt(`AS${number}.${networkZone}`), []);
    // "15169 | US | arin | 2000-03-30 | GOOGLE, US"
    const [name = ''] = texts(network ?? []).map((text) => text.split('|').slice(4).join('|').trim());
    return printable(`AS${number} ${name}`.trim(), maxOwnerLength);
  }
}

/** The answer, `none` where there is no such name, null where nobody could be asked. */
async function known<T>(answer: Promise<T>, none: T): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOTFOUND' || code === 'ENODATA' ? none : null;
  }
}

/** TXT records come in pieces of 255 bytes. */
function texts(records: string[][]): string[] {
  return records.map((pieces) => pieces.join(''));
}

function originName(address: string): string {
  if (isIPv4(address)) return `${address.split('.').reverse().join('.')}.${originZones.v4}`;
  return `${nibbles(address).reverse().join('.')}.${originZones.v6}`;
}

/** A host that speaks both families may write an address of IPv4 as one of IPv6 (RFC 4291 section 2.5.5.2). */
function unmapped(address: string): string {
  if (isIPv4(address)) return address;
  const [, mapped] = /^0{20}ffff(.{8})$/.exec(nibbles(address).join('')) ?? [];
  return mapped === undefined ? address : [...Buffer.from(mapped, 'hex')].join('.');
}

/** The 32 hexadecimal digits of an IPv6 address. */
function nibbles(address: string): string[] {
  // URL writes an address that ends like one of IPv4 in hexadecimal, and lower case throughout.
  const { hostname } = new URL(`http://[${address}]/`);
  const [head = '', tail] = hostname.slice(1, -1).split('::');
  const [left, right] = [head, tail ?? ''].map((part) => (part === '' ? [] : part.split(':'))) as [string[], string[]];
  const zeros = Array<string>(8 - left.length - right.length).fill('0');
  return [...left, ...zeros, ...right].flatMap((group) => [...group.padStart(4, '0')]);
}

/** DNS may answer anything: no control characters, no overlong names. */
function printable(text: string, maxLength: number): string {
  return text.replace(/\p{Cc}+/gu, ' ').slice(0, maxLength);
}
