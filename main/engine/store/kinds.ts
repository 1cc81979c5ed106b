import type { Database } from 'better-sqlite3';
import { kindsLimit, type FailureKind, type FailureKinds } from '../../../shared/overview.ts';
import { dayText } from './day.ts';
import { withDaysBefore, type CountingFilter } from './filter.ts';
import { readKindSums, readReportDays, spanFinder, type KindSum } from './kindsums.ts';
import { isGone, trendOf, weekDays } from './kindtrend.ts';
import { readPeriod, type Period } from './period.ts';
import { Texts } from './text.ts';

/** What trends look at before the last of the days. */
const trendDays = 2 * weekDays - 1;

/** The distinct problems: those that are not gone first, each group by failed sessions. */
export function readKinds(database: Database, filter: CountingFilter): FailureKinds {
  const reportDays = readReportDays(database, withDaysBefore(filter, trendDays));
  const sums = readKindSums(database, filter, trendDays);
  const gone = new Set(sums.filter((sum) => isGone(sum, reportDays.get(sum.policyDomain) ?? [])));
  const compareNames = namesComparer(new Texts(database, (text) => text));
  sums.sort((a, b) => Number(gone.has(a)) - Number(gone.has(b)) || b.sessions - a.sessions || compareNames(a, b));
  const period = readPeriod(database, filter);
  const describe = describer(database, filter, reportDays, period);
  return {
    firstDay: period.firstDay,
    kinds: sums.slice(0, kindsLimit).map(describe),
    total: sums.length,
    open: sums.length - gone.size,
  };
}

/** For making kinds of sums: with texts for ids, and the trend by these report days. */
export function describer(
  database: Database,
  filter: CountingFilter,
  reportDays: Map<number, number[]>,
  period: Period,
): (sum: KindSum) => FailureKind {
  const texts = new Texts(database, (text) => text);
  const spanOf = spanFinder(database, filter);
  return (sum) => {
    const span = spanOf(sum);
    return {
      policyDomain: texts.textOf(sum.policyDomain),
      resultType: texts.textOf(sum.resultType),
      receivingMxHostname: texts.textOf(sum.mxHostname),
      failureReasonCode: commonestReason(sum, texts),
      trend: trendOf(sum, reportDays.get(sum.policyDomain) ?? [], span.first),
      failedSessions: sum.sessions,
      reports: sum.reports,
      reporters: sum.reporters.size,
      firstSeen: dayText(span.first),
      lastSeen: dayText(span.last),
      daily: dailyOf(sum, period),
    };
  };
}

/** Puts kinds with equally many sessions in the same order at every look. */
function namesComparer(texts: Texts): (a: KindSum, b: KindSum) => number {
  const nameOf = ({ policyDomain, resultType, mxHostname }: KindSum) =>
    [policyDomain, resultType, mxHostname].map((id) => texts.textOf(id)).join('\n');
  return (a, b) => (nameOf(a) < nameOf(b) ? -1 : 1);
}

/** Of what details say; '' where none gives a reason. */
function commonestReason({ reasons }: KindSum, texts: Texts): string {
  const given = [...reasons].map(([id, details]) => ({ details, text: texts.textOf(id) }));
  const [commonest] = given
    .filter(({ text }) => text !== '')
    .sort((a, b) => b.details - a.details || (a.text < b.text ? -1 : 1));
  return commonest?.text ?? '';
}

function dailyOf({ days, failedSessions }: KindSum, period: Period): Float64Array {
  const daily = period.column();
  for (const [index, day] of days.entries()) period.add(daily, day, failedSessions[index] ?? 0);
  return daily;
}
