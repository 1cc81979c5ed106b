import { getDomain } from 'tldts';
import type { Authenticity } from '../../../shared/model.ts';
import { withUsualLines } from '../lineends.ts';
import { bare, senderDomains } from './fields.ts';
import type { ResolveTxt } from './keys.ts';
import { resultOf, verifySignatures, type Signature } from './signatures.ts';

export interface Verdict {
  authenticity: Authenticity;
  /** The domain whose signature decided; '' when there is none. */
  signingDomain: string;
}

const unsigned: Verdict = { authenticity: 'unsigned', signingDomain: '' };

/** Whether there is anything to look up a key for. */
export function isSigned(source: Buffer): boolean {
  return signatureFields(readHeaders(source)).length > 0;
}

/**
 * Whether the mail is signed by the reporting domain (RFC 8460 section 3: reports "MUST" be, others be ignored), by
 * verifying its signatures. `contacts` are the contact-info addresses of its reports; `receivedAt` is the time against
 * which signatures expire. `not-checked` where a key that matters could not be looked up for now.
 */
export async function authenticateByKeys(
  mail: Buffer,
  contacts: string[],
  receivedAt: Date,
  resolveTxt: ResolveTxt,
): Promise<Verdict> {
  const source = withUsualLines(mail);
  const headers = readHeaders(source);
  const fields = signatureFields(headers);
  if (fields.length === 0) return unsigned;
  const vouches = voucherFor(headers, contacts);
  return judge(await verifySignatures(source, fields, receivedAt, resolveTxt, vouches), vouches);
}

/** The same, believing what the server called `trustedServer` found; `not-checked` where that wrote nothing. */
export function authenticateByHeader(source: Buffer, contacts: string[], trustedServer: string): Verdict {
  const headers = readHeaders(source);
  if (signatureFields(headers).length === 0) return unsigned;
  const signatures = trustedResults(headers, trustedServer);
  if (signatures === null) return { authenticity: 'not-checked', signingDomain: '' };
  return judge(signatures, voucherFor(headers, contacts));
}

function signatureFields(headers: Header[]): string[] {
  return headers.filter(({ name }) => name === 'dkim-signature').map(({ value }) => value);
}

/** Whether a signer's domain is that of everyone the mail names. */
function voucherFor(headers: Header[], contacts: string[]): (domain: string) => boolean {
  // A contact that cannot be read is '', with which nothing is aligned; one that was left out says nothing.
  const identities = [...fromDomains(headers), ...contacts.filter((contact) => contact !== '').flatMap(senderDomains)];
  return (domain) => identities.every((identity) => isAligned(domain, identity));
}

/**
 * Verified when a valid signature's domain is that of all addresses in From and of every contact, or a parent of it. A
 * key that could not be looked up leaves the mail undecided only where it could have verified it: whoever else signed
 * has a domain whose DNS is what they make of it.
 */
function judge(signatures: Signature[], vouches: (domain: string) => boolean): Verdict {
  const aligned = signatures.filter(({ domain }) => vouches(domain));
  const found = (among: Signature[], wanted: Signature['result']) => among.find(({ result }) => result === wanted);
  const verified = found(aligned, 'pass');
  if (verified !== undefined) return { authenticity: 'verified', signingDomain: verified.domain };
  const undecided = found(aligned, 'temporary');
  if (undecided !== undefined) return { authenticity: 'not-checked', signingDomain: undecided.domain };
  const unaligned = found(signatures, 'pass');
  if (unaligned !== undefined) return { authenticity: 'unaligned', signingDomain: unaligned.domain };
  return { authenticity: 'failed', signingDomain: signatures[0]?.domain ?? '' };
}

/**
 * The same organizational domain, as the seed's server asks of reporters. Those below a private suffix (github.io) are
 * as strange to each other as those below .com.
 */
function isAligned(signingDomain: string, identity: string): boolean {
  if (identity === '') return false;
  if (signingDomain === identity) return true;
  const organization = getDomain(signingDomain, { allowPrivateDomains: true });
  return organization !== null && organization === getDomain(identity, { allowPrivateDomains: true });
}

/** RFC 8601: what the receiving server wrote; null where it wrote nothing. Only its own, topmost header counts. */
function trustedResults(headers: Header[], trustedServer: string): Signature[] | null {
  const trusted = headers.find(
    ({ name, value }) => name === 'authentication-results' && serverOf(value) === trustedServer.toLowerCase(),
  );
  if (trusted === undefined) return null;
  const [, ...results] = bare(trusted.value).split(';');
  return results.flatMap((text) => {
    if (!/^\s*dkim\s*=/i.test(text)) return [];
    const [[, result] = ['', ''], ...properties] = pairsOf(text);
    const [domain] = properties.filter(([name]) => name === 'header.d' || name === 'header.i').flatMap(signingDomainOf);
    if (domain === undefined) return [];
    return [{ domain, result: resultOf(result, false) }];
  });
}

/** `key=value`, with blanks wherever RFC 8601 section 2.2 lets them stand, in lower case. */
function pairsOf(text: string): [key: string, value: string][] {
  const between = text.split('=').map((piece) => piece.trim().toLowerCase().split(/\s+/));
  return between.slice(1).map(([value = ''], index) => [between[index]?.at(-1) ?? '', value]);
}

/** `header.i` has an @ before the domain, and perhaps a user before that. */
function signingDomainOf([, value]: [key: string, value: string]): string[] {
  const [domain = '', ...before] = value.split('@', 3).reverse();
  return before.length <= 1 && /^[\w.-]+$/.test(domain) ? [domain] : [];
}

function serverOf(value: string): string {
  return /^\s*([^\s;]+)/.exec(bare(value))?.[1]?.toLowerCase() ?? '';
}

interface Header {
  name: string;
  value: string;
}

const maxHeaderBytes = 256 * 1024;

/** The header fields of a message, unfolded, names in lower case. */
function readHeaders(source: Buffer): Header[] {
  const text = withUsualLines(source.subarray(0, maxHeaderBytes)).toString('latin1');
  const end = /\r?\n\r?\n/.exec(text)?.index ?? text.length;
  const lines = text
    .slice(0, end)
    .replace(/\r?\n[ \t]/g, ' ')
    .split(/\r?\n/);
  return lines.flatMap((line) => {
    const colon = line.indexOf(':');
    return colon < 1 ? [] : [{ name: line.slice(0, colon).trim().toLowerCase(), value: line.slice(colon + 1) }];
  });
}

function fromDomains(headers: Header[]): string[] {
  const [from = { value: '' }, ...more] = headers.filter(({ name }) => name === 'from');
  return more.length > 0 ? [''] : senderDomains(from.value);
}
