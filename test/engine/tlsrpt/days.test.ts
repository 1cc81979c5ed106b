import { expect, test } from 'vitest';
import { daysOf, maxSpreadDays } from '../../../main/engine/tlsrpt/days.ts';
import { failure, report, result } from '../store/messages.ts';

const march1 = Date.UTC(2026, 2, 1) / 86_400_000;

function days(startDatetime: string, endDatetime: string) {
  const { day, days: count } = daysOf(report({ startDatetime, endDatetime }));
  return [day - march1 + 1, count];
}

test.each([
  ['a day', '2026-03-02T00:00:00Z', '2026-03-02T23:59:59Z', [2, 1]],
  ['a day that ends with the next', '2026-03-02T00:00:00Z', '2026-03-03T00:00:00Z', [2, 1]],
  ['a day and an hour', '2026-03-02T00:00:00Z', '2026-03-03T01:00:00Z', [2, 1]],
  ['a day east of Greenwich', '2026-03-01T23:00:00Z', '2026-03-02T22:59:59Z', [2, 1]],
  ['a day west of Greenwich', '2026-03-02T08:00:00Z', '2026-03-03T07:59:59Z', [2, 1]],
  ['two hours, most of them after midnight', '2026-03-01T23:30:00Z', '2026-03-02T01:30:00Z', [2, 1]],
  ['two hours, most of them before midnight', '2026-03-02T22:30:00Z', '2026-03-03T00:30:00Z', [2, 1]],
  ['an instant', '2026-03-02T00:00:00Z', '2026-03-02T00:00:00Z', [2, 1]],
  ['two days', '2026-03-02T00:00:00Z', '2026-03-03T23:59:59Z', [2, 2]],
  ['a week', '2026-03-02T00:00:00Z', '2026-03-08T23:59:59Z', [2, 7]],
  ['a week east of Greenwich', '2026-03-01T14:00:00Z', '2026-03-08T13:59:59Z', [2, 7]],
  ['a month', '2026-03-01T00:00:00Z', '2026-04-01T00:00:00Z', [1, 31]],
])('a report of %s counts on the days that hold most of it', (_, start, end, expected) => {
  expect(days(start, end)).toEqual(expected);
});

test('a range that no reporter has, or of more details than can be spread, counts on its last day', () => {
  const after = (count: number) => new Date((march1 + count) * 86_400_000 - 1_000).toISOString();
  expect(days('2026-03-01T00:00:00Z', after(maxSpreadDays))).toEqual([1, maxSpreadDays]);
  expect(days('2026-03-01T00:00:00Z', after(maxSpreadDays + 1))).toEqual([maxSpreadDays + 1, 1]);
  const details = Array.from({ length: 60_000 }, () => failure());
  const large = report({ endDatetime: '2026-03-02T23:59:59Z', policies: [result('example.com', details)] });
  expect(daysOf(large)).toEqual({ day: march1 + 1, days: 1 });
});
