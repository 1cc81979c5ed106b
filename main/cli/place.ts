import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { DeskError } from '../../shared/error.ts';
import { storeFileName } from '../disk/storefiles.ts';
import { Store } from '../engine/store/store.ts';
import type { Typed } from './command.ts';

const appName = 'TLSRPT Desk';

/** The folder that Electron's app.getPath('userData') names for the app. */
function appFolder(): string {
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', appName);
  if (process.platform === 'win32') {
    return join(process.env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), appName);
  }
  return join(process.env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), appName);
}

export function storePath({ text }: Typed): string {
  if (text['db'] === '') throw new DeskError('usage', '--db names no file');
  return text['db'] ?? join(appFolder(), storeFileName);
}

/** Opens the store that is there for the time of `use`, and closes it whatever happens. Throws store-missing. */
export function withStore<T>(typed: Typed, use: (store: Store) => Promise<T> | T): Promise<T> {
  const path = storePath(typed);
  if (!existsSync(path)) throw new DeskError('store-missing', path);
  return opened(path, use);
}

/** The same for the commands that may begin a store: what they bring has to go somewhere. */
export function withNewStore<T>(typed: Typed, use: (store: Store) => Promise<T> | T): Promise<T> {
  return opened(storePath(typed), use);
}

async function opened<T>(path: string, use: (store: Store) => Promise<T> | T): Promise<T> {
  if (existsSync(path)) requireDatabase(path);
  const store = Store.open(path);
  try {
    const { movedAsideTo } = store.status();
    // Sums of a store that was begun a moment ago would be an answer that is wrong.
    if (movedAsideTo !== '') throw new DeskError('store-corrupt', `it is kept as ${movedAsideTo}, and a new one begun`);
    return await use(store);
  } finally {
    store.close();
  }
}

/** https://www.sqlite.org/fileformat.html, section 1.3.1. */
const databaseHeader = 'SQLite format 3\0';

/** A damaged store is moved aside; what was named by mistake and never was one stays where it is. */
function requireDatabase(path: string): void {
  const start = Buffer.alloc(databaseHeader.length);
  const bytes = firstBytes(path, start);
  // One that was made a moment ago is empty as yet.
  if (bytes > 0 && start.toString('latin1') !== databaseHeader) throw new DeskError('store-missing', `${path} is none`);
}

/** Answers how many there are; 0 as well for what cannot be read, about which opening says more. */
function firstBytes(path: string, into: Buffer): number {
  try {
    const file = openSync(path, 'r');
    try {
      return readSync(file, into);
    } finally {
      closeSync(file);
    }
  } catch {
    return 0;
  }
}
