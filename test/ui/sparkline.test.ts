import { describe, expect, test } from 'vitest';
import { sparkPath } from '../../renderer/parts/sparkline.ts';

/** Left edge, height and width of each bar. */
function barsOf(path: string): number[][] {
  return [...path.matchAll(/M([\d.]+) \d+v-([\d.]+)h([\d.]+)/g)].map((bar) => bar.slice(1).map(Number));
}

describe('sparkline', () => {
  test('the highest day fills the height, a day without failures has no bar, a small one is still seen', () => {
    expect(barsOf(sparkPath([1000, 0, 1, 500], 24, 16))).toEqual([
      [0, 16, 5],
      [12, 1, 5],
      [18, 8, 5],
    ]);
  });

  test('a few days stand at the right, where today is', () => {
    expect(barsOf(sparkPath([1, 1], 84, 16)).map(([left]) => left)).toEqual([72, 78]);
  });

  test('days beyond the room are summed, and the latest bar holds as many as the others', () => {
    const year = new Float64Array(365).fill(1);
    const bars = barsOf(sparkPath(year, 84, 16));
    expect(bars.length).toBeLessThanOrEqual(28);
    expect(bars.at(-1)?.[1]).toBe(16);
    expect(bars[0]?.[1]).toBeLessThan(16);
  });

  test('nothing to draw is nothing drawn', () => {
    expect([sparkPath([], 84, 16), sparkPath([0, 0], 84, 16)]).toEqual(['', '']);
  });
});
