import type { Database } from 'better-sqlite3';
import { kindsLimit, type FailureKind } from '../../../shared/overview.ts';
import { dayText } from './day.ts';
import type { CountingFilter } from './filter.ts';
import { describer } from './kinds.ts';
import { readKindSums, readReportDays, spanFinder, type KindSum } from './kindsums.ts';
import { appearedOn, isAbsent, weekDays } from './kindtrend.ts';
import { readPeriod } from './period.ts';
import { Witnesses } from './witnesses.ts';

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
  const witnesses = new Witnesses(database);
  const reportDaysOf = ({ policyDomain }: KindSum) => reportDays.get(policyDomain) ?? [];
  const dayOf = (sum: KindSum) => appearedOn(sum, reportDaysOf(sum), spanOf(sum).first);
  const isFresh = (sum: KindSum, day: number) => day >= weekStart && isToBeTold(database, sum, day);
  const appeared = readKindSums(database, { ...filter, since: dayText(weekStart) }, lookBackDays, witnesses)
    .filter((sum) => !isAbsent(sum, reportDaysOf(sum)) && isFresh(sum, dayOf(sum)))
    .sort((a, b) => b.sessions - a.sessions);
  const fresh = witnesses.fairest(appeared, kindsLimit);
  const period = readPeriod(database, { ...filter, since: dayText(weekStart) });
  const describe = describer(database, filter, reportDays, new Set(), period);
  for (const sum of fresh) remember(database, sum, dayOf(sum));
  return fresh.map(describe);
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
