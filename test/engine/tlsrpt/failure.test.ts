import type { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { formatAlert } from '../../../main/engine/tlsrpt/alert.ts';
import { classifyTlsError } from '../../../main/engine/tlsrpt/failure.ts';
import { type Peer, rawPeer } from './peers.ts';
import { certificateProvocations, handshakeProvocations, serverName } from './provocations.ts';

let peer: Peer | undefined;

afterEach(async () => {
  await peer?.close();
  peer = undefined;
});

/** The error that ends a handshake with the peer. */
async function handshakeError(port: number, trusted: string[]): Promise<unknown> {
  const socket = connect({ host: '127.0.0.1', port, servername: serverName, ca: trusted });
  const [error] = await once(socket, 'error');
  return error;
}

/** The certificate that the peer presents, whatever is wrong with it, and what Node says about it. */
async function presentedCertificate(
  port: number,
  trusted: string[],
): Promise<{ certificate: X509Certificate; verdict: unknown }> {
  const options = { host: '127.0.0.1', port, servername: serverName, ca: trusted };
  const socket = connect({ ...options, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const certificate = socket.getPeerX509Certificate();
  const verdict: unknown = socket.authorizationError;
  socket.destroy();
  if (certificate === undefined) throw new Error('the peer presented no certificate');
  return { certificate, verdict };
}

test.each(await certificateProvocations())(
  'a certificate with this fault is classified: $name',
  async ({ start, trusted, expected }) => {
    peer = await start();
    const error = await handshakeError(peer.port, trusted);
    const { certificate, verdict } = await presentedCertificate(peer.port, trusted);
    expect(classifyTlsError(error, certificate)).toEqual(expected);
    // The code alone suffices for the type.
    expect(classifyTlsError(verdict, certificate).resultType).toBe(expected.resultType);
  },
);

test.each(handshakeProvocations())(
  'a handshake that meets this is classified: $name',
  async ({ start, trusted, expected }) => {
    peer = await start();
    expect(classifyTlsError(await handshakeError(peer.port, trusted))).toEqual(expected);
  },
);

describe('without a handshake’s error', () => {
  test('a peer that stays silent is a timeout', async () => {
    peer = await rawPeer(null);
    const socket = connect({ host: '127.0.0.1', port: peer.port, servername: serverName });
    const waiting = once(socket, 'secureConnect', { signal: AbortSignal.timeout(20) });
    const error: unknown = await waiting.catch((reason: unknown) => reason);
    socket.destroy();
    expect(classifyTlsError(error)).toEqual({
      resultType: 'validation-failure',
      failureReasonCode: 'io-timeout-during-handshake',
    });
  });

  test.each([new DOMException('', 'TimeoutError'), Object.assign(new Error(), { code: 'ETIMEDOUT' })])(
    'a time limit’s own error is a timeout',
    (error: unknown) => {
      expect(classifyTlsError(error).failureReasonCode).toBe('io-timeout-during-handshake');
    },
  );

  test.each(['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ERR_STREAM_DESTROYED'])('%s is a closed connection', (code) => {
    expect(classifyTlsError(Object.assign(new Error(), { code }))).toEqual({
      resultType: 'validation-failure',
      failureReasonCode: 'connection-closed-during-handshake',
    });
  });

  test.each(['permitted subtree violation', 'excluded subtree violation'])(
    '%s is the authority’s constraint',
    (message) => {
      expect(classifyTlsError(Object.assign(new Error(message), { code: 'UNSPECIFIED' }))).toEqual({
        resultType: 'certificate-not-trusted',
        failureReasonCode: 'ca-not-authorized-for-this-name',
      });
    },
  );

  test('what an error was caused by counts where it says more, however deep, and no circle is followed', () => {
    const caused = (code: string, cause?: unknown): Error => Object.assign(new Error(code, { cause }), { code });
    const expired = { resultType: 'certificate-expired', failureReasonCode: '' };
    expect(classifyTlsError(new Error('fetch failed', { cause: caused('CERT_HAS_EXPIRED') }))).toEqual(expired);
    expect(classifyTlsError(caused('ECONNRESET', new Error('', { cause: caused('CERT_HAS_EXPIRED') })))).toEqual(
      expired,
    );
    expect(classifyTlsError(caused('CERT_HAS_EXPIRED', caused('ECONNRESET')))).toEqual(expired);
    const circle = caused('EPIPE');
    circle.cause = caused('ERR_STREAM_DESTROYED', circle);
    expect(classifyTlsError(circle).failureReasonCode).toBe('connection-closed-during-handshake');
    let deep = caused('CERT_HAS_EXPIRED');
    for (let depth = 0; depth < 100_000; depth++) deep = new Error('', { cause: deep });
    expect(classifyTlsError(deep).failureReasonCode).toBe('');
  });

  test('an alert has the name that the seed gives it, and one that no registry has its number', () => {
    expect([0, 115, 41, 255].map(formatAlert)).toEqual([
      ...['alert-0-close-notify', 'alert-115-unknown-PSK-identity', 'alert-41', 'alert-255'],
    ]);
  });

  test.each([undefined, null, 0, {}, new Error('anything'), 'NO_SUCH_CODE'])('%s claims no reason', (error) => {
    expect(classifyTlsError(error)).toEqual({ resultType: 'validation-failure', failureReasonCode: '' });
  });
});
