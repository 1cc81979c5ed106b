import type { ResultType } from '../../../shared/model.ts';
import { formatAlert } from './alert.ts';

/** A failed TLS handshake in the words of RFC 8460 section 4.3; the reason is '' where there is nothing to add. */
export interface TlsFailure {
  resultType: ResultType;
  failureReasonCode: string;
}

/** What is needed of node:crypto's X509Certificate. */
export interface ChainLink {
  ca: boolean;
  issuerCertificate?: ChainLink | undefined;
}

/**
 * Classifies an error of node:tls, on OpenSSL (Node) and BoringSSL (Electron): the seed's TLSFailureDetails, with
 * the seed's reason codes. Takes the error of a socket, its `authorizationError` (a code alone, which says less), or
 * an abort by a timeout. `peer` is the certificate that the peer presented, where known: with it a chain through a
 * certificate that is no authority is told from one for another purpose.
 * Errors before the handshake (name not found, connection refused) are no result types and must not come here.
 */
export function classifyTlsError(error: unknown, peer?: ChainLink): TlsFailure {
  const failures = causes(error).map((each) => classifyOne(each, peer));
  return failures.reduce((best, failure) => (worth(failure) > worth(best) ? failure : best));
}

/** As far as anybody wraps an error. */
const maxCauses = 8;

/** The error, then what caused it, what caused that, and so on: the seed unwraps errors too. */
function causes(error: unknown): unknown[] {
  const chain = [error];
  for (let last = error; last instanceof Error && chain.length < maxCauses; last = last.cause) {
    if (last.cause === undefined || chain.includes(last.cause)) break;
    chain.push(last.cause);
  }
  return chain;
}

/** What says more: of a certificate, of the handshake, that the connection was closed, nothing. */
function worth({ resultType, failureReasonCode }: TlsFailure): number {
  if (resultType !== 'validation-failure') return 3;
  return failureReasonCode === '' ? 0 : failureReasonCode === closedReason ? 1 : 2;
}

function classifyOne(error: unknown, peer?: ChainLink): TlsFailure {
  const { code, message } = codeAndMessage(error);
  if (expired.has(code)) return { resultType: 'certificate-expired', failureReasonCode: '' };
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH') {
    return { resultType: 'certificate-host-mismatch', failureReasonCode: '' };
  }
  const distrust = distrustReason(code, message, peer);
  if (distrust !== null) return { resultType: 'certificate-not-trusted', failureReasonCode: distrust };
  return { resultType: 'validation-failure', failureReasonCode: handshakeReason(error, code, message) };
}

/** Section 4.3.1 has one type for both; Go, and so the seed, too. */
const expired = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

/** No path to a known authority: the seed adds no reason. */
const unknownAuthority = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

const distrustReasons = new Map([
  ['PATH_LENGTH_EXCEEDED', 'too-many-intermediates'],
  ['CERT_CHAIN_TOO_LONG', 'too-many-intermediates'],
  ['INVALID_CA', 'not-authorized-to-sign'],
  ['CERT_SIGNATURE_FAILURE', 'cert-signature-failure'],
  ['CERT_REVOKED', 'cert-revoked'],
  ['CERT_UNTRUSTED', 'cert-untrusted'],
  ['CERT_REJECTED', 'cert-rejected'],
  ['UNABLE_TO_GET_CRL', 'unable-to-get-crl'],
  ['CRL_HAS_EXPIRED', 'crl-has-expired'],
]);

/** Why the certificate is not trusted; null where the error is not about that. */
function distrustReason(code: string, message: string, peer: ChainLink | undefined): string | null {
  if (unknownAuthority.has(code)) return '';
  if (code === 'INVALID_PURPOSE') {
    return peer !== undefined && hasIssuerWithoutAuthority(peer) ? 'not-authorized-to-sign' : 'incompatible-key-usage';
  }
  // Node has no code for most verification errors of OpenSSL: the message tells them apart, where there is one.
  if (code === 'UNSPECIFIED') return unspecifiedReason(message);
  return distrustReasons.get(code) ?? null;
}

function unspecifiedReason(message: string): string {
  if (/\b(?:permitted|excluded) subtree violation\b/.test(message)) return 'ca-not-authorized-for-this-name';
  if (message.includes('does not include certificate signing')) return 'not-authorized-to-sign';
  return hyphenated(message);
}

function hasIssuerWithoutAuthority(peer: ChainLink): boolean {
  for (let issuer = peer.issuerCertificate; issuer !== undefined; issuer = issuer.issuerCertificate) {
    if (!issuer.ca) return true;
    if (issuer.issuerCertificate === issuer) return false;
  }
  return false;
}

/** ECONNRESET is Node's word for a clean FIN too; the last is BoringSSL's for a close_notify. */
const closed = new Set([
  ...['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ERR_STREAM_DESTROYED'],
  'ERR_SSL_SSL_HANDSHAKE_FAILURE',
]);
const closedReason = 'connection-closed-during-handshake';

function handshakeReason(error: unknown, code: string, message: string): string {
  const alert = remoteAlert(message);
  if (alert !== null) return `tls-remote-${formatAlert(alert)}`;
  if (isTimeout(error)) return 'io-timeout-during-handshake';
  if (closed.has(code)) return closedReason;
  return code.startsWith('ERR_SSL_') ? localReason(code.slice('ERR_SSL_'.length)) : '';
}

/**
 * The number of the alert that the peer sent. Both libraries encode it in the packed error (`error:0A000410:`) as
 * reason 1000 + alert, while the names of these reasons differ between them and between their versions.
 */
function remoteAlert(message: string): number | null {
  const packed = /error:([0-9A-F]{8}):SSL routines/i.exec(message)?.[1];
  if (packed === undefined) return null;
  const reason = Number.parseInt(packed, 16) & 0xfff;
  return reason >= 1000 && reason <= 1255 ? reason - 1000 : null;
}

/** The alert that our side sends for what it found, seen on the wire; both libraries' names. */
const localAlerts = new Map([
  ['UNEXPECTED_MESSAGE', 10],
  ['PACKET_LENGTH_TOO_LONG', 22],
  ['DATA_LENGTH_TOO_LONG', 22],
  ['ENCRYPTED_LENGTH_TOO_LONG', 22],
  ['UNSAFE_LEGACY_RENEGOTIATION_DISABLED', 40],
  ['UNKNOWN_CIPHER_RETURNED', 47],
  ['WRONG_CIPHER_RETURNED', 47],
  ['LENGTH_MISMATCH', 50],
  ['DECODE_ERROR', 50],
  ['UNSUPPORTED_PROTOCOL', 70],
  ['UNSOLICITED_EXTENSION', 110],
  ['UNEXPECTED_EXTENSION', 110],
]);

function localReason(reason: string): string {
  // Plain text or garbage where a TLS record was due.
  if (reason === 'WRONG_VERSION_NUMBER') return 'tls-record-header-error';
  const alert = localAlerts.get(reason);
  return alert === undefined ? hyphenated(reason) : `tls-local-${formatAlert(alert)}`;
}

function hyphenated(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
}

/** `socket.authorizationError` is a code without an error around it. */
function codeAndMessage(error: unknown): { code: string; message: string } {
  if (typeof error === 'string') return { code: error, message: '' };
  if (!(error instanceof Error)) return { code: '', message: '' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { code, message: error.message };
}

/** A socket's own time limit, or an AbortSignal.timeout. */
function isTimeout(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'TimeoutError' || ('code' in error && error.code === 'ETIMEDOUT');
}
