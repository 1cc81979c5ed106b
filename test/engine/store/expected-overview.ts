import type { Filter } from '../../../shared/contract.ts';
import type { FailureDetails, Report } from '../../../shared/model.ts';
import { matches, series, sum, type Match } from './expected.ts';

/** What shared/overview.ts says, word by word and without any thought of speed. */

const dayOf = (report: Report) => report.startDatetime.slice(0, 10);
const dayBefore = (day: string, days: number) =>
  new Date(Date.parse(day) - days * 86_400_000).toISOString().slice(0, 10);
const unique = <T>(list: T[]) => [...new Set(list)];
const inBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** The filter without what it asks of failures. */
function ofReports({ since, until, policyDomain, organizationName, policyType }: Filter): Filter {
  const asked = { since, until, policyDomain, organizationName, policyType };
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
}

function periodOf(reports: Report[], filter: Filter): string[] {
  const { firstDay, reports: columns } = series(reports, filter);
  return columns.map((_, index) => dayBefore(firstDay, -index));
}

interface Seen {
  detail: FailureDetails;
  domain: string;
  report: Report;
}

const seen = (matching: Match[]): Seen[] =>
  matching.flatMap(({ report, result, details }) =>
    details.map((detail) => ({ detail, domain: result.policy.policyDomain, report })),
  );
const kindOf = ({ detail, domain }: Seen) => [domain, detail.resultType, detail.receivingMxHostname].join('\n');
const sessionsOf = (list: Seen[]) => sum(list, ({ detail }) => detail.failedSessionCount);

export function kinds(reports: Report[], filter: Filter) {
  const withoutSince = { ...filter };
  delete withoutSince.since;
  const everSeen = seen(matches(reports, {}));
  const before = seen(matches(reports, withoutSince));
  const days = periodOf(reports, filter);
  const list = [...Map.groupBy(seen(matches(reports, filter)), kindOf)].map(([kind, group]) => {
    const domain = group[0]?.domain ?? '';
    const ever = everSeen.filter((each) => kindOf(each) === kind).map(({ report }) => dayOf(report));
    const history = before.filter((each) => kindOf(each) === kind);
    const ofDomain = matches(reports, ofReports(withoutSince))
      .filter(({ result }) => result.policy.policyDomain === domain)
      .map(({ report }) => report);
    return {
      kind,
      trend: trend(group, history, ever.sort()[0] ?? '', ofDomain),
      failureReasonCode: commonest(group.map(({ detail }) => detail.failureReasonCode)),
      failedSessions: sessionsOf(group),
      reports: unique(group.map(({ report }) => report)).length,
      reporters: unique(group.map(({ report }) => report.organizationName)).length,
      firstSeen: ever[0] ?? '',
      lastSeen: ever.at(-1) ?? '',
      daily: days.map((day) => sessionsOf(group.filter(({ report }) => dayOf(report) === day))),
    };
  });
  const isGone = ({ trend }: (typeof list)[number]) => Number(trend === 'gone');
  list.sort((a, b) => isGone(a) - isGone(b) || b.failedSessions - a.failedSessions || inBytes(a.kind, b.kind));
  return { firstDay: days[0] ?? '', kinds: list, total: list.length, open: list.length - sum(list, isGone) };
}

function trend(group: Seen[], history: Seen[], first: string, ofDomain: Report[]): string {
  const reportDays = unique(ofDomain.map(dayOf)).sort();
  const latest = reportDays.at(-1) ?? '';
  if (!group.some(({ report }) => reportDays.slice(-3).includes(dayOf(report)))) {
    return isGone(history, ofDomain, latest) ? 'gone' : 'unheard';
  }
  if (first > dayBefore(latest, 7)) return 'new';
  const within = (after: string, upTo: string) => {
    const isWithin = (day: string) => day > after && day <= upTo;
    const sessions = sessionsOf(history.filter(({ report }) => isWithin(dayOf(report))));
    const reported = reportDays.filter(isWithin).length;
    return { sessions, perDay: reported === 0 ? Infinity : sessions / reported };
  };
  const week = within(dayBefore(latest, 7), latest);
  const before = within(dayBefore(latest, 14), dayBefore(latest, 7));
  return week.sessions >= 10 && week.perDay >= 1.5 * before.perDay ? 'rising' : 'steady';
}

/** All who saw it in its last week, shown or not, reported three days without it. */
function isGone(history: Seen[], ofDomain: Report[], latest: string): boolean {
  const days = history.map(({ report }) => dayOf(report)).sort();
  const last = days.at(-1) ?? '';
  if (last <= dayBefore(latest, 90)) return true;
  return [...Map.groupBy(history, ({ report }) => report.organizationName)].every(([name, theirs]) => {
    const seen =
      theirs
        .map(({ report }) => dayOf(report))
        .sort()
        .at(-1) ?? '';
    const later = ofDomain.filter((report) => report.organizationName === name && dayOf(report) > seen).map(dayOf);
    return seen <= dayBefore(last, 7) || unique(later).length >= 3;
  });
}

function commonest(texts: string[]): string {
  const counts = [...Map.groupBy(texts, (text) => text)].filter(([text]) => text !== '');
  counts.sort(([a, x], [b, y]) => y.length - x.length || inBytes(a, b));
  return counts[0]?.[0] ?? '';
}

export function domains(reports: Report[], filter: Filter) {
  const days = periodOf(reports, filter);
  const groups = Map.groupBy(matches(reports, filter), ({ result }) => result.policy.policyDomain);
  const list = [...groups].map(([policyDomain, group]) => {
    const last = unique(group.map(({ report }) => report))
      .sort((a, b) => inBytes(dayOf(a), dayOf(b)))
      .at(-1);
    const inForce = (last?.policies ?? []).filter(({ policy }) => policy.policyDomain === policyDomain);
    const linesOf = (type: string) =>
      inForce.flatMap(({ policy }) => (policy.policyType === type ? policy.policyString : []));
    const successful = (list: Match[]) => sum(list, ({ result }) => result.totalSuccessfulSessionCount);
    const failed = (list: Match[]) => sum(list, ({ failedSessions }) => failedSessions);
    const on = (day: string) => group.filter(({ report }) => dayOf(report) === day);
    return {
      policyDomain,
      policyTypes: unique(inForce.map(({ policy }) => policy.policyType)),
      stsMode: linesOf('sts').includes('mode: enforce') ? 'enforce' : '',
      tlsaRecords: unique(linesOf('tlsa')).length,
      successfulSessions: successful(group),
      failedSessions: failed(group),
      reporters: unique(group.map(({ report }) => report.organizationName)).length,
      lastSeen: last === undefined ? '' : dayOf(last),
      dailySuccessful: days.map((day) => successful(on(day))),
      dailyFailed: days.map((day) => failed(on(day))),
    };
  });
  list.sort(
    (a, b) =>
      b.failedSessions - a.failedSessions ||
      b.successfulSessions - a.successfulSessions ||
      inBytes(a.policyDomain, b.policyDomain),
  );
  return { firstDay: days[0] ?? '', domains: list, total: list.length };
}

export function coverage(reports: Report[], filter: Filter) {
  const days = periodOf(reports, filter);
  const matching = matches(reports, filter);
  const asked = ofReports(filter);
  const since = asked.since === undefined ? {} : { since: dayBefore(asked.since, 14) };
  const all = matches(reports, { ...asked, ...since });
  const lastDays = unique(all.map(({ report }) => dayOf(report)))
    .sort()
    .slice(-3);
  const ofReporter = (list: Match[], name: string) => list.filter(({ report }) => report.organizationName === name);
  const isSilent = (name: string) => {
    const theirs = unique(ofReporter(all, name).map(({ report }) => dayOf(report)));
    const [began = ''] = lastDays;
    const regular = theirs.filter((day) => day < began && day >= dayBefore(began, 14)).length >= 5;
    return lastDays.length === 3 && regular && !theirs.some((day) => lastDays.includes(day));
  };
  const silent = unique(all.map(({ report }) => report.organizationName)).filter(isSilent);
  const names = unique([...matching.map(({ report }) => report.organizationName), ...(days.length > 0 ? silent : [])]);
  const list = names.map((organizationName) => {
    const theirs = ofReporter(matching, organizationName);
    const on = (day: string) => theirs.filter(({ report }) => dayOf(report) === day);
    const seenDays = (theirs.length > 0 ? theirs : ofReporter(all, organizationName)).map(({ report }) =>
      dayOf(report),
    );
    return {
      organizationName,
      reports: days.map((day) => unique(on(day).map(({ report }) => report)).length),
      failedSessions: days.map((day) => sum(on(day), ({ failedSessions }) => failedSessions)),
      lastSeen: seenDays.sort().at(-1),
      isSilent: silent.includes(organizationName),
    };
  });
  const total = (row: (typeof list)[number]) => sum(row.reports, (count) => count);
  list.sort(
    (a, b) =>
      Number(b.isSilent) - Number(a.isSilent) || total(b) - total(a) || inBytes(a.organizationName, b.organizationName),
  );
  return { firstDay: days[0] ?? '', days: days.length, reporters: list, total: list.length };
}
