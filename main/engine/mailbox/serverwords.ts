import type { ErrorCode } from '../../../shared/error.ts';

/** What is read of a server's words: nobody needs more to say no. */
const maxWords = 2_000;
/** A longer wait than this is no hint but a mistake. */
const maxHintMs = 24 * 60 * 60_000;

/**
 * Response codes (RFC 5530 section 3, and those that providers made up) in order of preference: servers put several
 * in one line, and the first of these says most about what to do.
 */
const responseCodes: Record<string, ErrorCode> = {
  THROTTLED: 'throttled',
  OVERQUOTA: 'throttled', // Of one who only reads: Gmail's limit of bytes and commands.
  LIMIT: 'throttled',
  INUSE: 'mailbox-in-use',
  EXPIRED: 'password-expired',
  PRIVACYREQUIRED: 'privacy-required',
  CONTACTADMIN: 'contact-admin',
  UNAVAILABLE: 'server-unavailable',
  SERVERBUG: 'server-fault',
  CORRUPTION: 'server-fault',
  AUTHORIZATIONFAILED: 'no-permission',
  NOPERM: 'no-permission',
  NONEXISTENT: 'folder-missing',
  AUTHENTICATIONFAILED: 'login-failed',
};

/** What a server means by a refusal or a farewell, response code and text; null where neither is known. */
export function meaningOf(said: string): ErrorCode | null {
  const text = said.slice(0, maxWords).toLowerCase();
  return exactPhrase(text) ?? responseCode(text) ?? loosePhrase(text);
}

/** How long a server asks to be left alone, in milliseconds: Exchange says so, others in words of their own. */
export function retryHintMs(said: string): number | null {
  const text = said.slice(0, maxWords).toLowerCase();
  const [, amount, unit] = /(?:backoff time|try again|retry)(?: after| in)?[:=]? (\d{1,9}) ?([a-z]*)/.exec(text) ?? [];
  if (amount === undefined || unit === undefined) return null;
  return Math.min(Number(amount) * unitMs(unit), maxHintMs);
}

/** These come under any code, or none, and say more than it. */
function exactPhrase(text: string): ErrorCode | null {
  if (text.includes('authenticated but not connected')) return 'account-not-connected'; // Outlook, Exchange
  const isOfConnections = ['connections', 'sessions', 'connection limit'].some((word) => text.includes(word));
  const isOfLimit = ['too many', 'maximum', 'limit', 'exceed'].some((word) => text.includes(word));
  return isOfConnections && isOfLimit ? 'too-many-connections' : null; // Dovecot, Gmail, Courier
}

function responseCode(text: string): ErrorCode | null {
  const given = new Set([...text.matchAll(/\[([a-z]{1,30})\b/g)].map(([, code = '']) => code.toUpperCase()));
  const known = Object.entries(responseCodes).find(([code]) => given.has(code));
  return known === undefined ? null : known[1];
}

function loosePhrase(text: string): ErrorCode | null {
  const throttled = ['throttl', 'too many', 'rate limit', 'bandwidth limit', 'backoff time'];
  if (throttled.some((word) => text.includes(word))) return 'throttled';
  const passing = [
    'temporar',
    'try again',
    'try later',
    'unavailable',
    'server busy',
    'server error',
    'internal error',
  ];
  return passing.some((word) => text.includes(word)) ? 'server-unavailable' : null;
}

function unitMs(unit: string): number {
  if (unit.startsWith('h')) return 60 * 60_000;
  if (unit.startsWith('min')) return 60_000;
  return unit.startsWith('s') ? 1_000 : 1;
}
