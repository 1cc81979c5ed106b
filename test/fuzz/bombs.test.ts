import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readFiles } from '../../main/engine/files.ts';
import { readFileItem } from '../../main/engine/reading.ts';
import { bombs, writePieces, type Bomb } from './bombs.ts';

let path: string;
beforeAll(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'bomb-')), 'bomb');
});
afterAll(() => rm(join(path, '..'), { recursive: true }));

async function refusalsOf({ content }: Bomb): Promise<unknown[]> {
  writePieces(path, content());
  const refusals = [];
  for await (const item of readFiles([path])) refusals.push((await readFileItem(item, null)).refusal?.code);
  return refusals;
}

// `npm run bombs` prints how long each takes, and how much memory.
test.each(bombs)('$name is refused: $refusal', async (bomb) => {
  expect(await refusalsOf(bomb)).toEqual([bomb.refusal]);
});
