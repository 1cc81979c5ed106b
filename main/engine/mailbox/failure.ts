import { DeskError, type ErrorCode } from '../../../shared/error.ts';
import { classifyTlsError } from '../tlsrpt/failure.ts';

/** What is read of the errors of imapflow and of Node's sockets below it. */
interface Failure {
  code?: string;
  message?: string;
  authenticationFailed?: boolean;
  serverResponseCode?: string;
  responseText?: string;
  response?: unknown;
  /** Why the server said BYE. */
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
  ['EPROTO', 'tls-failed'],
]);

const maxDetailLength = 500;

/** Whatever went wrong with a mailbox, as a DeskError whose detail is what the server or the system said. */
export function mailboxFailure(error: unknown): DeskError {
  if (error instanceof DeskError) return error;
  const failure: Failure = typeof error === 'object' && error !== null ? error : { message: String(error) };
  return new DeskError(codeOf(failure), detailOf(failure), { cause: error });
}

function codeOf(failure: Failure): ErrorCode {
  if (failure.authenticationFailed) return loginCode(failure);
  if (failure.mailboxMissing) return 'folder-missing';
  const { code = '' } = failure;
  // imapflow marks a STARTTLS that did not come about so; a handshake that failed has a code as well.
  if (failure.tlsFailed && code === '') return 'tls-not-offered';
  const known = codes.get(code);
  if (known !== undefined) return known;
  const { resultType } = classifyTlsError(failure);
  if (resultType.startsWith('certificate-')) return resultType as ErrorCode;
  return code.startsWith('ERR_SSL_') || failure.tlsFailed ? 'tls-failed' : 'mailbox-protocol';
}

/** RFC 5530 section 3 tells a wrong password from a server that is not in the state, or mood, to check one. */
function loginCode(failure: Failure): ErrorCode {
  switch (failure.serverResponseCode) {
    case 'PRIVACYREQUIRED':
      return 'login-disabled';
    case 'UNAVAILABLE':
    case 'INUSE':
    case 'LIMIT':
    case 'SERVERBUG':
      return 'mailbox-protocol';
    default:
      // Without a response the client never asked: LOGINDISABLED, or no mechanism that takes a password.
      return typeof failure.response === 'string' && failure.response !== '' ? 'login-failed' : 'login-disabled';
  }
}

function detailOf(failure: Failure): string {
  const said = [failure.reason, failure.responseText, failure.response, failure.message, failure.code];
  const words = said.find((word) => typeof word === 'string' && word !== '') as string | undefined;
  return (words ?? '').slice(0, maxDetailLength);
}
