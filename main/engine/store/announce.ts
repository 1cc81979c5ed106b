import type { Database } from 'better-sqlite3';
import { kindsLimit, type FailureKind } from '../../../shared/overview.ts';
import { dayText } from './day.ts';
import type { CountingFilter } from './filter.ts';
import { describer } from './kinds.ts';
import { readKindSums, readReportDays, spanFinder, type KindSum } from './kindsums.ts';
import { appearedOn, isGone, weekDays } from './kindtrend.ts';
import { readPeriod } from './period.ts';

/** How far back a kind is looked for that may be back again: daily reporters fill it many times over. */
const lookBackDays = 30;

/**
 * The kinds that appeared, or appeared again, in the latest week of reports, each answered once. Appearing is what is
 * remembered: a kind that went away and is back is told of again.
 */
export function announceKinds(database: Database, filter: CountingFilter): FailureKind[] {
  const all = readPeriod(database, filter);
  if (all.days === 0) return [];
  const weekStart = all.first + all.days - weekDays;
  const looking = { ...filter, since: dayText(weekStart - lookBackDays) };
  const reportDays = readReportDays(database, looking);
  const spanOf = spanFinder(database, filter);
  const fresh = readKindSums(database, { ...filter, since: dayText(weekStart) }, lookBackDays)
    .filter((sum) => !isGone(sum, reportDays.get(sum.policyDomain) ?? []))
    .map((sum) => ({ sum, day: appearedOn(sum, reportDays.get(sum.policyDomain) ?? [], spanOf(sum).first) }))
    .filter(({ sum, day }) => day >= weekStart && isToBeTold(database, sum, day))
    .sort((a, b) => b.sum.sessions - a.sum.sessions)
    .slice(0, kindsLimit);
  const period = readPeriod(database, { ...filter, since: dayText(weekStart) });
  const describe = describer(database, filter, reportDays, period);
  for (const { sum, day } of fresh) remember(database, sum, day);
  return fresh.map(({ sum }) => describe(sum));
}

function isToBeTold(database: Database, { policyDomain, resultType, mxHostname }: KindSum, day: number): boolean {
  const told = database
    .prepare<[number, number, number], number>(
      'SELECT day FROM announced_kind WHERE policy_domain = ? AND result_type = ? AND receiving_mx_hostname = ?',
    )
    .pluck()
    .get(policyDomain, resultType, mxHostname);
  // A late report may move the day back: that is no other appearance.
  return told === undefined || told < day;
}

function remember(database: Database, { policyDomain, resultType, mxHostname }: KindSum, day: number): void {
  database
    .prepare('INSERT INTO announced_kind VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET day = excluded.day')
    .run(policyDomain, resultType, mxHostname, day);
}
