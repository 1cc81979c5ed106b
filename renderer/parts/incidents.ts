import type { Day } from '../../shared/contract.ts';
import type { FailureKind, FailureKinds } from '../../shared/overview.ts';
import { daysBefore } from '../filter.ts';
import type { Bucket } from './chart.ts';

/** Days without failures between two days of the same incident: weekends, and reporters that skip a day. */
const maxGapDays = 2;
/** More would hide the table that says it in words. */
export const lanesLimit = 4;

/** Days, both inclusive, in which a kind of failure was active. */
export interface Incident {
  firstDay: Day;
  lastDay: Day;
}

export function incidentsOf(firstDay: Day, daily: ArrayLike<number>): Incident[] {
  const runs: { first: number; last: number }[] = [];
  for (let day = 0; day < daily.length; day += 1) {
    if ((daily[day] ?? 0) === 0) continue;
    const run = runs.at(-1);
    if (run !== undefined && day - run.last <= maxGapDays + 1) run.last = day;
    else runs.push({ first: day, last: day });
  }
  return runs.map(({ first, last }) => ({
    firstDay: daysBefore(firstDay, -first),
    lastDay: daysBefore(firstDay, -last),
  }));
}

/** Where an incident lies over the bars, as shares of their width. */
export interface Stretch extends Incident {
  start: number;
  end: number;
}

/** One kind's incidents over the bars of the chart. */
export interface Lane {
  kind: FailureKind;
  stretches: Stretch[];
}

/** The kinds with most failed sessions, open ones first, as they come. */
export function lanesOf({ firstDay, kinds }: FailureKinds, buckets: Bucket[]): Lane[] {
  const lanes = kinds.slice(0, lanesLimit).map((kind) => ({
    kind,
    stretches: incidentsOf(firstDay, kind.daily).flatMap((incident) => stretchOf(incident, buckets)),
  }));
  return lanes.filter(({ stretches }) => stretches.length > 0);
}

function stretchOf(incident: Incident, buckets: Bucket[]): Stretch[] {
  const first = buckets.findIndex((bucket) => bucket.lastDay >= incident.firstDay);
  const last = buckets.findLastIndex((bucket) => bucket.firstDay <= incident.lastDay);
  if (first === -1 || last < first) return [];
  return [{ ...incident, start: first / buckets.length, end: (last + 1) / buckets.length }];
}
