import ipaddr from 'ipaddr.js';
import type { Deviations } from './deviations.ts';

/** A whole IPv6 address has 39 characters; what is longer than this with all its wrappings is none. */
const maxWrittenLength = 128;

interface Address {
  /** As RFC 8460 section 4.3 has it: dot-decimal, or colon-hexadecimal by RFC 5952. */
  required: string;
  normal: string;
}

/**
 * An IP address in the one form in which it is kept: that of RFC 5952 for IPv6, dot-decimal for IPv4, also where an
 * IPv6 address stands for an IPv4 one (RFC 4291 section 2.5.5.2). What tells how it is reached goes: brackets, port,
 * zone, and the prefix length of an interface. A network keeps its length; what is no address stays as written.
 */
export function normalAddress(text: string): string {
  const written = text.trim();
  return parse(written)?.normal ?? written;
}

/** An address of a report, its tolerance noted. */
export function readAddress(text: string, path: string, deviations: Deviations): string {
  const written = text.trim();
  const address = parse(written);
  if (address === null) return written;
  if (address.required !== written) deviations.note('address-other-form', path);
  return address.normal;
}

function parse(written: string): Address | null {
  if (written === '' || written.length > maxWrittenLength) return null;
  const [, host = '', length] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(unwrapped(written)) ?? [];
  const address = parseHost(host);
  if (address === null) return null;
  const plain = address.toString();
  if (length !== undefined && isNetwork(address, Number(length))) {
    return { required: plain, normal: `${plain}/${Number(length)}` };
  }
  if (!(address instanceof ipaddr.IPv6) || !address.isIPv4MappedAddress()) return { required: plain, normal: plain };
  const mapped = address.toIPv4Address().toString();
  // Section 5 of RFC 5952 has the IPv4 address in dot-decimal.
  return { required: `::ffff:${mapped}`, normal: mapped };
}

/** Without what mail servers put around an address: an address literal (RFC 5321 section 4.1.3), or a port. */
function unwrapped(written: string): string {
  const inner = /^\[([^[\]]*)\](?::\d{1,5})?$/.exec(written)?.[1] ?? written;
  const tagged = /^ipv6:/i.test(inner) ? inner.slice('ipv6:'.length) : inner;
  return /^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/.exec(tagged)?.[1] ?? tagged;
}

function parseHost(host: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  const [plain = ''] = host.split('%', 1);
  const lastColon = plain.lastIndexOf(':');
  const tail = plain.slice(lastColon + 1);
  if (!tail.includes('.')) return ipaddr.IPv6.isValid(plain) ? ipaddr.IPv6.parse(plain) : null;
  const octets = parseOctets(tail);
  if (octets === null || lastColon === -1) return octets === null ? null : new ipaddr.IPv4(octets);
  // In colon-hexadecimal, as ipaddr.js takes each IPv6 address that ends in dot-decimal for a mapped one.
  const [a = 0, b = 0, c = 0, d = 0] = octets;
  const hexadecimal = `${plain.slice(0, lastColon)}:${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  return ipaddr.IPv6.isValid(hexadecimal) ? ipaddr.IPv6.parse(hexadecimal) : null;
}

/** Leading zeros are those of a fixed width, and not octal as inet_aton has it. */
function parseOctets(text: string): number[] | null {
  const octets = text.split('.');
  if (octets.length !== 4 || !octets.every((octet) => /^\d{1,3}$/.test(octet))) return null;
  const values = octets.map(Number);
  return values.every((value) => value <= 255) ? values : null;
}

/** Whether all bits beyond a prefix of this length are 0, so that it names a network and not one host in it. */
function isNetwork(address: ipaddr.IPv4 | ipaddr.IPv6, length: number): boolean {
  const bytes = address.toByteArray();
  if (length >= bytes.length * 8) return false;
  return bytes.every((byte, index) => (byte & (0xff >> Math.min(8, Math.max(0, length - index * 8)))) === 0);
}
