import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { failure, message, receive, report, result } from './messages.ts';
import { newFolder, openStore } from './temporary.ts';

/** Written by the first release: six mails, of which three brought a report, one came twice and two were refused. */
const released = gunzipSync(readFileSync(join(import.meta.dirname, '../../fixtures/stores/version-1.sqlite.gz')));

function openReleased() {
  const path = join(newFolder(), 'tlsrpt.sqlite');
  writeFileSync(path, released);
  return openStore(path);
}

test('a store of the first release has all that it had', () => {
  const store = openReleased();
  expect(store.integrity()).toEqual([]);
  expect(store.messageCounts(1)).toEqual({ fetched: 6, stored: 3, duplicate: 1, refused: 2, pending: 0 });
  expect(store.totals({})).toMatchObject({ reports: 3, policies: 3, failedSessions: 7, reporters: 2 });
  expect(store.totals({ organizationName: 'Ünder GmbH' }).reports).toBe(1);
  expect(store.totals({ search: 'under gmbh' }).reports).toBe(0);
  expect(store.totals({ search: 'ünder' }).reports).toBe(1);
  expect(store.report(1).report.policies[0]?.failureDetails[1]?.additionalInformation).toBe('z'.repeat(5_000));
  expect(store.report(1).conflictsWith).toEqual([2]);
  expect(
    store
      .kinds({})
      .kinds.map(({ resultType }) => resultType)
      .sort(),
  ).toEqual(['certificate-expired', 'validation-failure']);
  expect(store.refusedSource(5)).toContain('no report');
  expect(store.preferences().verification).toBe('dns');
});

test('a store of the first release goes on: what it knew is known, what is new is added', () => {
  const store = openReleased();
  const known = report({ policies: [result('example.com', [failure({ failedSessionCount: 5 })])] });
  const outcomes = receive(store, [message(7, [known]), message(8, [report({ reportId: 'r8' })])]);
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['duplicate', 'stored']);
  expect(store.choices().organizationNames).toEqual(['Example Inc.', 'Ünder GmbH']);
});
