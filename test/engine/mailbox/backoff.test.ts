import { expect, test } from 'vitest';
import { Backoff } from '../../../main/engine/mailbox/backoff.ts';

const minutes = 60_000;

test('waits twice as long after each failure, 15 minutes at most', () => {
  const backoff = new Backoff(() => 1);
  const waits = Array.from({ length: 12 }, () => backoff.nextMs());
  expect(waits.slice(0, 4)).toEqual([2_000, 4_000, 8_000, 16_000]);
  expect(waits.slice(-2)).toEqual([15 * minutes, 15 * minutes]);
});

test('draws the wait from half of that to all of it, so that none is nothing', () => {
  const draws = [0, 0.5, 0.25];
  const backoff = new Backoff(() => draws.shift() ?? 1);
  expect([backoff.nextMs(), backoff.nextMs(), backoff.nextMs()]).toEqual([1_000, 3_000, 5_000]);
});

test('does not grow while failures bring something all the same, and begins anew when told', () => {
  const backoff = new Backoff(() => 1);
  backoff.nextMs();
  backoff.nextMs();
  backoff.ease();
  expect(backoff.nextMs()).toBe(4_000);
  backoff.reset();
  expect(backoff.nextMs()).toBe(2_000);
});
