import { homedir } from 'node:os';
import { join } from 'node:path';
import { Store } from '../engine/store/store.ts';
import { storeFileName } from '../disk/storefiles.ts';
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
  return text['db'] ?? join(appFolder(), storeFileName);
}

/** Opens the store for the time of `use`, and closes it whatever happens. */
export async function withStore<T>(typed: Typed, use: (store: Store) => Promise<T> | T): Promise<T> {
  const store = Store.open(storePath(typed));
  try {
    return await use(store);
  } finally {
    store.close();
  }
}
