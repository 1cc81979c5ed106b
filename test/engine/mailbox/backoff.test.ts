import { expect, test } from 'vitest';
import { Backoff } from '../../../main/engine/mailbox/backoff.ts';

const minutes = 60_000;

test('waits twice as long after each failure, five minutes at most', () => {
  const backoff = new Backoff(() => 1);
  const waits = Array.from({ length: 12 }, () => backoff.nextMs());
  expect(waits.slice(0, 4)).toEqual([1_000, 2_000, 4_000, 8_000]);
  expect(waits.slice(-2)).toEqual([5 * minutes, 5 * minutes]);
});

test('draws the wait from nothing to that', () => {
  const draws = [0, 0.5, 0.25];
  const backoff = new Backoff(() => draws.shift() ?? 1);
  expect([backoff.nextMs(), backoff.nextMs(), backoff.nextMs()]).toEqual([0, 1_000, 1_000]);
});

test('begins anew after a success', () => {
  const backoff = new Backoff(() => 1);
  backoff.nextMs();
  backoff.nextMs();
  backoff.reset();
  expect(backoff.nextMs()).toBe(1_000);
});
