import { fork } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { storeFileName } from '../../main/disk/storefiles.ts';
import { problemText } from '../../shared/problems.ts';
import type { FromEngine } from '../../shared/relay.ts';
import type { ControlReply } from '../../shared/shell.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'start-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** What the real engine answers main until it is ready, or has failed. */
async function start(dataFolder: string): Promise<ControlReply[]> {
  const child = fork(join(import.meta.dirname, '../../main/engine/index.ts'), ['--data', dataFolder], {
    serialization: 'advanced',
  });
  const replies: ControlReply[] = [];
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`exited with code ${code}`)));
    child.on('message', (part: FromEngine) => {
      if (!('control' in part)) return;
      replies.push(part.control);
      if (part.control.kind === 'ready') child.send({ control: { kind: 'ping' } });
      if (part.control.kind === 'failed' || part.control.kind === 'pong') resolve();
    });
  });
  child.removeAllListeners('exit');
  child.kill('SIGKILL');
  return replies;
}

test('an engine says that it opens the store, then that it is ready, and answers pings', async () => {
  expect(await start(folder)).toEqual([{ kind: 'busy' }, { kind: 'ready' }, { kind: 'pong' }]);
});

test('a data folder that cannot be made is said to be the matter, not some file', async () => {
  await writeFile(join(folder, 'file'), '');
  const [, failed] = await start(join(folder, 'file'));
  expect(failed).toMatchObject({ kind: 'failed', code: 'store-not-writable', detail: expect.stringContaining('file') });
  expect(problemText('store-not-writable', '').advice).toContain('data folder');
});

test('a store that cannot be opened is said to be the matter', async () => {
  await mkdir(join(folder, storeFileName));
  expect((await start(folder)).at(-1)).toMatchObject({ kind: 'failed', code: 'store-not-writable' });
});
