/** Every way in which the product fails, as a word of its own; shared/words.ts has a sentence for each. */
export const errorCodes = [
  // Process border
  'engine-gone',
  'engine-broken',
  'engine-start-timeout',
  'engine-crashing',
  'cancelled',
  'bad-request',
  'too-many-calls',
  'query-too-costly',
  'usage',
  'internal',
  // Store
  'store-missing',
  'store-newer',
  'store-foreign',
  'store-corrupt',
  'store-full',
  'store-quota',
  'store-locked',
  'store-not-writable',
  'not-found',
  // Mailbox
  'host-not-found',
  'connection-refused',
  'connection-lost',
  'connect-timeout',
  'tls-not-offered',
  'certificate-expired',
  'certificate-not-trusted',
  'certificate-host-mismatch',
  'tls-failed',
  'login-failed',
  'login-disabled',
  'password-missing',
  'password-unusable',
  'password-expired',
  'privacy-required',
  'no-permission',
  'contact-admin',
  'account-not-connected',
  'too-many-connections',
  'throttled',
  'mailbox-in-use',
  'server-unavailable',
  'server-fault',
  'server-refused',
  'server-flood',
  'folder-missing',
  'no-uid-validity',
  'mailbox-busy',
  'mailbox-protocol',
  'mail-withheld',
  // Files
  'file-not-found',
  'file-not-writable',
  'disk-full',
  'not-granted',
  'keychain-unavailable',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** Why a message or file holds nothing that could be stored; kept with it and shown. */
export const refusalCodes = [
  'no-report',
  'not-tls-report',
  'file-unreadable',
  'message-too-large',
  'message-unreadable',
  'message-poisonous',
  'too-many-parts',
  'nested-too-deep',
  'report-too-large',
  'gzip-broken',
  'zip-broken',
  'zip-too-many-entries',
  'tar-broken',
  'archive-encrypted',
  'archive-empty',
  'archive-truncated',
  'archive-unsupported',
  'too-many-files',
  'too-many-reports',
  'json-broken',
  'json-too-deep',
  'not-an-object',
  'date-range-unreadable',
  'no-policies',
  'count-unusable',
  'too-many-policies',
  'too-many-failure-details',
  'list-too-long',
  'string-too-long',
  'too-much-text',
  'report-returned',
  'winmail-dat',
  'smime-wrapped',
  'pgp-encrypted',
  'outlook-file',
  'mailbox-inflates',
  'reporter-ignored',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

interface DeskErrorOptions extends ErrorOptions {
  retryAfterMs?: number | null;
}

/**
 * The one error class. `detail` is for the technically minded (a server's words, a path): never the whole
 * message for a person, which shared/words.ts makes of the code.
 */
export class DeskError extends Error {
  readonly code: ErrorCode;
  readonly detail: string;
  /** How long a server asks to be left alone; null where it says nothing of it. */
  readonly retryAfterMs: number | null;

  constructor(code: ErrorCode, detail = '', { retryAfterMs = null, ...options }: DeskErrorOptions = {}) {
    super(detail === '' ? code : `${code}: ${detail}`, options);
    this.name = 'DeskError';
    this.code = code;
    this.detail = detail;
    this.retryAfterMs = retryAfterMs;
  }
}

/** A message or file that is not stored: thrown by the readers, caught by intake and kept with its reason. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly detail: string;

  constructor(code: RefusalCode, detail = '') {
    super(detail === '' ? code : `${code}: ${detail}`);
    this.name = 'Refusal';
    this.code = code;
    this.detail = detail;
  }
}

/** Anything thrown, as a DeskError: what is not one already is `internal` and keeps its text as detail. */
export function asDeskError(error: unknown): DeskError {
  if (error instanceof DeskError) return error;
  return new DeskError('internal', error instanceof Error ? error.message : String(error), { cause: error });
}
