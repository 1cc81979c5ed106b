import type { Dimension, Filter } from '../../../shared/contract.ts';
import type { FailureDetails, Report, Result } from '../../../shared/model.ts';

/** What shared/contract.ts says about filters, sums and breakdowns, word by word and without any thought of speed. */

export interface Match {
  report: Report;
  result: Result;
  /** The details that count. */
  details: FailureDetails[];
  failedSessions: number;
}

const dayOf = (report: Report) => report.startDatetime.slice(0, 10);
const is = (condition: string | undefined, value: string) => condition === undefined || condition === value;

const narrowing = ['resultType', 'receivingMxHostname', 'sendingMtaIp', 'receivingIp', 'failureReasonCode'] as const;
const narrows = (filter: Filter) => narrowing.some((name) => filter[name] !== undefined);

export function matches(reports: Report[], filter: Filter): Match[] {
  return reports.flatMap((report) =>
    report.policies.flatMap((result) => {
      if (!matchesPolicy(report, result, filter)) return [];
      const details = result.failureDetails.filter((detail) =>
        narrowing.every((name) => is(filter[name], detail[name])),
      );
      if (!narrows(filter)) return [{ report, result, details, failedSessions: result.totalFailureSessionCount }];
      return details.length === 0 ? [] : [{ report, result, details, failedSessions: sessions(details) }];
    }),
  );
}

function matchesPolicy(report: Report, { policy, ...result }: Result, filter: Filter): boolean {
  const failing = result.totalFailureSessionCount > 0 || result.failureDetails.length > 0;
  return (
    (filter.since === undefined || dayOf(report) >= filter.since) &&
    (filter.until === undefined || dayOf(report) <= filter.until) &&
    is(filter.organizationName, report.organizationName) &&
    is(filter.policyDomain, policy.policyDomain) &&
    is(filter.policyType, policy.policyType) &&
    (!filter.failuresOnly || failing) &&
    (!filter.search || searched(report, { policy, ...result }).some((text) => contains(text, filter.search ?? '')))
  );
}

function searched(report: Report, { policy, failureDetails }: Result): string[] {
  const details = failureDetails.flatMap((detail) => [
    detail.receivingMxHostname,
    detail.sendingMtaIp,
    detail.receivingIp,
    detail.failureReasonCode,
  ]);
  return [report.organizationName, report.reportId, policy.policyDomain, ...policy.mxHost, ...details];
}

/** Names of domains are found in U-labels as well. */
const contains = (text: string, part: string) =>
  [text, text.replace('xn--bcher-kva', 'bücher')].some((each) => each.toLowerCase().includes(part.toLowerCase()));
export const sessions = (details: FailureDetails[]) =>
  details.reduce((sum, { failedSessionCount }) => sum + failedSessionCount, 0);
export const sum = <T>(list: T[], of: (each: T) => number) => list.reduce((total, each) => total + of(each), 0);

export function totals(reports: Report[], filter: Filter) {
  const matching = matches(reports, filter);
  const matchingReports = [...new Set(matching.map(({ report }) => report))];
  return {
    reports: matchingReports.length,
    policies: matching.length,
    successfulSessions: sum(matching, ({ result }) => result.totalSuccessfulSessionCount),
    failedSessions: sum(matching, ({ failedSessions }) => failedSessions),
    failureDetails: sum(matching, ({ details }) => details.length),
    reporters: new Set(matchingReports.map(({ organizationName }) => organizationName)).size,
  };
}

export function series(reports: Report[], filter: Filter) {
  const matching = matches(reports, filter);
  const days = matching.map(({ report }) => dayOf(report)).sort();
  const series = { firstDay: days[0] ?? '', successfulSessions: [], failedSessions: [], reports: [] } as {
    firstDay: string;
    successfulSessions: number[];
    failedSessions: number[];
    reports: number[];
  };
  const last = Date.parse(days.at(-1) ?? '');
  for (let time = Date.parse(days[0] ?? ''); time <= last; time += 86_400_000) {
    const day = new Date(time).toISOString().slice(0, 10);
    const ofDay = matching.filter(({ report }) => dayOf(report) === day);
    series.successfulSessions.push(sum(ofDay, ({ result }) => result.totalSuccessfulSessionCount));
    series.failedSessions.push(sum(ofDay, ({ failedSessions }) => failedSessions));
    series.reports.push(new Set(ofDay.map(({ report }) => report)).size);
  }
  return series;
}

interface Fact {
  key: string;
  failedSessions: number;
  report: Report;
}

const keysOfPolicies: Partial<Record<Dimension, (match: Match) => string>> = {
  'organization-name': ({ report }) => report.organizationName,
  'policy-domain': ({ result }) => result.policy.policyDomain,
  'policy-type': ({ result }) => result.policy.policyType,
  day: ({ report }) => dayOf(report),
};
const keysOfDetails: Partial<Record<Dimension, (detail: FailureDetails) => string>> = {
  'result-type': ({ resultType }) => resultType,
  'receiving-mx-hostname': ({ receivingMxHostname }) => receivingMxHostname,
  'sending-mta-ip': ({ sendingMtaIp }) => sendingMtaIp,
  'receiving-ip': ({ receivingIp }) => receivingIp,
  'failure-reason-code': ({ failureReasonCode }) => failureReasonCode,
};

function facts(matching: Match[], by: Dimension): Fact[] {
  const ofPolicy = keysOfPolicies[by];
  if (ofPolicy !== undefined) {
    return matching
      .filter(({ failedSessions }) => failedSessions > 0)
      .map((match) => ({ key: ofPolicy(match), failedSessions: match.failedSessions, report: match.report }));
  }
  const ofDetail = keysOfDetails[by] ?? (() => '');
  return matching.flatMap(({ report, details }) =>
    details.map((detail) => ({ key: ofDetail(detail), failedSessions: detail.failedSessionCount, report })),
  );
}

export function breakdown(reports: Report[], filter: Filter, by: Dimension) {
  const matching = matches(reports, filter);
  const groups = Map.groupBy(facts(matching, by), ({ key }) => key);
  const rows = [...groups].map(([key, group]) => {
    const days = group.map(({ report }) => dayOf(report)).sort();
    return {
      key,
      failedSessions: sum(group, ({ failedSessions }) => failedSessions),
      reports: new Set(group.map(({ report }) => report)).size,
      firstSeen: days[0],
      lastSeen: days.at(-1),
    };
  });
  rows.sort((a, b) => b.failedSessions - a.failedSessions || Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
  const undetailed = ({ result }: Match) =>
    Math.max(0, result.totalFailureSessionCount - sessions(result.failureDetails));
  return {
    rows,
    totalRows: rows.length,
    failedSessions: sum(rows, ({ failedSessions }) => failedSessions),
    withoutDetails: narrows(filter) ? 0 : sum(matching, undetailed),
  };
}

/** Facts with the keys of two dimensions, of policies where both are theirs, else of details. */
function pairs(matching: Match[], by: Dimension, then: Dimension) {
  const [rowOfPolicy, partOfPolicy] = [keysOfPolicies[by], keysOfPolicies[then]];
  if (rowOfPolicy !== undefined && partOfPolicy !== undefined) {
    return matching.map((match) => ({
      row: rowOfPolicy(match),
      part: partOfPolicy(match),
      failedSessions: match.failedSessions,
    }));
  }
  return matching.flatMap((match) =>
    match.details.map((detail) => ({
      row: rowOfPolicy?.(match) ?? keysOfDetails[by]?.(detail) ?? '',
      part: partOfPolicy?.(match) ?? keysOfDetails[then]?.(detail) ?? '',
      failedSessions: detail.failedSessionCount,
    })),
  );
}

export function parts(reports: Report[], filter: Filter, by: Dimension, then: Dimension, keys: string[]) {
  const shown = pairs(matches(reports, filter), by, then).filter(
    ({ row, failedSessions }) => keys.includes(row) && failedSessions > 0,
  );
  const all = [...Map.groupBy(shown, ({ part }) => part)].map(([part, group]) => ({
    part,
    failedSessions: sum(group, ({ failedSessions }) => failedSessions),
  }));
  all.sort((a, b) => b.failedSessions - a.failedSessions || Buffer.compare(Buffer.from(a.part), Buffer.from(b.part)));
  const greatest = all.slice(0, 6).map(({ part }) => part);
  const of = (row: string, part: string) => shown.filter((each) => each.row === row && each.part === part);
  const failedSessions = keys.map((key) => greatest.map((part) => sum(of(key, part), (each) => each.failedSessions)));
  return { parts: greatest, failedSessions };
}

export function trends(reports: Report[], filter: Filter, by: Dimension, keys: string[]): number[][] {
  const { firstDay, reports: columns } = series(reports, filter);
  const days = columns.map((_, index) =>
    new Date(Date.parse(firstDay) + index * 86_400_000).toISOString().slice(0, 10),
  );
  const all = facts(matches(reports, filter), by);
  return keys.map((key) =>
    days.map((day) =>
      sum(
        all.filter((fact) => fact.key === key && dayOf(fact.report) === day),
        ({ failedSessions }) => failedSessions,
      ),
    ),
  );
}

/** Report ids are those of the order of arrival. */
export function failures(reports: Report[], filter: Filter) {
  return matches(reports, filter).flatMap(({ report, result, details }) =>
    details.map((detail) => ({
      ...shownOf(detail),
      reportId: reports.indexOf(report) + 1,
      day: dayOf(report),
      organizationName: report.organizationName,
      policyDomain: result.policy.policyDomain,
      policyType: result.policy.policyType,
    })),
  );
}

/** What the page of failures leaves out is on the report's own page. */
function shownOf(detail: FailureDetails): Partial<FailureDetails> {
  const shown: Partial<FailureDetails> = { ...detail };
  delete shown.receivingMxHelo;
  delete shown.additionalInformation;
  return shown;
}
