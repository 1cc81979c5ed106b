import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { StateTeller, type PollerState } from '../../../main/engine/mailbox/state.ts';

let told: PollerState[];
let teller: StateTeller;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  told = [];
  teller = new StateTeller((state) => told.push(state));
});
afterEach(() => vi.useRealTimers());

test('progress is told ten times a second at most, and its last state always', () => {
  for (let done = 1; done <= 500; done += 1) {
    teller.change({ phase: 'fetching', progress: { done, total: 500 } });
    vi.advanceTimersByTime(10);
  }
  vi.advanceTimersByTime(100);
  expect(told.length).toBeLessThanOrEqual(52);
  expect(told.length).toBeGreaterThan(40);
  expect(told.at(-1)).toMatchObject({ phase: 'fetching', progress: { done: 500, total: 500 } });
});

test('what must be known now is told at once, and once', () => {
  teller.change({ phase: 'connecting' });
  teller.change({ phase: 'failed', problem: { code: 'connection-refused', detail: '' } });
  teller.flush();
  expect(told.map(({ phase }) => phase)).toEqual(['failed']);
  vi.advanceTimersByTime(1_000);
  teller.flush();
  expect(told).toHaveLength(1);
});
