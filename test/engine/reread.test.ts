import { expect, test } from 'vitest';
import { Intake } from '../../main/engine/intake.ts';
import { rereadAll } from '../../main/engine/reread.ts';
import { importReports, receive, refused, report } from './store/messages.ts';
import { openStore } from './store/temporary.ts';

test('reading all again goes on past what retention removes meanwhile', async () => {
  const store = openStore();
  importReports(store, [
    report({ reportId: 'old' }),
    report({ reportId: 'new', startDatetime: '2026-11-01T00:00:00Z', endDatetime: '2026-11-02T00:00:00Z' }),
  ]);
  receive(store, [refused(1)]);
  const reading = rereadAll(store, new Intake(store, () => Promise.reject(new Error('no network'))), {
    signal: new AbortController().signal,
    progress: () => {},
  });
  // It has listed what there is, and waits for its turn.
  expect(store.removeReportsBefore('2026-11-01')).toBe(1);
  expect(await reading).toMatchObject({ reports: 2 });
});
