import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ChainLink, classifyTlsError, type TlsFailure } from '../../main/engine/tlsrpt/failure.ts';
import { certificateProvocations, handshakeProvocations, serverName } from '../engine/tlsrpt/provocations.ts';

interface Handshake {
  /** The fields of the error that ended it; null when it succeeded. */
  error: { name: string; code: string; message: string } | null;
  peer: ChainLink | undefined;
}

let electron: ChildProcess;

beforeAll(async () => {
  const execPath = process.env['TLSRPT_ELECTRON'];
  if (execPath === undefined) throw new Error('TLSRPT_ELECTRON must name an Electron executable');
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  electron = fork(join(import.meta.dirname, 'handshake-client.mjs'), { execPath, env });
  await once(electron, 'message');
});

afterAll(() => {
  electron.kill();
});

async function handshake(port: number, ca: string[], rejectUnauthorized: boolean): Promise<Handshake> {
  electron.send({ port, servername: serverName, ca, rejectUnauthorized });
  const [outcome] = (await once(electron, 'message')) as [Handshake];
  return outcome;
}

/** null when Electron sees no failure. */
async function classified(port: number, trusted: string[]): Promise<TlsFailure | null> {
  const { error } = await handshake(port, trusted, true);
  if (error === null) return null;
  const { peer } = await handshake(port, trusted, false);
  return classifyTlsError(Object.assign(new Error(error.message), error), peer);
}

test.each([...(await certificateProvocations()), ...handshakeProvocations()])(
  'the failure is classified in Electron too: $name',
  async ({ start, trusted, expected, onBoringSsl = expected }) => {
    const peer = await start();
    const failure = await classified(peer.port, trusted);
    await peer.close();
    expect(failure).toEqual(onBoringSsl);
  },
);
