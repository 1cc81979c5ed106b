import { writeCsv } from '../../../main/engine/csv.ts';
import { Store } from '../../../main/engine/store/store.ts';

// A process of its own, to be ended at a system call: does one thing with the store at `path`.
const [, , deed = '', path = '', other = ''] = process.argv;
switch (deed) {
  case 'create':
    Store.open(path).close();
    break;
  case 'restore':
    Store.restore(other, path);
    break;
  case 'backup':
    await withStore((store) => store.backup(other));
    break;
  case 'retain':
    await withStore((store) => store.removeReportsBefore('2026-03-03'));
    break;
  case 'export':
    await withStore((store) => {
      const options = { signal: new AbortController().signal, progress: () => {} };
      return writeCsv(store, 'failures', {}, other, options);
    });
    break;
  default:
    throw new Error(`no deed ${deed}`);
}

async function withStore(use: (store: Store) => unknown): Promise<void> {
  const store = Store.open(path);
  await use(store);
  store.close();
}
