import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { getDomain } from 'tldts';
import type { Authenticity } from '../../../shared/model.ts';
import { bare, domainOf, senderDomains } from './fields.ts';

/** How DNS TXT records are looked up: one array of strings a record, as node:dns answers them. */
export type ResolveTxt = (name: string) => Promise<string[][]>;

/** `dns` verifies the signatures itself; `header` believes what the server called `trustedServer` found. */
export type AuthenticityMethod = { kind: 'dns'; resolveTxt: ResolveTxt } | { kind: 'header'; trustedServer: string };

export interface Verdict {
  authenticity: Authenticity;
  /** The domain whose signature decided; '' when there is none. */
  signingDomain: string;
}

/** A mail with more signatures than this is taken as failed: each would cost a look-up. */
const maxSignatures = 10;

/** What one signature came to. */
interface Signature {
  domain: string;
  result: 'pass' | 'fail' | 'temporary';
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
  if (!headers.some(({ name }) => name === 'dkim-signature')) return { authenticity: 'unsigned', signingDomain: '' };
  const signatures =
    method.kind === 'dns'
      ? await verifySignatures(source, headers, receivedAt, method.resolveTxt)
      : trustedResults(headers, method.trustedServer);
  const named = contacts.map(domainOf).filter((domain) => domain !== '');
  return judge(signatures, [...fromDomains(headers), ...named]);
}

/** Verified when a valid signature's domain is that of all addresses in From and of every contact, or a parent of it. */
function judge(signatures: Signature[] | null, identities: string[]): Verdict {
  if (signatures === null) return { authenticity: 'not-checked', signingDomain: '' };
  const valid = signatures.filter(({ result }) => result === 'pass');
  const aligned = valid.find(({ domain }) => identities.every((identity) => isAligned(domain, identity)));
  if (aligned !== undefined) return { authenticity: 'verified', signingDomain: aligned.domain };
  if (valid[0] !== undefined) return { authenticity: 'unaligned', signingDomain: valid[0].domain };
  const undecided = signatures.some(({ result }) => result === 'temporary');
  return { authenticity: undecided ? 'not-checked' : 'failed', signingDomain: signatures[0]?.domain ?? '' };
}

/** The same organizational domain, as the seed's server asks of reporters. */
function isAligned(signingDomain: string, identity: string): boolean {
  if (signingDomain === identity) return true;
  const organization = getDomain(signingDomain, { allowPrivateDomains: true });
  return organization !== null && organization === getDomain(identity, { allowPrivateDomains: true });
}

async function verifySignatures(
  source: Buffer,
  headers: Header[],
  receivedAt: Date,
  resolveTxt: ResolveTxt,
): Promise<Signature[]> {
  if (headers.filter(({ name }) => name === 'dkim-signature').length > maxSignatures) return [];
  const { results, fromFields } = await dkimVerify(source, {
    curTime: receivedAt,
    resolver: async (name: string) => (await resolveTxt(name)).map((record) => [allowReports(record.join(''))]),
  });
  // RFC 5322 allows one From; with several nobody knows which one a reader sees.
  if (fromFields !== 1) return [];
  return results.map((result) => ({
    domain: String(result.signingDomain ?? '').toLowerCase(),
    result: verdictOf(result.status.result, result.canonBodyLengthLimited === true),
  }));
}

/** RFC 8460 section 3 forbids `l=`: what follows the signed part could have been added by anyone. */
function verdictOf(result: string, isPartlySigned: boolean): Signature['result'] {
  if (result === 'temperror') return 'temporary';
  return result === 'pass' && !isPartlySigned ? 'pass' : 'fail';
}

/**
 * RFC 8460 section 3 gives keys for reports the service type `s=tlsrpt`, which mailauth refuses as not being for
 * mail: it is read as the general one.
 */
function allowReports(record: string): string {
  return record.replace(/(^|;)(\s*s\s*=)([^;]*)/, (whole, before: string, tag: string, services: string) => {
    const isForReports = services.split(':').some((service) => service.trim().toLowerCase() === 'tlsrpt');
    return isForReports ? `${before}${tag}*` : whole;
  });
}

/** RFC 8601: what the receiving server wrote; null where it wrote nothing. Only its own, topmost header counts. */
function trustedResults(headers: Header[], trustedServer: string): Signature[] | null {
  const trusted = headers.find(
    ({ name, value }) => name === 'authentication-results' && serverOf(value) === trustedServer.toLowerCase(),
  );
  if (trusted === undefined) return null;
  const [, ...results] = bare(trusted.value).split(';');
  return results.flatMap((text) => {
    const result = /^\s*dkim\s*=\s*(\w+)/i.exec(text)?.[1]?.toLowerCase();
    const domain = /\bheader\.(?:d|i)\s*=\s*"?[^\s"@]*?@?([\w.-]+)"?(?:\s|$)/i.exec(text)?.[1]?.toLowerCase();
    if (result === undefined || domain === undefined) return [];
    return [{ domain, result: verdictOf(result, false) }];
  });
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
