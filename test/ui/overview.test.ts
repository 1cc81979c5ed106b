import { describe, expect, test } from 'vitest';
import type { Filter, Series, Totals } from '../../shared/contract.ts';
import type { FailureKind, FailureKinds } from '../../shared/overview.ts';
import { DeskError } from '../../shared/error.ts';
import { changeOf, changeOfShare } from '../../renderer/change.ts';
import { figuresOf } from '../../renderer/figures.ts';
import { spanOf } from '../../renderer/period.ts';
import { policiesInForce, verdictOf } from '../../renderer/verdict.ts';
import { filterOf, keyOf, Overview } from '../../renderer/views/overview.svelte.ts';
import { engineOf, settle } from './engine.ts';

const today = '2026-11-24';
const totalsOf = (change: Partial<Totals> = {}): Totals => ({
  reports: 9,
  policies: 9,
  successfulSessions: 990,
  failedSessions: 10,
  failureDetails: 2,
  reporters: 3,
  messages: { fetched: 9, stored: 9, duplicate: 0, refused: 0, pending: 0 },
  ...change,
});
const kindOf = (change: Partial<FailureKind> = {}): FailureKind => ({
  policyDomain: 'example.org',
  resultType: 'certificate-expired',
  receivingMxHostname: 'mx1.example.org',
  failureReasonCode: '',
  trend: 'new',
  failedSessions: 10,
  reports: 2,
  reporters: 1,
  firstSeen: '2026-11-20',
  lastSeen: '2026-11-21',
  daily: Float64Array.of(4, 6),
  ...change,
});
const kindsOf = (...kinds: FailureKind[]): FailureKinds => ({
  firstDay: '2026-11-20',
  kinds,
  total: kinds.length,
  open: kinds.filter((kind) => kind.trend !== 'gone').length,
});
const seriesOf = (firstDay: string, ...days: number[]): Series => {
  const values = Float64Array.from(days);
  return { firstDay, successfulSessions: values, failedSessions: values, reports: values };
};

function start({ reports = 9, isBroken = false } = {}) {
  const asked: Filter[] = [];
  const state = { isBroken };
  const { engine } = engineOf({
    totals: (filter) => {
      asked.push(filter);
      if (state.isBroken) throw new DeskError('store-corrupt', 'no');
      return totalsOf({ reports });
    },
    series: () => (reports === 0 ? seriesOf('') : seriesOf('2026-11-18', 1, 2, 3)),
    kinds: () => kindsOf(kindOf()),
    domains: () => ({ firstDay: '', domains: [], total: 0 }),
    coverage: () => ({ firstDay: '', days: 0, reporters: [], total: 0 }),
    'reports.page': ({ filter }) => {
      asked.push(filter);
      const row = { startDatetime: '2025-03-04T00:00:00Z' };
      return { rows: [row], last: '', total: 1 } as never;
    },
  });
  const overview = new Overview(engine);
  const show = (filter: Filter, revision = 1) => overview.show({ filter, span: spanOf(filter, today) }, revision);
  return { overview, asked, show, state };
}

describe('what the overview asks', () => {
  test('the sums come with those of the period before, as far as the present one is reported', async () => {
    const { overview, asked, show } = start();
    show({ since: '2026-11-18', policyDomain: 'a.example' });
    await settle();
    expect(asked[1]).toEqual({ since: '2026-11-11', until: '2026-11-13', policyDomain: 'a.example' });
    expect(overview.figures.value?.previous?.span.days).toBe(3);
    expect(overview.figures.value?.series.reports).toHaveLength(7);
  });

  test('the same is not asked twice, a changed store is', async () => {
    const { asked, show } = start();
    show({ since: '2026-11-18' });
    show({ since: '2026-11-18' });
    await settle();
    expect(asked).toHaveLength(2);
    show({ since: '2026-11-18' }, 2);
    await settle();
    expect(asked).toHaveLength(4);
  });

  test('a period without reports is told where the latest one is', async () => {
    const { overview, asked, show } = start({ reports: 0 });
    show({ since: '2026-11-18', policyDomain: 'a.example' });
    await settle();
    expect(asked[1]).toEqual({ policyDomain: 'a.example' });
    expect(overview.figures.value).toMatchObject({ latestDay: '2025-03-04', previous: null });
  });

  test('a problem is shown once, and trying again takes it away', async () => {
    const { overview, show, state } = start({ isBroken: true });
    show({ since: '2026-11-18' });
    await settle();
    expect(overview.problem?.code).toBe('store-corrupt');
    state.isBroken = false;
    overview.retry();
    await settle();
    expect(overview.problem).toBeNull();
  });
});

describe('zooming', () => {
  test('zooming out goes back to the period before the first of several zooms', () => {
    const { overview } = start();
    const whole: Filter = { since: '2026-10-26', policyDomain: 'a.example' };
    const once = overview.zoomTo('2026-11-01', '2026-11-10', whole);
    expect(once).toEqual({ since: '2026-11-01', until: '2026-11-10', policyDomain: 'a.example' });
    const twice = overview.zoomTo('2026-11-03', '2026-11-04', once);
    expect(overview.zoomedFrom(twice)).toBe(whole);
    expect(overview.zoomedFrom(whole)).toBeNull();
  });
});

describe('problems', () => {
  test('one is explained at a time; revealing one that is gone unfolds it', () => {
    const { overview } = start();
    const [open, gone] = [kindOf(), kindOf({ resultType: 'tlsa-invalid', trend: 'gone' })];
    overview.explain(open);
    overview.reveal(gone);
    expect([overview.explained, overview.areGoneShown]).toEqual([keyOf(gone), true]);
    overview.explain(gone);
    expect(overview.explained).toBe('');
  });

  test('its failures are those of its kind within the period, an MX host left out included', () => {
    expect(filterOf({ since: '2026-11-01' }, kindOf({ receivingMxHostname: '' }))).toEqual({
      since: '2026-11-01',
      policyDomain: 'example.org',
      resultType: 'certificate-expired',
      receivingMxHostname: '',
    });
  });
});

describe('the verdict', () => {
  const gone = kindOf({ trend: 'gone' });

  test.each([
    [totalsOf(), kindsOf(kindOf()), 'failing', '99% of 1,000 sessions were secure. 1 problem needs attention.'],
    [
      totalsOf(),
      kindsOf(kindOf(), kindOf({ resultType: 'x' })),
      'failing',
      '99% of 1,000 sessions were secure. 2 problems need attention.',
    ],
    [totalsOf(), kindsOf(gone), 'secure', '99% of 1,000 sessions were secure. No problem is open.'],
    [
      totalsOf({ successfulSessions: 99_999, failedSessions: 1 }),
      kindsOf(gone),
      'secure',
      'More than 99.9% of 100,000 sessions were secure. No problem is open.',
    ],
    [totalsOf({ failedSessions: 0 }), kindsOf(), 'secure', 'All 990 sessions were secure.'],
    [
      totalsOf({ failedSessions: 0, successfulSessions: 0 }),
      kindsOf(),
      'unknown',
      'The reports of this period count no sessions.',
    ],
  ])('%o with these problems', (totals, kinds, state, text) => {
    const verdict = verdictOf(totals, kinds);
    expect([verdict.state, verdict.sentences.join(' ')]).toEqual([state, text]);
  });

  test('names the largest problem, where it is and since when', () => {
    const problem = '“Certificate expired” at mx1.example.org for example.org, since 2026-11-20.';
    expect(verdictOf(totalsOf(), kindsOf(kindOf())).detail).toBe(problem);
    const two = kindsOf(kindOf(), kindOf({ receivingMxHostname: '' }));
    expect(verdictOf(totalsOf(), two).detail).toBe(`The largest: ${problem}`);
  });

  test('failures without any detail are not passed over', () => {
    const verdict = verdictOf(totalsOf(), kindsOf());
    expect([verdict.state, verdict.detail]).toEqual([
      'failing',
      '10 failed sessions were reported without any detail.',
    ]);
  });
});

describe('changes', () => {
  test.each([
    [100, 100, 'same', 'unchanged'],
    [5, 0, 'up', 'none before'],
    [103, 100, 'up', '3% more'],
    [0, 100, 'down', '100% fewer'],
    [10_001, 10_000, 'up', '< 0.1% more'],
    [350, 100, 'up', '3.5 times as many'],
    [52_300, 1_000, 'up', '52 times as many'],
    [9_000_000, 1, 'up', 'over 100 times'],
  ])('from %i now against %i before is "%s": %s', (now, before, direction, text) => {
    expect(changeOf(now, before)).toEqual({ direction, text });
  });

  test('shares differ by points', () => {
    expect(changeOfShare([992, 1_000], [996, 1_000])).toEqual({ direction: 'down', text: '0.4 points down' });
    expect(changeOfShare([999_999, 1_000_000], [1, 1])).toEqual({ direction: 'same', text: 'unchanged' });
    expect(changeOfShare([1, 1], [0, 0])).toBeNull();
  });

  test('more failures are bad news, fewer sessions are no news', () => {
    const filter = { since: '2026-11-18' };
    const previous = {
      span: spanOf(filter, today),
      totals: totalsOf({ failedSessions: 5, successfulSessions: 9_000 }),
    };
    const question = { filter, span: spanOf(filter, today), series: seriesOf(''), latestDay: '' };
    const figures = figuresOf({ ...question, totals: totalsOf(), previous });
    expect(figures.map(({ key, tone }) => [key, tone])).toEqual([
      ['sessions', ''],
      ['secure', 'worse'],
      ['failed', 'worse'],
      ['reports', ''],
      ['reporters', ''],
    ]);
  });
});

describe('policies in force', () => {
  const summary = (policyTypes: string[], stsMode = '', tlsaRecords = 0) =>
    policiesInForce({ policyTypes, stsMode, tlsaRecords } as never).map(({ name, weak }) => [name, weak]);

  test('are named in words, and those that let plain text pass are marked', () => {
    expect(summary(['tlsa', 'sts'], 'enforce', 3)).toEqual([
      ['MTA-STS enforce', false],
      ['DANE (3 records)', false],
    ]);
    expect(summary(['sts'], 'testing')).toEqual([['MTA-STS testing', true]]);
    expect(summary(['sts'], 'nonsense')).toEqual([['MTA-STS', false]]);
    expect(summary(['no-policy-found'])).toEqual([['No policy', true]]);
    expect(summary([])).toEqual([['No policy', true]]);
  });
});
