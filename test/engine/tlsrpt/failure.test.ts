import type { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
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

  test.each([undefined, null, 0, {}, new Error('anything'), 'NO_SUCH_CODE'])('%s claims no reason', (error) => {
    expect(classifyTlsError(error)).toEqual({ resultType: 'validation-failure', failureReasonCode: '' });
  });
});
