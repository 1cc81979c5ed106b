import { DeskError } from '../../shared/error.ts';
import { Store } from '../engine/store/store.ts';
import type { Run, Typed } from './command.ts';
import { storePath, withStore } from './place.ts';
import { standardStream } from './standardinput.ts';
import { requiredText } from './values.ts';

export const compactStore: Run = (typed, output) =>
  withStore(typed, async (store) => {
    const before = store.status().sizeBytes;
    await store.compact();
    const after = store.status().sizeBytes;
    if (output.json) output.value({ before, after });
    else output.text(`${before} bytes before, ${after} now`);
    return 0;
  });

export const backUpStore: Run = async (typed, output) => {
  const path = fileOf(typed, 'to');
  return withStore(typed, async (store) => {
    const bytes = await store.backup(path);
    if (output.json) output.value({ bytes });
    else output.text(`${bytes} bytes written to ${path}`);
    return 0;
  });
};

export const restoreStore: Run = async (typed, output) => {
  const keptAs = Store.restore(fileOf(typed, 'from'), storePath(typed));
  if (output.json) output.value({ keptAs });
  else output.text(keptAs === '' ? 'restored' : `restored; the former store is kept as ${keptAs}`);
  return 0;
};

/** SQLite writes here and there in a backup, which no stream lets it. */
function fileOf(typed: Typed, name: string): string {
  const path = requiredText(typed, name);
  if (path === standardStream) throw new DeskError('usage', `--${name} takes a file, not a stream`);
  return path;
}
