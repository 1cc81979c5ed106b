import type { Socket } from 'node:net';
import type { TlsFailure } from '../../../main/engine/tlsrpt/failure.ts';
import { type Authority, certify, daysFromNow, nameConstraint, strangeExtension, type Wishes } from './authority.ts';
import { alert, handshakeMessage, type Peer, plainTextPeer, rawPeer, record, serverHello, tlsPeer } from './peers.ts';

/** A handshake that fails in one particular way. */
export interface Provocation {
  name: string;
  /** PEM that the client shall trust. */
  trusted: string[];
  start(): Promise<Peer>;
  expected: TlsFailure;
  /** Where BoringSSL (Electron) decides otherwise; null: where it sees no failure. */
  onBoringSsl?: TlsFailure | null;
}

export const serverName = 'mx.example.org';

function notTrusted(failureReasonCode: string): TlsFailure {
  return { resultType: 'certificate-not-trusted', failureReasonCode };
}

function failed(failureReasonCode: string): TlsFailure {
  return { resultType: 'validation-failure', failureReasonCode };
}

const expired: TlsFailure = { resultType: 'certificate-expired', failureReasonCode: '' };
const hostMismatch: TlsFailure = { resultType: 'certificate-host-mismatch', failureReasonCode: '' };

/** A server whose certificate, good but for the wishes, was issued by the last of `chain`. */
async function presenting(
  name: string,
  chain: Authority[],
  wishes: Partial<Wishes>,
  expectation: Pick<Provocation, 'expected' | 'onBoringSsl'>,
  trusted = chain.slice(0, 1),
): Promise<Provocation> {
  const issuer = chain.at(-1);
  const leaf = await certify({ name: serverName, hosts: [serverName], ...(issuer && { issuer }), ...wishes });
  const presented = [leaf, ...chain.slice(1).reverse()].map(({ certificate }) => certificate);
  return {
    name,
    trusted: trusted.map(({ certificate }) => certificate),
    // Level 0, so that the server itself does not mind a weak key.
    start: () => tlsPeer({ key: leaf.key, cert: presented.join('\n'), ciphers: 'DEFAULT@SECLEVEL=0' }),
    ...expectation,
  };
}

export async function certificateProvocations(): Promise<Provocation[]> {
  const root = await certify({ name: 'Root', pathLength: Infinity });
  const below = (name: string, wishes: Partial<Wishes>) =>
    certify({ name, issuer: root, pathLength: Infinity, ...wishes });
  const intermediate = await below('Intermediate', {});
  const other = await certify({ name: 'Other root', pathLength: Infinity });
  const impostor = await certify({ name: 'Root', pathLength: Infinity });
  const narrow = await below('Narrow', { pathLength: 0 });
  const underNarrow = await certify({ name: 'Under narrow', issuer: narrow, pathLength: Infinity });
  const past = { notBefore: daysFromNow(-30), notAfter: daysFromNow(-1) };
  return Promise.all([
    presenting('expired', [root], past, { expected: expired }),
    presenting('not valid yet', [root], { notBefore: daysFromNow(1) }, { expected: expired }),
    presenting('expired intermediate', [root, await below('Late', past)], {}, { expected: expired }),
    presenting(
      'expired root',
      [await certify({ name: 'Old root', pathLength: Infinity, ...past })],
      {},
      { expected: expired },
    ),
    presenting('another host name', [root], { hosts: ['www.example.org'] }, { expected: hostMismatch }),
    presenting('self-signed', [], {}, { expected: notTrusted('') }, [root]),
    presenting('unknown root, presented too', [other, other], {}, { expected: notTrusted('') }, [root]),
    presenting('unknown root', [other], {}, { expected: notTrusted('') }, [root]),
    presenting('missing intermediate', [intermediate], {}, { expected: notTrusted('') }, [root]),
    presenting('wrong signature', [impostor], {}, { expected: notTrusted('cert-signature-failure') }, [root]),
    presenting('too long a path', [root, narrow, underNarrow], {}, { expected: notTrusted('too-many-intermediates') }),
    presenting('client purpose', [root], { forClients: true }, { expected: notTrusted('incompatible-key-usage') }),
    presenting(
      'issuer for clients only',
      [root, await below('Clients', { forClients: true })],
      {},
      {
        expected: notTrusted('incompatible-key-usage'),
      },
    ),
    presenting(
      'issuer that is no authority',
      [root, await certify({ name: 'Leaf', issuer: root })],
      {},
      {
        expected: notTrusted('not-authorized-to-sign'),
      },
    ),
    presenting(
      'issuer that may not sign',
      [root, await below('Mute', { mute: true })],
      {},
      {
        expected: notTrusted('not-authorized-to-sign'),
        onBoringSsl: notTrusted(''), // It does not take the issuer for one at all.
      },
    ),
    presenting(
      'name outside the constraint',
      [root, await below('Local', { extensions: [nameConstraint('example.com')] })],
      {},
      {
        expected: notTrusted('ca-not-authorized-for-this-name'),
      },
    ),
    presenting(
      'weak key',
      [root],
      { rsaBits: 1024 },
      { expected: notTrusted('ee-certificate-key-too-weak'), onBoringSsl: null },
    ),
    presenting(
      'unknown critical extension',
      [root],
      { extensions: [strangeExtension()] },
      {
        expected: notTrusted('unhandled-critical-extension'),
      },
    ),
  ]);
}

/** The alerts of the TLS registry that a peer may send in a handshake. */
const alerts: [number, string][] = [
  [10, 'unexpected-message'],
  [20, 'bad-record-MAC'],
  [21, 'decryption-failed'],
  [22, 'record-overflow'],
  [30, 'decompression-failure'],
  [40, 'handshake-failure'],
  [42, 'bad-certificate'],
  [43, 'unsupported-certificate'],
  [44, 'revoked-certificate'],
  [45, 'expired-certificate'],
  [46, 'unknown-certificate'],
  [47, 'illegal-parameter'],
  [48, 'unknown-certificate-authority'],
  [49, 'access-denied'],
  [50, 'error-decoding-message'],
  [51, 'error-decrypting-message'],
  [60, 'export-restriction'],
  [70, 'protocol-version-not-supported'],
  [71, 'insufficient-security-level'],
  [80, 'internal-error'],
  [86, 'inappropriate-fallback'],
  [109, 'missing-extension'],
  [110, 'unsupported-extension'],
  [111, 'certificate-unobtainable'],
  [112, 'unrecognized-name'],
  [113, 'bad-certificate-status-response'],
  [114, 'bad-certificate-hash-value'],
  [115, 'unknown-PSK-identity'],
  [116, 'certificate-required'],
  [120, 'no-application-protocol'],
];

function raw(name: string, start: () => Promise<Peer>, reason: string, onBoringSsl = reason): Provocation {
  return { name, trusted: [], start, expected: failed(reason), onBoringSsl: failed(onBoringSsl) };
}

export function handshakeProvocations(): Provocation[] {
  const closed = 'connection-closed-during-handshake';
  const hangUp = (socket: Socket) => socket.end();
  return [
    ...alerts.map(([number, text]) =>
      raw(`alert ${number}`, () => rawPeer(alert(number)), `tls-remote-alert-${number}-${text}`),
    ),
    raw('plain text of a mail server', () => plainTextPeer('220 mx.example.org ESMTP\r\n'), 'tls-record-header-error'),
    raw(
      'plain text of a web server',
      () => plainTextPeer('HTTP/1.1 400 Bad Request\r\n\r\n'),
      'tls-record-header-error',
    ),
    raw('garbage', () => rawPeer(Buffer.alloc(64, 0xa5)), 'tls-record-header-error'),
    raw('orderly end', () => rawPeer(null, hangUp), closed),
    raw('reset', () => rawPeer(null, (socket) => socket.resetAndDestroy()), closed),
    raw('close_notify', () => rawPeer(alert(0), hangUp), closed),
    raw('record too long', () => rawPeer(record(22, Buffer.alloc(1024), 0xffff)), 'tls-local-alert-22-record-overflow'),
    raw(
      'message out of turn',
      () => rawPeer(handshakeMessage(20, Buffer.alloc(12))),
      'tls-local-alert-10-unexpected-message',
    ),
    raw(
      'message cut short',
      () => rawPeer(handshakeMessage(2, Buffer.from([3, 3]))),
      'tls-local-alert-50-error-decoding-message',
    ),
    raw(
      'old protocol version',
      () => rawPeer(serverHello({ version: 0x0301, cipher: 0xc013 }), hangUp),
      'tls-local-alert-70-protocol-version-not-supported',
    ),
    raw(
      'no secure renegotiation',
      () => rawPeer(serverHello({ extensions: [] }), hangUp),
      'tls-local-alert-40-handshake-failure',
      closed, // BoringSSL does not mind, and goes on until the peer hangs up.
    ),
    raw(
      'unknown cipher',
      () => rawPeer(serverHello({ cipher: 0xfffe }), hangUp),
      'tls-local-alert-47-illegal-parameter',
    ),
    raw(
      'extension that was not asked for',
      () => rawPeer(serverHello({ extensions: [0xff01, 0x3374] }), hangUp),
      'tls-local-alert-110-unsupported-extension',
    ),
  ];
}
