import { describe, expect, test } from 'vitest';
import type { Api, BreakdownRow, Dimension, Filter } from '../../shared/contract.ts';
import { DeskError } from '../../shared/error.ts';
import { stillDivides } from '../../renderer/filter.ts';
import { segmentLabel, segmentsOf, trendLabel } from '../../renderer/parts/segments.ts';
import type { Parts } from '../../renderer/parts/rows.ts';
import { Failures, rowsAtFirst } from '../../renderer/views/failures.svelte.ts';
import { engineOf, settle } from './engine.ts';

function rowOf(key: string, failedSessions = 10): BreakdownRow {
  return { key, failedSessions, reports: 1, firstSeen: '2026-11-01', lastSeen: '2026-11-20' };
}

/** An engine with so many rows by any dimension, that remembers what it was asked. */
function start(rows = 3) {
  const asked: [name: string, about: unknown][] = [];
  const state = { failure: null as DeskError | null };
  function answer<N extends keyof Api>(name: N, reply: (argument: Parameters<Api[N]>[0]) => ReturnType<Api[N]>) {
    return (argument: Parameters<Api[N]>[0]) => {
      asked.push([name, argument]);
      if (state.failure) throw state.failure;
      return reply(argument);
    };
  }
  const { engine } = engineOf({
    breakdown: answer('breakdown', ({ by }) => ({
      rows: Array.from({ length: rows }, (_, index) => rowOf(`${by} ${index}`)),
      totalRows: rows,
      failedSessions: 10 * rows,
      withoutDetails: 0,
    })),
    series: answer('series', () => ({
      firstDay: '2026-11-01',
      successfulSessions: new Float64Array(),
      failedSessions: new Float64Array(),
      reports: new Float64Array(),
    })),
    'breakdown.trends': answer('breakdown.trends', ({ keys }) => ({
      firstDay: '2026-11-01',
      daily: keys.map((_, index) => Float64Array.of(index)),
    })),
    'breakdown.parts': answer('breakdown.parts', ({ keys, then }) => ({
      parts: [`${then} a`, `${then} b`],
      failedSessions: keys.map(() => Float64Array.of(6, 3)),
    })),
    'failures.page': answer('failures.page', () => ({ rows: [], total: 42 })),
  });
  return { failures: new Failures(engine), asked, state };
}

const questions = (asked: [string, unknown][]) => asked.map(([name]) => name).toSorted();
const place = (filter: Filter, by: Dimension = 'result-type', then: Dimension | '' = '') => ({ filter, by, then });

describe('failures', () => {
  test('trends and parts are asked for the rows that are there, once they are', async () => {
    const { failures, asked } = start();
    failures.show(place({}, 'result-type', 'policy-domain'), 1);
    await settle();
    const keys = ['result-type 0', 'result-type 1', 'result-type 2'];
    expect(asked).toContainEqual(['breakdown.trends', { filter: {}, by: 'result-type', keys }]);
    expect(asked).toContainEqual(['breakdown.parts', { filter: {}, by: 'result-type', then: 'policy-domain', keys }]);
    expect(failures.trends.value?.rows.get('result-type 2')?.daily).toEqual(Float64Array.of(2));
    expect(failures.parts.value?.parts).toEqual(['policy-domain a', 'policy-domain b']);
    expect(failures.pages.total).toBe(42);
  });

  test('another second dimension asks for its parts alone, none for nothing', async () => {
    const { failures, asked } = start();
    const filter = {};
    failures.show(place(filter), 1);
    await settle();
    asked.length = 0;
    failures.show(place(filter, 'result-type', 'day'), 1);
    await settle();
    expect(questions(asked)).toEqual(['breakdown.parts']);
    failures.show(place(filter), 1);
    await settle();
    expect([questions(asked), failures.parts.value]).toEqual([['breakdown.parts'], null]);
  });

  test('another dimension leaves the series and the details alone', async () => {
    const { failures, asked } = start();
    const filter = {};
    failures.show(place(filter), 1);
    await settle();
    asked.length = 0;
    failures.show(place(filter, 'policy-domain'), 1);
    await settle();
    expect(questions(asked)).toEqual(['breakdown', 'breakdown.trends']);
  });

  test('while the person goes on, only the last question has its rows asked about', async () => {
    const { failures, asked } = start();
    const filter = {};
    failures.show(place(filter, 'result-type', 'day'), 1);
    await settle();
    asked.length = 0;
    failures.show(place(filter, 'policy-domain', 'day'), 1);
    failures.show(place(filter, 'organization-name', 'day'), 1);
    await settle();
    const about = asked.filter(([name]) => name.startsWith('breakdown.')).map(([, query]) => query);
    expect(about).toHaveLength(2);
    for (const query of about) expect(query).toMatchObject({ by: 'organization-name' });
  });

  test('the same is asked again when reports have come in, and only then', async () => {
    const { failures, asked } = start();
    const question = place({}, 'result-type', 'day');
    failures.show(question, 1);
    await settle();
    asked.length = 0;
    failures.show({ ...question }, 1);
    await settle();
    expect(asked).toEqual([]);
    failures.show(question, 2);
    failures.show(question, 3);
    await settle();
    expect(questions(asked).filter((name) => name.startsWith('breakdown.'))).toEqual([
      'breakdown.parts',
      'breakdown.trends',
    ]);
  });

  test('of a long breakdown only the first rows are asked about; all of them when they are shown', async () => {
    const { failures, asked } = start(rowsAtFirst + 50);
    failures.show(place({}), 1);
    await settle();
    expect([failures.rows.length, failures.trends.value?.rows.size]).toEqual([rowsAtFirst, rowsAtFirst]);
    asked.length = 0;
    failures.showAllRows();
    await settle();
    expect(asked.map(([name, query]) => [name, (query as { keys: string[] }).keys.length])).toEqual([
      ['breakdown.trends', rowsAtFirst],
      ['breakdown.trends', 50],
    ]);
    expect(failures.trends.value?.rows.size).toBe(rowsAtFirst + 50);
  });

  test('a problem is told, asks about no rows, and everything is asked again', async () => {
    const { failures, asked, state } = start();
    failures.show(place({}), 1);
    await settle();
    asked.length = 0;
    state.failure = new DeskError('store-locked');
    failures.show(place({}, 'policy-domain'), 1);
    await settle();
    expect(failures.breakdown.problem?.code).toBe('store-locked');
    expect(questions(asked)).toEqual(['breakdown', 'failures.page', 'series']);
    state.failure = null;
    failures.retry();
    await settle();
    expect([failures.breakdown.problem, failures.trends.value?.by]).toEqual([null, 'policy-domain']);
  });
});

describe('divided bars', () => {
  const parts: Parts = {
    by: 'result-type',
    then: 'receiving-mx-hostname',
    parts: ['mx1.example', ''],
    rows: new Map([['known', Float64Array.of(0, 7)]]),
  };

  test('what is in none of the parts is the last piece, and no piece is empty', () => {
    expect(segmentsOf(rowOf('known', 10), parts)).toEqual([
      { part: 1, failedSessions: 7 },
      { part: -1, failedSessions: 3 },
    ]);
    expect(segmentsOf(rowOf('known', 7), parts)).toEqual([{ part: 1, failedSessions: 7 }]);
  });

  test('a row without known parts is one piece', () => {
    expect(segmentsOf(rowOf('other', 4), parts)).toEqual([{ part: -1, failedSessions: 4 }]);
  });

  test('each piece says in words what it is and how much of the row', () => {
    const row = rowOf('known', 10);
    const labels = segmentsOf(row, parts).map((segment) => segmentLabel(segment, row, parts));
    expect(labels).toEqual(['(not given): 7 (70%)', 'Others: 3 (30%)']);
  });

  test('a drill-down keeps the second dimension as long as it still divides', () => {
    expect(stillDivides('day', 'result-type', {})).toBe(true);
    expect(stillDivides('result-type', 'result-type', {})).toBe(false);
    expect(stillDivides('policy-domain', 'result-type', { policyDomain: 'a.example' })).toBe(false);
    expect(stillDivides('', 'result-type', {})).toBe(false);
  });
});

test('a trend says in words when it failed and when most', () => {
  const trend = { firstDay: '2026-10-30', daily: Float64Array.of(0, 3, 900, 2) };
  expect(trendLabel(rowOf('a'), trend)).toBe('Failed from 2026-11-01 to 2026-11-20, most on 2026-11-01: 900');
});
