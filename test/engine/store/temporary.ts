import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { Store } from '../../../main/engine/store/store.ts';

const folders: string[] = [];
const stores: Store[] = [];

afterEach(() => {
  for (const store of stores.splice(0)) store.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  folders.push(folder);
  return folder;
}

export function newPath(): string {
  return join(newFolder(), 'data', 'tlsrpt.sqlite');
}

/** A store that is closed after the test. */
export function openStore(path = newPath()): Store {
  const store = Store.open(path);
  stores.push(store);
  return store;
}
