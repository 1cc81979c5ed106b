import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import type { ResolveTxt } from './keys.ts';

/** A mail with more signatures than this is taken as failed: each would cost a pass over the whole mail. */
const maxSignatures = 10;
/** Of so many keys are looked up: the reporter's own, that of its mail service, and one more. */
const maxKeys = 3;
/**
 * White space in a row, line ends included, of which genuine header fields have some ten: mailauth looks from each of
 * it for its end, which for 200 KB takes half a minute.
 */
const maxBlanks = 1_000;
/** For all look-ups of a mail together, whatever its resolver does. */
const patienceMs = 20_000;

/** What one signature came to. `temporary`: its key could not be looked up, and may be another time. */
export interface Signature {
  domain: string;
  result: 'pass' | 'fail' | 'temporary';
}

/**
 * Verifies the signatures of a mail, of which `fields` are the values of its DKIM-Signature fields from the top. The
 * keys are looked up at once, those of signers that `isAligned` says could vouch for the mail first.
 */
export async function verifySignatures(
  source: Buffer,
  fields: string[],
  receivedAt: Date,
  resolveTxt: ResolveTxt,
  isAligned: (domain: string) => boolean,
): Promise<Signature[]> {
  if (fields.length > maxSignatures || hasManyBlanks(source)) return [];
  const keys = await lookUp(keyNames(fields, isAligned), resolveTxt);
  const { results, fromFields } = await dkimVerify(source, {
    curTime: receivedAt,
    resolver: (name: string) => keys.get(name.toLowerCase()) ?? Promise.reject(noKey()),
  });
  // RFC 5322 allows one From; with several nobody knows which one a reader sees.
  if (fromFields !== 1) return [];
  return results.map((result) => ({
    domain: normal(String(result.signingDomain ?? '')),
    result: resultOf(result.status.result, result.canonBodyLengthLimited === true),
  }));
}

/** In the header, which an empty line ends. */
function hasManyBlanks(source: Buffer): boolean {
  let blanks = 0;
  for (let at = 0; at < source.length && blanks <= maxBlanks; at++) {
    blanks = (source[at] ?? 0) <= space ? blanks + 1 : 0;
    const next = source[at] === lineFeed && source[at + 1] === carriageReturn ? at + 2 : at + 1;
    if (source[at] === lineFeed && source[next] === lineFeed) return false;
  }
  return blanks > maxBlanks;
}

const space = 0x20;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** RFC 8460 section 3 forbids `l=`: what follows the signed part could have been added by anyone. */
export function resultOf(result: string, isPartlySigned: boolean): Signature['result'] {
  if (result === 'temperror') return 'temporary';
  return result === 'pass' && !isPartlySigned ? 'pass' : 'fail';
}

/**
 * Which keys are worth a look-up. A signer that is aligned goes first; among equals the lowest, which is the oldest:
 * lists and forwarders put theirs above it. Copies of a signature share its key, so none pushes another out.
 */
function keyNames(fields: string[], isAligned: (domain: string) => boolean): string[] {
  const claims = fields.map(tagsOf).filter(mayCount).reverse();
  const ofAligned = claims.filter(({ d = '' }) => isAligned(normal(d)));
  const names = [...ofAligned, ...claims].map(({ d = '', s = '' }) => `${s}._domainkey.${d}`.toLowerCase());
  return [...new Set(names)].slice(0, maxKeys);
}

type Tags = Partial<Record<string, string>>;

/** RFC 6376 section 3.2: `name=value` between semicolons; white space is none of these values' business. */
function tagsOf(field: string): Tags {
  const pairs = field.split(';').map((tag) => {
    const [name = '', ...value] = tag.split('=');
    return [name.trim().toLowerCase(), value.join('=').replace(/\s/g, '')];
  });
  return Object.fromEntries(pairs) as Tags;
}

/** A partial signature, or one that leaves From out, vouches for nothing, whatever its key is. */
function mayCount({ d, s, h, l }: Tags): boolean {
  const coversFrom = h === undefined || h.toLowerCase().split(':').includes('from');
  return d !== undefined && d !== '' && s !== undefined && s !== '' && l === undefined && coversFrom;
}

/** The answers by name, all asked for at once; one that takes too long has failed for now. */
async function lookUp(names: string[], resolveTxt: ResolveTxt): Promise<Map<string, Promise<string[][]>>> {
  let giveUp: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    giveUp = setTimeout(() => reject(Object.assign(new Error('no answer'), { code: 'ETIMEOUT' })), patienceMs);
  });
  const keys = names.map((name) => {
    const key = Promise.race([resolveTxt(name), tooLate]).then(readable, (error: unknown) => {
      throw isPassing(error) ? error : noKey();
    });
    return [name, key] as const;
  });
  await Promise.allSettled(keys.map(([, key]) => key));
  clearTimeout(giveUp);
  return new Map(keys);
}

/** Long records come in several strings. */
function readable(records: string[][]): string[][] {
  return records.map((record) => [allowReports(record.join(''))]);
}

/**
 * What may be answered another time. All else is an answer: a signer chooses the names, and one that no resolver can
 * ask for (EBADNAME) would else never be decided.
 */
const passingCodes = new Set([
  'ETIMEOUT',
  'ESERVFAIL',
  'EREFUSED',
  'ECONNREFUSED',
  'ECANCELLED',
  'EAI_AGAIN',
  'ENOTINITIALIZED',
]);

function isPassing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && passingCodes.has(String(error.code));
}

function noKey(): Error {
  return Object.assign(new Error('no key'), { code: 'ENOTFOUND' });
}

/** Domains compare in lower case and without the root's dot. */
function normal(domain: string): string {
  return domain.toLowerCase().replace(/\.$/, '');
}

/**
 * RFC 8460 section 3 gives keys for reports the service type `s=tlsrpt`, which mailauth refuses as not being for
 * mail: it is read as the general one.
 */
function allowReports(record: string): string {
  const tags = record.split(';').map((tag) => {
    const [name = '', services = ''] = tag.split('=');
    const isForReports = services.split(':').some((service) => service.trim().toLowerCase() === 'tlsrpt');
    return name.trim() === 's' && isForReports ? 's=*' : tag;
  });
  return tags.join(';');
}
