import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newPath, openStore } from './temporary.ts';

const batches = 20;

async function write(path: string, name: string): Promise<number | null> {
  const script = join(import.meta.dirname, 'writer.ts');
  const child = spawn(process.execPath, [script, path, name, `${batches}`], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

test('several processes create, migrate and fill one store at the same time', async () => {
  const path = newPath();
  const names = ['a', 'b', 'c'];
  const codes = await Promise.all(names.map((name) => write(path, name)));
  expect(codes).toEqual([0, 0, 0]);
  const store = openStore(path);
  const messages = store.messageCounts();
  expect(messages).toEqual({ fetched: 120, stored: 80, duplicate: 40, refused: 0, pending: 0 });
  expect(store.totals({}).reports).toBe(80);
  expect(store.choices().organizationNames).toHaveLength(61);
  expect(store.mailboxes().map(({ settings: { user, pollMinutes } }) => [user, pollMinutes])).toEqual(
    expect.arrayContaining(names.map((name) => [name, batches])),
  );
  for (const name of names) expect(store.totals({ organizationName: `${name} 7` }).reports).toBe(1);
});
