import type { KindTrend } from '../../../shared/overview.ts';

/** Reports come daily: what changed is judged by the last week of them, so that each day of the week is in it once. */
export const weekDays = 7;
/** A reporter may be a day or two late, and not every one meets the failure every day. */
export const goneAfterReportDays = 3;
/** A problem that grows by half is no chance; figures of smaller providers vary by less. */
const risingFactor = 1.5;

/** Of fewer sessions in a week, a few more or less mean nothing. */
const risingFromSessions = 10;

/** One kind of failure: failed sessions of the days on which it was seen (days since 1970, ascending). */
export interface Sightings {
  days: number[];
  failedSessions: number[];
}

/**
 * How a kind that is not gone does, by the days on which its domain was reported on (ascending; the last of them, not
 * today, is what it is judged by: a mailbox that was not fetched for a week says nothing of that week) and by its first
 * day ever.
 */
export function trendOf(sightings: Sightings, reportDays: number[], firstSeen: number): KindTrend {
  if (isAbsent(sightings, reportDays)) return 'unheard';
  const reference = reportDays.at(-1) ?? 0;
  if (firstSeen > reference - weekDays) return 'new';
  const [start, startBefore] = [reference - weekDays, reference - 2 * weekDays];
  if (sessionsWithin(sightings, start, reference) < risingFromSessions) return 'steady';
  const perDay = sessionsPerDay(sightings, reportDays, start, reference);
  const perDayBefore = sessionsPerDay(sightings, reportDays, startBefore, start);
  return perDay >= risingFactor * perDayBefore ? 'rising' : 'steady';
}

/** Not seen on any of the last days with reports, whosever these are. */
export function isAbsent({ days }: Sightings, reportDays: number[]): boolean {
  return (days.at(-1) ?? 0) < (reportDays.slice(-goneAfterReportDays)[0] ?? 0);
}

/**
 * For each day with reports: a mailbox that is read since ten days ago has no more than three days of the week before.
 * Where nothing was reported nothing is known, and nothing has risen.
 */
function sessionsPerDay(sightings: Sightings, reportDays: number[], after: number, upTo: number): number {
  const reported = reportDays.filter((day) => day > after && day <= upTo).length;
  return reported === 0 ? Infinity : sessionsWithin(sightings, after, upTo) / reported;
}

/** After one day and up to another. */
function sessionsWithin({ days, failedSessions }: Sightings, after: number, upTo: number): number {
  return failedSessions.reduce((sum, sessions, index) => {
    const day = days[index] ?? 0;
    return day > after && day <= upTo ? sum + sessions : sum;
  }, 0);
}

/**
 * When a kind appeared: its first day ever, or the latest of its days before which it was absent. 0 where neither is
 * among these days; and for being absent there must have been days with reports enough.
 */
export function appearedOn({ days }: Sightings, reportDays: number[], firstSeen: number): number {
  for (let index = days.length - 1; index >= 0; index -= 1) {
    const day = days[index] ?? 0;
    const before = reportDays.slice(0, lowerBound(reportDays, day)).slice(-goneAfterReportDays);
    const isLongAbsent = before.length === goneAfterReportDays && (days[index - 1] ?? 0) < (before[0] ?? 0);
    if (day === firstSeen || isLongAbsent) return day;
  }
  return 0;
}

function lowerBound(days: number[], day: number): number {
  const index = days.findIndex((each) => each >= day);
  return index === -1 ? days.length : index;
}
