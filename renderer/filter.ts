import type { Day, Dimension, Filter } from '../shared/contract.ts';
import { policyTypeLabel, reasonLabel, resultTypeLabel } from '../shared/remedies.ts';
import { words } from '../shared/words.ts';
import { shownDomain } from './domainname.ts';

export const periods = ['7', '30', '90', '365', 'all', 'custom'] as const;
export type Period = (typeof periods)[number];

const dayMs = 86_400_000;

/** The conditions that a report's text or choice fills, in the order in which the window shows them. */
export const conditionKeys = [
  'policyDomain',
  'organizationName',
  'policyType',
  'resultType',
  'receivingMxHostname',
  'receivingIp',
  'sendingMtaIp',
  'failureReasonCode',
] as const;
export type ConditionKey = (typeof conditionKeys)[number];

export const dimensionOf: Record<ConditionKey, Dimension> = {
  policyDomain: 'policy-domain',
  organizationName: 'organization-name',
  policyType: 'policy-type',
  resultType: 'result-type',
  receivingMxHostname: 'receiving-mx-hostname',
  receivingIp: 'receiving-ip',
  sendingMtaIp: 'sending-mta-ip',
  failureReasonCode: 'failure-reason-code',
};

/** What one asks next about a failure: of what kind, at which host, why, and who says so. */
const drillOrder: Dimension[] = [
  'result-type',
  'receiving-mx-hostname',
  'failure-reason-code',
  'organization-name',
  'policy-domain',
  'sending-mta-ip',
  'receiving-ip',
  'day',
];

/** Reports speak of UTC days, so "today" is one too. */
export function utcDay(timeMs: number): Day {
  return new Date(timeMs).toISOString().slice(0, 10);
}

export function daysBefore(day: Day, days: number): Day {
  return utcDay(Date.parse(day) - days * dayMs);
}

/** The same day some months ago; the last of that month where it has no such day. */
export function monthsBefore(day: Day, months: number): Day {
  const [year = 0, month = 1, dayOfMonth = 1] = day.split('-').map(Number);
  const lastOfMonth = new Date(Date.UTC(year, month - months, 0)).getUTCDate();
  return utcDay(Date.UTC(year, month - 1 - months, Math.min(dayOfMonth, lastOfMonth)));
}

/** The period that a filter's dates amount to as seen from today. */
export function periodOf(filter: Filter, today: Day): Period {
  if (filter.since === undefined && filter.until === undefined) return 'all';
  if (filter.until !== undefined || filter.since === undefined) return 'custom';
  const { since } = filter;
  return periods.find((period) => Number(period) > 0 && daysBefore(today, Number(period) - 1) === since) ?? 'custom';
}

/** `custom` keeps the dates, and makes the open end explicit so that it stays a period of one's own. */
export function withPeriod(filter: Filter, period: Period, today: Day): Filter {
  if (period === 'custom')
    return { ...filter, since: filter.since ?? daysBefore(today, 29), until: filter.until ?? today };
  const conditions = without(filter, 'since', 'until');
  return period === 'all' ? conditions : { ...conditions, since: daysBefore(today, Number(period) - 1) };
}

/** A new day begins while the window is open: "last 30 days" moves along. */
export function movedTo(filter: Filter, previousToday: Day, today: Day): Filter {
  const period = periodOf(filter, previousToday);
  return period === 'custom' || period === 'all' ? filter : withPeriod(filter, period, today);
}

export function withCondition<K extends keyof Filter>(filter: Filter, key: K, value: Filter[K] | null): Filter {
  const isOff = value === null || value === false || (key === 'search' && value === '');
  return isOff ? without(filter, key) : { ...filter, [key]: value };
}

function without(filter: Filter, ...keys: (keyof Filter)[]): Filter {
  return Object.fromEntries(Object.entries(filter).filter(([key]) => !keys.includes(key as keyof Filter)));
}

export function isFiltered(filter: Filter): boolean {
  return Object.keys(filter).length > 0;
}

export interface Condition {
  key: ConditionKey;
  dimension: Dimension;
  value: string;
}

/** The text conditions in force. */
export function conditionsOf(filter: Filter): Condition[] {
  return conditionKeys.flatMap((key) => {
    const value = filter[key];
    return value === undefined ? [] : [{ key, dimension: dimensionOf[key], value }];
  });
}

/** Adds what a breakdown's row stands for as a condition. */
export function drillDown(filter: Filter, by: Dimension, value: string): Filter {
  if (by === 'day') return { ...filter, since: value, until: value };
  const key = conditionKeys.find((each) => dimensionOf[each] === by);
  return key === undefined ? filter : { ...filter, [key]: value };
}

/** The first dimension, in the order in which one asks, that the filter has not fixed yet. */
export function nextDimension(filter: Filter): Dimension {
  const fixed = new Set(conditionsOf(filter).map((condition) => condition.dimension));
  if (filter.since !== undefined && filter.since === filter.until) fixed.add('day');
  return drillOrder.find((dimension) => !fixed.has(dimension)) ?? 'day';
}

/** Whether a second dimension still divides what the filter lets through, broken down by the first. */
export function stillDivides(then: Dimension | '', by: Dimension, filter: Filter): then is Dimension {
  const isFixed = conditionsOf(filter).some(({ dimension }) => dimension === then);
  return then !== '' && then !== by && !isFixed;
}

/** The filter in words, a condition an item. */
export function describe(filter: Filter): string[] {
  const { since, until, failuresOnly, authenticity, search } = filter;
  return [
    ...(since === undefined ? [] : [`${words.filter.from}: ${since}`]),
    ...(until === undefined ? [] : [`${words.filter.until}: ${until}`]),
    ...conditionsOf(filter).map((condition) => describeCondition(condition)),
    ...(failuresOnly === true ? [words.filter.failuresOnly] : []),
    ...(authenticity === undefined ? [] : [`${words.filter.authenticity}: ${words.authenticity.labels[authenticity]}`]),
    ...(search === undefined ? [] : [`${words.filter.search}: ${search}`]),
  ];
}

export function describeCondition({ dimension, value }: Condition): string {
  return `${words.dimensions[dimension]}: ${valueLabel(dimension, value)}`;
}

/** How a dimension's value is shown: RFC 8460's codes have labels, domains U-labels; the rest stands for itself. */
export function valueLabel(dimension: Dimension, value: string): string {
  if (dimension === 'result-type') return resultTypeLabel(value);
  if (dimension === 'policy-type') return policyTypeLabel(value);
  if (dimension === 'failure-reason-code') return reasonLabel(value);
  if (value === '') return words.filter.notGiven;
  return dimension === 'policy-domain' || dimension === 'receiving-mx-hostname' ? shownDomain(value) : value;
}
