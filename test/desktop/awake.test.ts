import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { onAwake } from '../../main/awake.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('the engine is told when the computer wakes, and when the network is another one', () => {
  const power = new EventEmitter();
  const tell = vi.fn();
  let addresses = '192.0.2.1';
  onAwake(power, tell, () => addresses);
  power.emit('resume');
  expect(tell).toHaveBeenCalledTimes(1);

  vi.advanceTimersByTime(10 * 60_000);
  expect(tell).toHaveBeenCalledTimes(1);
  addresses = '198.51.100.7';
  vi.advanceTimersByTime(60_000);
  expect(tell).toHaveBeenCalledTimes(2);

  // Gone, and back after a while.
  addresses = '';
  vi.advanceTimersByTime(60_000);
  expect(tell).toHaveBeenCalledTimes(2);
  addresses = '198.51.100.7';
  vi.advanceTimersByTime(60_000);
  expect(tell).toHaveBeenCalledTimes(3);
});
