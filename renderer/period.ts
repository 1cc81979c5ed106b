import type { Day, Filter, Series } from '../shared/contract.ts';
import { daysBefore } from './filter.ts';

/** The overview's periods; "all time" would have nothing before it to be compared with. */
export const overviewPeriods = ['7', '30', '90', '365', 'custom'] as const;
export type OverviewPeriod = (typeof overviewPeriods)[number];

export const overviewDays = 30;
/** Longer ones are shown as far as reports reach: a year typed as 0002 is not a wish for millions of days. */
const maxPaddedDays = 3_660;
const dayMs = 86_400_000;
const epoch = '1970-01-01';

/** Both days are part of it. */
export interface Span {
  since: Day;
  until: Day;
  days: number;
}

export function daysFrom(since: Day, until: Day): number {
  return Math.round((Date.parse(until) - Date.parse(since)) / dayMs) + 1;
}

export function spanBetween(since: Day, until: Day): Span {
  return { since, until, days: Math.max(0, daysFrom(since, until)) };
}

/**
 * What the overview is about: a period, the last 30 days unless another was chosen, and perhaps a domain. Finer
 * conditions wait in the filter for the lists, where they can be seen.
 */
export function overviewFilter({ since, until, policyDomain }: Filter, today: Day): Filter {
  return {
    since: since ?? daysBefore(until ?? today, overviewDays - 1),
    ...(until === undefined ? {} : { until }),
    ...(policyDomain === undefined ? {} : { policyDomain }),
  };
}

/** The days of an overview's filter. */
export function spanOf({ since, until }: Filter, today: Day): Span {
  return spanBetween(since ?? today, until ?? today);
}

/**
 * The period before, of equal length. Its end is left out as far as the present one has not been reported yet: reports
 * come a day late, and would else always seem to have become fewer.
 */
export function previousSpan({ since, until, days }: Span, lastReported: Day): Span | null {
  const end = lastReported < until ? lastReported : until;
  if (days === 0 || end < since || since < epoch || daysFrom(epoch, since) <= days) return null;
  return spanBetween(daysBefore(since, days), daysBefore(end, days));
}

/** The last day with a report; '' for none. */
export function lastDayOf({ firstDay, reports }: Series): Day {
  return reports.length === 0 ? '' : daysBefore(firstDay, 1 - reports.length);
}

/** The series over the whole span: a day without reports is part of the picture. */
export function padded(series: Series, span: Span): Series {
  const { firstDay, reports } = series;
  if (span.days === 0 || span.days > maxPaddedDays || (reports.length > 0 && firstDay < span.since)) return series;
  const offset = reports.length === 0 ? 0 : daysFrom(span.since, firstDay) - 1;
  const days = Math.max(span.days, offset + reports.length);
  const pad = (values: Float64Array) => {
    const whole = new Float64Array(days);
    whole.set(values, offset);
    return whole;
  };
  return {
    firstDay: span.since,
    successfulSessions: pad(series.successfulSessions),
    failedSessions: pad(series.failedSessions),
    reports: pad(reports),
  };
}
