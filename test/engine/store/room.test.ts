import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { failure, importReports, message, receive, report, result } from './messages.ts';
import { newFolder, newPath, openStore } from './temporary.ts';

const kilobytes = (index: number, mark: string) => `${mark}${index} `.repeat(32_768).slice(0, 64 * 1_024);

/** A report whose texts come to a megabyte. */
function longReport(day: number, mark: string) {
  const failures = Array.from({ length: 15 }, (_, index) =>
    failure({ additionalInformation: kilobytes(index, `${mark}${day}`) }),
  );
  const startDatetime = `2026-03-${String(day).padStart(2, '0')}T00:00:00Z`;
  return report({ reportId: `${mark}${day}`, startDatetime, policies: [result('example.com', failures)] });
}

const texts = (path: string) => {
  const database = new Database(path, { readonly: true });
  const count = database.prepare<[], number>('SELECT count(*) FROM text').pluck().get();
  database.close();
  return count;
};

test('texts are held once, and what retention removed is given back to the disk', async () => {
  const path = newPath();
  const store = openStore(path);
  importReports(
    store,
    Array.from({ length: 20 }, (_, index) => longReport(index + 1, 'a')),
  );
  const full = store.status().sizeBytes;
  expect(full).toBeLessThan(2.5 * 20 * 1_000_000); // The write-ahead log still has a part of it, too.
  expect(store.removeReportsBefore('2026-03-20')).toBe(19);
  await store.giveBackRoom();
  store.close();
  expect(statSync(path).size).toBeLessThan(2_000_000);
  const again = openStore(path);
  expect(again.integrity()).toEqual([]);
  expect(again.report(20).report.policies[0]?.failureDetails[3]?.additionalInformation).toBe(kilobytes(3, 'a20'));
});

test('reports that come during the sweep keep their texts, also those that nobody else has any more', async () => {
  const path = newPath();
  const store = openStore(path);
  const other = openStore(path);
  importReports(store, [longReport(1, 'a'), longReport(2, 'b')]);
  store.removeReportsBefore('2026-03-03');
  const sweeping = store.giveBackRoom();
  // Both remember, or find, the texts that are about to be swept away.
  importReports(store, [longReport(1, 'a')]);
  importReports(other, [longReport(2, 'b')]);
  await sweeping;
  await store.giveBackRoom();
  importReports(store, [longReport(4, 'a')]);
  for (const [id, mark] of [
    [3, 'a1'],
    [4, 'b2'],
    [5, 'a4'],
  ] as const) {
    expect(store.report(id).report.policies[0]?.failureDetails[7]?.additionalInformation).toBe(kilobytes(7, mark));
  }
});

test('ids that another process swept away are not remembered', async () => {
  const path = newPath();
  const store = openStore(path);
  const other = openStore(path);
  importReports(store, [longReport(1, 'a')]);
  other.removeReportsBefore('2026-03-02');
  await other.giveBackRoom();
  importReports(store, [longReport(1, 'a')]);
  expect(store.report(2).report).toEqual(longReport(1, 'a'));
});

test('the sweep removes what is orphaned and nothing else', async () => {
  const path = newPath();
  const store = openStore(path);
  importReports(store, [report(), longReport(2, 'b')]);
  const before = texts(path) ?? 0;
  store.removeReportsBefore('2026-03-02');
  await store.giveBackRoom();
  expect(texts(path)).toBe(before);
  store.removeReportsBefore('2026-04-01');
  await store.giveBackRoom();
  // '' and the words of authenticity.
  expect(texts(path)).toBeLessThan(5);
});

test('a store of the first release is made to shrink as well', async () => {
  const path = join(newFolder(), 'tlsrpt.sqlite');
  const released = join(import.meta.dirname, '../../fixtures/stores/version-1.sqlite.gz');
  writeFileSync(path, gunzipSync(readFileSync(released)));
  const store = openStore(path);
  importReports(
    store,
    Array.from({ length: 10 }, (_, index) => longReport(index + 1, 'a')),
  );
  store.removeReportsBefore('2026-04-01');
  await store.giveBackRoom();
  store.close();
  expect(statSync(path).size).toBeLessThan(500_000);
});

test('a store of the allowed size takes nothing more, says so before anything is fetched, and goes on when it may', () => {
  const store = openStore();
  store.savePreferences({ ...store.preferences(), maxStoreMegabytes: 1 });
  receive(store, [message(2, [longReport(2, 'a')])]);
  expect(() => store.requireRoom()).toThrow(expect.objectContaining({ code: 'store-quota' }));
  expect(() => receive(store, [message(4, [longReport(4, 'a')])])).toThrow('store-quota');
  expect(store.cursor(1, 'INBOX')).toEqual({ uidValidity: '1', lastUid: 2 });
  store.savePreferences({ ...store.preferences(), maxStoreMegabytes: 0 });
  store.requireRoom();
  expect(receive(store, [message(4, [longReport(4, 'a')])])[0]?.outcome).toBe('stored');
});
