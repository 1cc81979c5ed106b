import { describe, expect, test } from 'vitest';
import type { FailureKind } from '../../shared/overview.ts';
import { bucketsOf } from '../../renderer/parts/chart.ts';
import { binSizeOf, cellsOf, cellsPath, daysWith } from '../../renderer/parts/coverage.ts';
import { incidentsOf, lanesOf } from '../../renderer/parts/incidents.ts';
import { heightOf, scaleEnd, ticks, ticksOf } from '../../renderer/parts/plot.ts';

const zeros = (days: number) => ({
  firstDay: '2026-11-01',
  successfulSessions: new Float64Array(days),
  failedSessions: new Float64Array(days),
  reports: new Float64Array(days),
});

describe('incidents', () => {
  test('a weekend without reports does not end one, a longer quiet does', () => {
    expect(incidentsOf('2026-11-01', [0, 3, 0, 0, 1, 0, 0, 0, 5])).toEqual([
      { firstDay: '2026-11-02', lastDay: '2026-11-05' },
      { firstDay: '2026-11-09', lastDay: '2026-11-09' },
    ]);
    expect(incidentsOf('', [])).toEqual([]);
  });

  test('lie over the bars of their days, whether those stand for days or for weeks', () => {
    const daily = new Float64Array(70);
    daily.fill(1, 10, 14);
    const kind = { daily } as FailureKind;
    const kinds = { firstDay: '2026-11-01', kinds: [kind], total: 1, open: 1 };
    const days = lanesOf(kinds, bucketsOf(zeros(70), 100).buckets)[0]?.stretches[0];
    expect([days?.start, days?.end]).toEqual([10 / 70, 14 / 70]);
    const weeks = bucketsOf(zeros(70), 20).buckets;
    const week = lanesOf(kinds, weeks)[0]?.stretches[0];
    expect([week?.start, week?.end]).toEqual([2 / weeks.length, 3 / weeks.length]);
  });

  test('outside of the chart are left out, and so is a kind without any', () => {
    const kind = { daily: Float64Array.of(1, 1) } as FailureKind;
    const kinds = { firstDay: '2025-01-01', kinds: [kind], total: 1, open: 1 };
    expect(lanesOf(kinds, bucketsOf(zeros(5), 100).buckets)).toEqual([]);
  });
});

describe('who reported', () => {
  const reporter = {
    organizationName: 'a',
    reports: Float64Array.of(1, 1, 0, 0, 2, 0, 0, 0),
    failedSessions: Float64Array.of(0, 7, 0, 0, 0, 0, 0, 0),
    lastSeen: '2026-11-05',
    isSilent: false,
  };

  test('a day has its own cell, or a week where there is too little room', () => {
    expect([binSizeOf(30, 400), binSizeOf(366, 400), binSizeOf(3_660, 300)]).toEqual([1, 7, 30]);
    expect(
      cellsOf(reporter, '2026-11-01', 1)
        .map(({ state }) => state)
        .slice(0, 3),
    ).toEqual(['reported', 'failed', 'nothing']);
    expect(cellsOf(reporter, '2026-11-01', 7)).toEqual([
      { firstDay: '2026-11-01', lastDay: '2026-11-07', reports: 4, failedSessions: 7, state: 'failed' },
      { firstDay: '2026-11-08', lastDay: '2026-11-08', reports: 0, failedSessions: 0, state: 'nothing' },
    ]);
    expect([daysWith(reporter.reports), daysWith(reporter.failedSessions)]).toEqual([3, 1]);
  });

  test('states differ in height and not by colour alone', () => {
    const cells = cellsOf(reporter, '2026-11-01', 1);
    const heightIn = (path: string) => /v(\d+)/.exec(path)?.[1];
    const heights = (['nothing', 'reported', 'failed'] as const).map((state) => heightIn(cellsPath(cells, state)));
    expect(new Set(heights).size).toBe(3);
  });
});

describe('the scales of the chart', () => {
  test('end at a round number that the largest value does not pass', () => {
    expect([0, 1, 3, 7, 1_204, 24_000, 999_999].map(scaleEnd)).toEqual([0, 1, 5, 10, 2_000, 25_000, 1_000_000]);
  });

  test('a single failure among millions is seen, on both scales', () => {
    expect(heightOf(1, 5_000_000, false)).toBeGreaterThan(0.01);
    expect(heightOf(1, 5_000_000, true)).toBeGreaterThan(0.04);
    expect([heightOf(0, 10, true), heightOf(10, 10, true), heightOf(0, 0, false)]).toEqual([0, 1, 0]);
  });

  test('have few ticks: halves, or powers of ten', () => {
    expect([ticksOf(50_000, false), ticksOf(5, false), ticksOf(0, false)]).toEqual([[25_000, 50_000], [5], []]);
    expect(ticksOf(1_000, true)).toEqual([1, 10, 100, 1_000]);
    expect(ticksOf(50_000_000, true).length).toBeLessThanOrEqual(4);
  });

  test('failed sessions go down from zero on a scale of their own', () => {
    expect(ticks(2_000, 10, false).map(({ label, position }) => [label, position])).toEqual([
      ['10', -0.5],
      ['0', 0],
      ['1K', 0.5],
      ['2K', 1],
    ]);
  });
});
