import { expect, test } from 'vitest';
import { combine } from '../../main/engine/combine.ts';
import { defaultPreferences } from '../../shared/contract.ts';
import { message, receive, report, result } from './store/messages.ts';
import { openStore } from './store/temporary.ts';

const sessions = (count: number) => [result('example.com', [], { totalSuccessfulSessionCount: count })];

/** Three reports: one verified, one not signed, and one that counts beyond all that is usual. */
function openThree() {
  const store = openStore();
  receive(store, [
    message(1, [report({ reportId: 'a', policies: sessions(1) })], {
      authenticity: 'verified',
      signingDomain: 'a.example',
    }),
    message(2, [report({ reportId: 'b', policies: sessions(20) })], { authenticity: 'unsigned' }),
    message(3, [report({ reportId: 'c', policies: sessions(2_000_000_000) })], {
      authenticity: 'verified',
      signingDomain: 'a.example',
    }),
  ]);
  return store;
}

const combinedSessions = (...[store, selection]: Parameters<typeof combine>) =>
  combine(store, selection).report.policies.map((policy) => policy.totalSuccessfulSessionCount);

test('a combined report counts what totals count: nothing in doubt, and what is not verified only where that counts', () => {
  const store = openThree();
  for (const [countUnverified, expected] of [
    [true, 21],
    [false, 1],
  ] as const) {
    store.savePreferences({ ...defaultPreferences, countUnverified });
    expect(combinedSessions(store, { filter: {}, ids: [] })).toEqual([expected]);
    expect(store.totals({}).successfulSessions).toBe(expected);
  }
});

test('what is asked for by itself is combined whoever sent it and whatever it counts', () => {
  const store = openThree();
  store.savePreferences({ ...defaultPreferences, countUnverified: false });
  expect(combinedSessions(store, { filter: {}, ids: [1, 2] })).toEqual([21]);
  expect(combinedSessions(store, { filter: { authenticity: 'unsigned' }, ids: [] })).toEqual([20]);
  expect(combinedSessions(store, { filter: { authenticity: 'unconfirmed' }, ids: [] })).toEqual([2_000_000_000]);
});
