import { describe as suite, expect, test } from 'vitest';
import type { Filter } from '../../shared/contract.ts';
import {
  conditionsOf,
  describe,
  drillDown,
  isFiltered,
  monthsBefore,
  movedTo,
  nextDimension,
  periodOf,
  withCondition,
  withPeriod,
} from '../../renderer/filter.ts';

const today = '2026-11-24';

suite('period', () => {
  test('the last 7 days include today', () => {
    expect(withPeriod({}, '7', today)).toEqual({ since: '2026-11-18' });
  });

  test.each(['7', '30', '90', '365', 'all'] as const)('a filter of period %s is recognised as that', (period) => {
    expect(periodOf(withPeriod({ policyDomain: 'a.example' }, period, today), today)).toBe(period);
  });

  test('choosing a custom period keeps what is shown and stays custom', () => {
    const custom = withPeriod(withPeriod({}, '90', today), 'custom', today);
    expect(custom).toEqual({ since: '2026-08-27', until: today });
    expect(periodOf(custom, today)).toBe('custom');
  });

  test('all time removes both dates and nothing else', () => {
    expect(withPeriod({ since: today, until: today, search: 'mx' }, 'all', today)).toEqual({ search: 'mx' });
  });

  test('"last 30 days" moves along with the day, a custom period does not', () => {
    expect(movedTo({ since: '2026-10-26' }, today, '2026-11-25')).toEqual({ since: '2026-10-27' });
    const custom = { since: '2026-10-26', until: today };
    expect(movedTo(custom, today, '2026-11-25')).toBe(custom);
  });
});

suite('months ago', () => {
  test.each([
    ['2026-11-24', 3, '2026-08-24'],
    ['2026-01-15', 12, '2025-01-15'],
    ['2026-05-31', 3, '2026-02-28'],
    ['2028-03-31', 1, '2028-02-29'],
  ])('%s less %i is %s', (day, months, before) => {
    expect(monthsBefore(day, months)).toBe(before);
  });
});

suite('conditions', () => {
  test('a condition that is switched off leaves no key behind: the engine refuses undefined', () => {
    const filter: Filter = { policyDomain: 'a.example', failuresOnly: true, search: 'mx' };
    const emptied = withCondition(
      withCondition(withCondition(filter, 'policyDomain', null), 'failuresOnly', false),
      'search',
      '',
    );
    expect(Object.keys(emptied)).toEqual([]);
    expect(isFiltered(emptied)).toBe(false);
  });

  test("'' is a condition of its own: what the report left out", () => {
    const filter = withCondition({}, 'organizationName', '');
    expect(filter).toEqual({ organizationName: '' });
    expect(describe(filter)).toEqual(['Reporter: (not given)']);
  });

  test('conditions come in a fixed order, whatever the order in which they were set', () => {
    const filter: Filter = { failureReasonCode: 'x', policyDomain: 'a.example', resultType: 'tlsa-invalid' };
    expect(conditionsOf(filter).map(({ key }) => key)).toEqual(['policyDomain', 'resultType', 'failureReasonCode']);
  });

  test('the description names every condition', () => {
    const filter: Filter = {
      since: today,
      resultType: 'certificate-expired',
      failuresOnly: true,
      authenticity: 'unaligned',
      search: 'mx',
    };
    expect(describe(filter)).toEqual([
      `From: ${today}`,
      'Result type: Certificate expired',
      'With failures',
      'Signature: Not the reporter’s signature',
      'Search: mx',
    ]);
  });
});

suite('drill-down', () => {
  test('a row becomes a condition and the next question comes up', () => {
    const filter = drillDown({ since: today }, 'result-type', 'certificate-expired');
    expect(filter).toEqual({ since: today, resultType: 'certificate-expired' });
    expect(nextDimension(filter)).toBe('receiving-mx-hostname');
  });

  test('a day becomes a period of that day', () => {
    expect(drillDown({ since: '2026-01-01' }, 'day', today)).toEqual({ since: today, until: today });
  });

  test('drilling ends at the day when everything is fixed', () => {
    const dimensions = ['result-type'];
    let filter: Filter = {};
    for (let step = 0; step < 7; step += 1) {
      filter = drillDown(filter, nextDimension(filter), 'x');
      dimensions.push(nextDimension(filter));
    }
    expect(new Set(dimensions).size).toBe(8);
    expect(dimensions.at(-1)).toBe('day');
  });
});
