import { DeskError, type ErrorCode } from '../../../shared/error.ts';
import { classifyTlsError } from '../tlsrpt/failure.ts';
import { meaningOf, retryHintMs } from './serverwords.ts';

/** What is read of the errors of imapflow and of Node's sockets below it. */
interface Failure {
  code?: string;
  message?: string;
  authenticationFailed?: boolean;
  /** NO or BAD to the command. */
  responseStatus?: string;
  responseText?: string;
  response?: unknown;
  /** Why the server said BYE, without its response code. */
  reason?: string;
  tlsFailed?: boolean;
  mailboxMissing?: boolean;
}

const codes = new Map<string, ErrorCode>([
  ['ENOTFOUND', 'host-not-found'],
  ['EAI_AGAIN', 'host-not-found'],
  ['EAI_NODATA', 'host-not-found'],
  ['EAI_NONAME', 'host-not-found'],
  ['ECONNREFUSED', 'connection-refused'],
  ['EHOSTUNREACH', 'connection-refused'],
  ['ENETUNREACH', 'connection-refused'],
  ['EADDRNOTAVAIL', 'connection-refused'],
  ['CONNECT_TIMEOUT', 'connect-timeout'],
  ['GREETING_TIMEOUT', 'connect-timeout'],
  ['UPGRADE_TIMEOUT', 'connect-timeout'],
  ['ETIMEDOUT', 'connect-timeout'],
  ['NoConnection', 'connection-lost'],
  ['EConnectionClosed', 'connection-lost'],
  ['ClosedAfterConnectText', 'connection-lost'],
  ['ClosedAfterConnectTLS', 'connection-lost'],
  ['StateLogout', 'connection-lost'],
  ['ETIMEOUT', 'connection-lost'],
  ['ECONNRESET', 'connection-lost'],
  ['EPIPE', 'connection-lost'],
  ['STARTTLS_INJECTION', 'tls-failed'],
  ['LineTooLarge', 'server-flood'],
  ['LiteralTooLarge', 'server-flood'],
  ['ResponseTooLarge', 'server-flood'],
  ['TooManyTokens', 'server-flood'],
  ['TooManyResponses', 'server-flood'],
  ['EPROTO', 'tls-failed'],
]);

const maxDetailLength = 500;

/**
 * Whatever went wrong with a mailbox, as a DeskError whose detail is what the server or the system said. `said` is the
 * whole line with which the server refused or hung up.
 */
export function mailboxFailure(error: unknown, said = ''): DeskError {
  if (error instanceof DeskError) return error;
  const failure: Failure = typeof error === 'object' && error !== null ? error : { message: String(error) };
  return new DeskError(codeOf(failure, said), detailOf(failure), { cause: error, retryAfterMs: retryHintMs(said) });
}

function codeOf(failure: Failure, said: string): ErrorCode {
  if (failure.mailboxMissing) return 'folder-missing';
  // Where the server said why, its words come before what became of the connection.
  const meaning = meaningOf(said);
  if (meaning !== null) return meaning;
  // Without a response the client never asked: LOGINDISABLED, or no mechanism that takes a password.
  if (failure.authenticationFailed) return failure.responseStatus === undefined ? 'login-disabled' : 'login-failed';
  if (failure.responseStatus === 'NO') return 'server-refused';
  const { code = '' } = failure;
  // imapflow marks a STARTTLS that did not come about so; a handshake that failed has a code as well.
  if (failure.tlsFailed && code === '') return 'tls-not-offered';
  const known = codes.get(code);
  if (known !== undefined) return known;
  const { resultType } = classifyTlsError(failure);
  if (resultType.startsWith('certificate-')) return resultType as ErrorCode;
  return code.startsWith('ERR_SSL_') || failure.tlsFailed ? 'tls-failed' : 'mailbox-protocol';
}

function detailOf(failure: Failure): string {
  const said = [failure.reason, failure.responseText, failure.response, failure.message, failure.code];
  const words = said.find((word) => typeof word === 'string' && word !== '') as string | undefined;
  return (words ?? '').slice(0, maxDetailLength);
}
