import { describe, expect, test } from 'vitest';
import type { Series } from '../../shared/contract.ts';
import { barsPath, bucketsOf, labelPositions } from '../../renderer/parts/chart.ts';

function seriesOf(firstDay: string, days: number): Series {
  const values = Float64Array.from({ length: days }, (_, index) => index + 1);
  return { firstDay, successfulSessions: values, failedSessions: values.map((value) => value % 2), reports: values };
}
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

describe('buckets', () => {
  test.each([
    [100, 'day', 100],
    [400, 'week', 58],
    [4_000, 'month', 132],
  ])('%i days are shown by the %s', (days, unit, count) => {
    const { unit: chosen, buckets } = bucketsOf(seriesOf('2020-01-01', days), 260);
    expect([chosen, buckets.length]).toEqual([unit, count]);
    expect(sum(buckets.map((bucket) => bucket.successfulSessions))).toBe((days * (days + 1)) / 2);
  });

  test('weeks begin on Monday, the first one where the series begins', () => {
    const { buckets } = bucketsOf(seriesOf('2026-11-20', 6), 3);
    expect(buckets.map(({ firstDay, lastDay }) => [firstDay, lastDay])).toEqual([
      ['2026-11-20', '2026-11-22'],
      ['2026-11-23', '2026-11-25'],
    ]);
  });

  test('a series without days has no bars', () => {
    expect(bucketsOf(seriesOf('', 0), 100).buckets).toEqual([]);
  });
});

describe('bars', () => {
  test('a single failure among millions is seen', () => {
    expect(barsPath([1, 5_000_000, 0], { widthPx: 30, heightPx: 50, max: 5_000_000 }, 'down')).toBe(
      'M0.00 0h9.00v1.00h-9.00zM10.00 0h9.00v50.00h-9.00z',
    );
  });

  test('labels keep their distance', () => {
    expect(labelPositions(120, 800, 100)).toEqual([0, 15, 30, 45, 60, 75, 90, 105]);
    expect(labelPositions(0, 800, 100)).toEqual([]);
  });

  test('no label is cut off at the end', () => {
    expect(labelPositions(8, 400, 100)).toEqual([0, 2, 4, 6]);
    expect(labelPositions(7, 400, 100)).toEqual([0, 2, 4]);
  });
});
