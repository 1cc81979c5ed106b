import type { Api, Filter } from '../../../shared/contract.ts';
import type { Coverage, DomainSummary, FailureKind, KindTrend, ReporterCoverage } from '../../../shared/overview.ts';
import type { Handlers } from '../../../shared/rpc.ts';
import { resultTypes } from '../../../shared/model.ts';
import { isHuge, matching, query as answer, scenario, seriesOf } from './answers.ts';
import { hostileRow, randomOf, todayMs } from './data.ts';

/** While the overview waits for its answers, the window is open already. */
const query: typeof answer = (value) => (scenario === 'waiting' ? new Promise(() => {}) : answer(value));
const dayMs = 86_400_000;
const manyCount = 200;
const allOfMany = 1_843;
const day = (daysAgo: number) => new Date(todayMs - daysAgo * dayMs).toISOString().slice(0, 10);
const daysAgo = (each: string) => Math.round((todayMs - Date.parse(each)) / dayMs);
const many = <T>(make: (index: number) => T) => Array.from({ length: manyCount }, (_, index) => make(index));

/** The period's first day and its days up to yesterday, as reports come a day late. */
function spanOf({ since = day(156), until = day(1) }: Filter): { firstDay: string; days: number } {
  const last = Math.max(1, daysAgo(until));
  return { firstDay: since, days: Math.max(0, daysAgo(since) - last + 1) };
}

function daily(
  { firstDay, days }: { firstDay: string; days: number },
  value: (daysAgo: number) => number,
): Float64Array {
  return Float64Array.from({ length: days }, (_, index) => value(daysAgo(firstDay) - index));
}
const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);

interface Story extends Pick<FailureKind, 'policyDomain' | 'resultType' | 'receivingMxHostname' | 'failureReasonCode'> {
  trend: KindTrend;
  reporters: number;
  /** How many days ago it began and ended, and how many sessions a day. */
  from: number;
  to: number;
  perDay: number;
}

const stories: Story[] = [
  {
    policyDomain: 'example.org',
    resultType: 'validation-failure',
    receivingMxHostname: 'mx2.example.org',
    failureReasonCode: 'tls-remote-alert-40-handshake-failure',
    trend: 'rising',
    reporters: 4,
    from: 10,
    to: 1,
    perDay: 31,
  },
  {
    policyDomain: 'shop.example.com',
    resultType: 'sts-policy-fetch-error',
    receivingMxHostname: '',
    failureReasonCode: '',
    trend: 'new',
    reporters: 3,
    from: 3,
    to: 1,
    perDay: 24,
  },
  {
    policyDomain: 'example.com',
    resultType: 'starttls-not-supported',
    receivingMxHostname: 'backup.example.com',
    failureReasonCode: '',
    trend: 'steady',
    reporters: 2,
    from: 140,
    to: 1,
    perDay: 2,
  },
  {
    policyDomain: 'example.org',
    resultType: 'certificate-expired',
    receivingMxHostname: 'mx1.example.org',
    failureReasonCode: '',
    trend: 'gone',
    reporters: 7,
    from: 19,
    to: 12,
    perDay: 1_540,
  },
  {
    policyDomain: 'example.org',
    resultType: 'tlsa-invalid',
    receivingMxHostname: 'mx2.example.org',
    failureReasonCode: 'free prose of a reporter',
    trend: 'gone',
    reporters: 1,
    from: 28,
    to: 27,
    perDay: 12,
  },
];

function kindOf(story: Story, filter: Filter, seed: number): FailureKind {
  const random = randomOf(seed + 5);
  const growth = (ago: number) => (story.trend === 'rising' ? 1.6 - ago / 10 : 1);
  const values = daily(spanOf(filter), (ago) =>
    ago <= story.from && ago >= story.to ? Math.round(story.perDay * growth(ago) * (0.5 + random())) : 0,
  );
  const { policyDomain, resultType, receivingMxHostname, failureReasonCode, trend, reporters, from, to } = story;
  const kind = { policyDomain, resultType, receivingMxHostname, failureReasonCode, trend, reporters };
  return { ...kind, failedSessions: sum(values), reports: 12, firstSeen: day(from), lastSeen: day(to), daily: values };
}

function storiesNow(): Story[] {
  if (scenario === 'secure') return [];
  if (scenario === 'mended') return stories.filter((story) => story.trend === 'gone');
  const [first, ...rest] = stories;
  if (first === undefined) return [];
  if (scenario === 'hostile') {
    const [policyDomain = '', receivingMxHostname = ''] = hostileRow.policyDomains;
    const hostile = { policyDomain, receivingMxHostname, resultType: 'x'.repeat(300), perDay: 12_345_678 };
    return [{ ...first, ...hostile, failureReasonCode: hostileRow.organizationName }, ...rest];
  }
  if (!isHuge) return stories;
  return many((index) => ({
    ...first,
    policyDomain: `customer-${index}.example`,
    receivingMxHostname: `mx${index}.mail.example.net`,
    resultType: resultTypes[index % resultTypes.length] ?? '',
    trend: index < 140 ? ((['new', 'rising', 'steady'] as const)[index % 3] ?? 'new') : 'gone',
    from: 20 + (index % 60),
    to: index < 140 ? 1 : 9,
    perDay: Math.ceil(90_000 / (index + 1)),
  }));
}

function kindsOf(filter: Filter): FailureKind[] {
  return storiesNow()
    .filter(({ policyDomain }) => filter.policyDomain === undefined || policyDomain === filter.policyDomain)
    .map((story, index) => kindOf(story, filter, index))
    .filter((kind) => kind.failedSessions > 0);
}

const policies: Pick<DomainSummary, 'policyTypes' | 'stsMode' | 'tlsaRecords'>[] = [
  { policyTypes: ['sts', 'tlsa'], stsMode: 'enforce', tlsaRecords: 2 },
  { policyTypes: ['sts'], stsMode: 'testing', tlsaRecords: 0 },
  { policyTypes: ['no-policy-found'], stsMode: '', tlsaRecords: 0 },
  { policyTypes: ['sts'], stsMode: 'none', tlsaRecords: 0 },
];

function domainOf(policyDomain: string, filter: Filter, index: number): DomainSummary {
  const rows = matching({ ...filter, policyDomain });
  const span = spanOf(filter);
  const on = (ago: number) => rows.filter((row) => row.startDatetime.startsWith(day(ago)));
  const dailyFailed = daily(span, (ago) =>
    scenario === 'secure' ? 0 : on(ago).reduce((total, row) => total + row.failedSessions, 0),
  );
  const dailySuccessful = daily(span, (ago) => on(ago).reduce((total, row) => total + row.successfulSessions, 0));
  return {
    policyDomain,
    ...(policies[index % policies.length] ?? { policyTypes: [], stsMode: '', tlsaRecords: 0 }),
    successfulSessions: sum(dailySuccessful),
    failedSessions: sum(dailyFailed),
    reporters: new Set(rows.map((row) => row.organizationName)).size,
    lastSeen: day(1),
    dailySuccessful,
    dailyFailed,
  };
}

function domainNames(filter: Filter): string[] {
  const names = [...new Set(matching(filter).flatMap((row) => row.policyDomains))];
  return filter.policyDomain === undefined ? names : names.filter((name) => name === filter.policyDomain);
}

function reporterOf(organizationName: string, filter: Filter): ReporterCoverage {
  const span = spanOf(filter);
  const isSilent = organizationName === 'Comcast' || organizationName.startsWith('Universit');
  const rows = matching({ ...filter, organizationName }).filter(
    (row) => !isSilent || daysAgo(row.startDatetime.slice(0, 10)) > 12,
  );
  const on = (ago: number) => rows.filter((row) => row.startDatetime.startsWith(day(ago)));
  return {
    organizationName,
    reports: daily(span, (ago) => on(ago).length),
    failedSessions: daily(span, (ago) =>
      scenario === 'secure' ? 0 : on(ago).reduce((total, row) => total + row.failedSessions, 0),
    ),
    lastSeen: rows[0]?.startDatetime.slice(0, 10) ?? day(40),
    isSilent,
  };
}

function coverageOf(filter: Filter): Coverage {
  const names = [...new Set(matching(filter).map((row) => row.organizationName))];
  const real = names.map((name) => reporterOf(name, filter));
  const [first] = real;
  const reporters =
    isHuge && first !== undefined
      ? many((index) => ({ ...first, organizationName: `Reporter ${index}`, isSilent: index < 9 }))
      : real.toSorted(
          (one, other) => Number(other.isSilent) - Number(one.isSilent) || sum(other.reports) - sum(one.reports),
        );
  return { ...spanOf(filter), reporters, total: isHuge ? allOfMany : reporters.length };
}

export const overviewHandlers: Pick<Handlers<Api>, 'series' | 'kinds' | 'kinds.announce' | 'domains' | 'coverage'> = {
  series: (filter) => query(() => seriesOf(filter)),
  kinds: (filter) =>
    query(() => {
      const kinds = kindsOf(filter);
      const open = kinds.filter((kind) => kind.trend !== 'gone').length;
      return { firstDay: spanOf(filter).firstDay, kinds, total: isHuge ? allOfMany : kinds.length, open };
    }),
  'kinds.announce': () => [],
  domains: (filter) =>
    query(() => {
      const names = isHuge ? many((index) => `customer-${index}.example`) : domainNames(filter);
      const domains = names.map((name, index) =>
        isHuge ? { ...domainOf('example.org', filter, index), policyDomain: name } : domainOf(name, filter, index),
      );
      return { firstDay: spanOf(filter).firstDay, domains, total: isHuge ? allOfMany : domains.length };
    }),
  coverage: (filter) => query(() => coverageOf(filter)),
};
