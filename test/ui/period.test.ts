import { describe, expect, test } from 'vitest';
import { lastDayOf, overviewFilter, padded, previousSpan, spanBetween, spanOf } from '../../renderer/period.ts';

const today = '2026-11-24';
const seriesOf = (firstDay: string, ...sessions: number[]) => {
  const values = Float64Array.from(sessions);
  return { firstDay, successfulSessions: values, failedSessions: values, reports: values };
};

describe('the overview’s period', () => {
  test('is the last 30 days unless another was chosen', () => {
    expect(overviewFilter({}, today)).toEqual({ since: '2026-10-26' });
    expect(overviewFilter({ since: '2026-01-01' }, today)).toEqual({ since: '2026-01-01' });
    expect(overviewFilter({ until: '2026-03-31' }, today)).toEqual({ since: '2026-03-02', until: '2026-03-31' });
    expect(spanOf(overviewFilter({}, today), today)).toEqual({ since: '2026-10-26', until: today, days: 30 });
  });

  test('leaves finer conditions to the lists, where they can be seen', () => {
    const filter = { since: today, policyDomain: 'a.example', resultType: 'tlsa-invalid', search: 'x' };
    expect(overviewFilter(filter, today)).toEqual({ since: today, policyDomain: 'a.example' });
  });

  test('that ends before it begins has no days', () => {
    expect(spanBetween('2026-11-24', '2026-11-01').days).toBe(0);
  });
});

describe('the period before', () => {
  test('is of equal length and ends where the present one begins', () => {
    const span = spanBetween('2026-11-01', '2026-11-07');
    expect(previousSpan(span, '2026-11-07')).toEqual({ since: '2026-10-25', until: '2026-10-31', days: 7 });
  });

  test('leaves out the days that are not reported yet, so that a late report is no decline', () => {
    const span = spanBetween('2026-11-18', today);
    expect(previousSpan(span, '2026-11-22')).toMatchObject({ since: '2026-11-11', until: '2026-11-15', days: 5 });
  });

  test('does not exist for a period without reports, nor before time began', () => {
    expect(previousSpan(spanBetween('2026-11-01', '2026-11-07'), '')).toBeNull();
    expect(previousSpan(spanBetween('2026-11-07', '2026-11-01'), '2026-11-01')).toBeNull();
    expect(previousSpan(spanBetween('0002-01-01', today), today)).toBeNull();
    expect(previousSpan(spanBetween('1980-01-01', today), today)).toBeNull();
  });
});

describe('the series over the period', () => {
  test('has a place for the days without reports before and after', () => {
    const series = padded(seriesOf('2026-11-02', 5, 6), spanBetween('2026-11-01', '2026-11-05'));
    expect([series.firstDay, [...series.reports]]).toEqual(['2026-11-01', [0, 5, 6, 0, 0]]);
  });

  test('keeps a report that is dated later than the period ends', () => {
    expect([...padded(seriesOf('2026-11-03', 1), spanBetween('2026-11-01', '2026-11-02')).reports]).toEqual([0, 0, 1]);
  });

  test('without any report is a row of empty days', () => {
    expect([...padded(seriesOf(''), spanBetween('2026-11-01', '2026-11-02')).reports]).toEqual([0, 0]);
  });

  test('is not made of millions of empty days', () => {
    const series = seriesOf('2026-11-02', 5);
    expect(padded(series, spanBetween('0002-01-01', '2026-11-05'))).toBe(series);
  });

  test('says its last day', () => {
    expect(lastDayOf(seriesOf('2026-11-29', 1, 0, 1))).toBe('2026-12-01');
    expect(lastDayOf(seriesOf(''))).toBe('');
  });
});
