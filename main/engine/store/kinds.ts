import type { Database } from 'better-sqlite3';
import { kindsLimit, type FailureKind, type FailureKinds } from '../../../shared/overview.ts';
import { dayText } from './day.ts';
import { withDaysBefore, type CountingFilter } from './filter.ts';
import { readKindSums, readReportDays, spanFinder, type KindSum } from './kindsums.ts';
import { trendOf, weekDays } from './kindtrend.ts';
import { readPeriod, type Period } from './period.ts';
import { Texts } from './text.ts';
import { Witnesses } from './witnesses.ts';

/** What trends look at before the last of the days. */
const trendDays = 2 * weekDays - 1;

/** The distinct problems, a fair choice of them: those that are not gone first, each group by failed sessions. */
export function readKinds(database: Database, filter: CountingFilter): FailureKinds {
  const reportDays = readReportDays(database, withDaysBefore(filter, trendDays));
  const witnesses = new Witnesses(database);
  const sums = readKindSums(database, filter, trendDays, witnesses);
  const gone = witnesses.gone(filter, sums, reportDays);
  const compareNames = namesComparer(new Texts(database, (text) => text));
  sums.sort((a, b) => b.sessions - a.sessions || compareNames(a, b));
  const open = sums.filter((sum) => !gone.has(sum));
  const openShown = witnesses.fairest(open, kindsLimit);
  const goneShown = witnesses.fairest(
    sums.filter((sum) => gone.has(sum)),
    kindsLimit - openShown.length,
  );
  const period = readPeriod(database, filter);
  return {
    firstDay: period.firstDay,
    kinds: [...openShown, ...goneShown].map(describer(database, filter, reportDays, gone, period)),
    total: sums.length,
    open: open.length,
  };
}

/** For making kinds of sums: with texts for ids, and the trend by these report days. */
export function describer(
  database: Database,
  filter: CountingFilter,
  reportDays: Map<number, number[]>,
  gone: Set<KindSum>,
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
      trend: gone.has(sum) ? 'gone' : trendOf(sum, reportDays.get(sum.policyDomain) ?? [], span.first),
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
