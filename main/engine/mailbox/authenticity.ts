import { getDomain } from 'tldts';
import type { Authenticity } from '../../../shared/model.ts';
import { bare, senderDomains } from './fields.ts';
import type { ResolveTxt } from './keys.ts';
import { resultOf, verifySignatures, type Signature } from './signatures.ts';

/** `dns` verifies the signatures itself; `header` believes what the server called `trustedServer` found. */
export type AuthenticityMethod = { kind: 'dns'; resolveTxt: ResolveTxt } | { kind: 'header'; trustedServer: string };

export interface Verdict {
  authenticity: Authenticity;
  /** The domain whose signature decided; '' when there is none. */
  signingDomain: string;
}

/**
 * Whether the mail is signed by the reporting domain (RFC 8460 section 3: reports "MUST" be, others be ignored).
 * `contacts` are the contact-info addresses of its reports; `receivedAt` is the time against which signatures expire.
 */
export async function authenticate(
  source: Buffer,
  contacts: string[],
  receivedAt: Date,
  method: AuthenticityMethod,
): Promise<Verdict> {
  const headers = readHeaders(source);
  const fields = headers.filter(({ name }) => name === 'dkim-signature').map(({ value }) => value);
  if (fields.length === 0) return { authenticity: 'unsigned', signingDomain: '' };
  // A contact that cannot be read is '', with which nothing is aligned; one that was left out says nothing.
  const identities = [...fromDomains(headers), ...contacts.filter((contact) => contact !== '').flatMap(senderDomains)];
  const aligned = (domain: string) => identities.every((identity) => isAligned(domain, identity));
  const signatures =
    method.kind === 'dns'
      ? await verifySignatures(source, fields, receivedAt, method.resolveTxt, aligned)
      : trustedResults(headers, method.trustedServer);
  return judge(signatures, aligned);
}

/**
 * Verified when a valid signature's domain is that of all addresses in From and of every contact, or a parent of it. A
 * key that could not be looked up leaves the mail undecided only where it could have verified it: whoever else signed
 * has a domain whose DNS is what they make of it.
 */
function judge(signatures: Signature[] | null, isAligned: (domain: string) => boolean): Verdict {
  if (signatures === null) return { authenticity: 'not-checked', signingDomain: '' };
  const aligned = signatures.filter(({ domain }) => isAligned(domain));
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
  const text = source.toString('latin1', 0, maxHeaderBytes);
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
