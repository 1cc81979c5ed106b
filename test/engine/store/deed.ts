import { writeCsv } from '../../../main/engine/csv.ts';
import { Intake } from '../../../main/engine/intake.ts';
import type { PollerBatch } from '../../../main/engine/mailbox/poller.ts';
import { Store } from '../../../main/engine/store/store.ts';
import { reportMail } from '../mailbox/mails.ts';

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
  case 'take':
    await withStore(async (store) => {
      const intake = new Intake(store, () => Promise.reject(new Error('nobody is asked')));
      await intake.takeFetched(1, 'INBOX', halfWithheld(store));
      await intake.end();
    });
    break;
  default:
    throw new Error(`no deed ${deed}`);
}

/** Five mails after the cursor, of which the server hands out the first and the third. */
function halfWithheld(store: Store): PollerBatch {
  const before = store.cursor(1, 'INBOX')?.lastUid ?? 0;
  const messages = [1, 3].map((each) => {
    const source = reportMail(before + each);
    return { uid: before + each, sizeBytes: source.length, internalDate: null, source };
  });
  const pending = [2, 4, 5].map((each) => {
    const times = { since: '2026-03-02T01:00:00.000Z', nextAttemptAt: '2026-03-02T01:01:00.000Z' };
    return { uid: before + each, ...times, attempts: 0, reason: { code: 'mail-withheld' as const, detail: '' } };
  });
  return { uidValidity: '1', messages, pending, lastUid: before + 5 };
}

async function withStore(use: (store: Store) => unknown): Promise<void> {
  const store = Store.open(path);
  await use(store);
  store.close();
}
