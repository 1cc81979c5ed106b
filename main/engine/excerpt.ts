import type { Excerpt, FailureGroup, ReportExcerpt, ResultExcerpt } from '../../shared/excerpt.ts';
import type { FailureDetails, Report, Result } from '../../shared/model.ts';
import { clip, clipped } from './clip.ts';

// What the window is sent of one report: the greatest one that is read would fill its memory many times over.

const maxPolicies = 500;
/** Failure details, lines of policies and MX hosts, and kinds of failure: of one list, and of the whole report. */
const maxDetails = { ofList: 1_000, ofReport: 5_000 };
const maxLines = { ofList: 1_000, ofReport: 5_000 };
const maxGroups = { ofList: 100, ofReport: 2_000 };
/** More of one text is nowhere shown. */
const maxTextLength = 400;

/** How many items of each list are sent. */
interface Lengths {
  groups: number;
  details: number;
  lines: number;
}

export function excerptOf({ policies, ...report }: Report): ReportExcerpt {
  const first = firstPolicies(policies).map((result) => ({ result, groups: groupFailures(result.failureDetails) }));
  const sum = (count: (result: Result) => number) => policies.reduce((total, result) => total + count(result), 0);
  const lengths = fairLengths(first);
  return {
    ...clipped(report, maxTextLength),
    policies: {
      items: first.map(({ result, groups }) => resultExcerpt(result, groups, lengths)),
      total: policies.length,
    },
    successfulSessions: sum((result) => result.totalSuccessfulSessionCount),
    failedSessions: sum((result) => result.totalFailureSessionCount),
  };
}

/** Failures are what a report is opened for: none is left out for a policy without. */
function firstPolicies(policies: Result[]): Result[] {
  if (policies.length <= maxPolicies) return policies;
  const hasFailed = (result: Result) => result.totalFailureSessionCount > 0 || result.failureDetails.length > 0;
  const failed = policies.filter(hasFailed);
  return [...failed, ...policies.filter((result) => !hasFailed(result))].slice(0, maxPolicies);
}

function fairLengths(first: { result: Result; groups: Group[] }[]): Lengths {
  const groups = fairLength(
    first.map((each) => each.groups.length),
    maxGroups,
  );
  const shown = first.flatMap((each) => each.groups.slice(0, groups));
  const lines = first.flatMap(({ result: { policy } }) => [policy.policyString.length, policy.mxHost.length]);
  return {
    groups,
    details: fairLength(
      shown.map(({ details }) => details.length),
      maxDetails,
    ),
    lines: fairLength(lines, maxLines),
  };
}

/** No list takes the room of the others: where all of them are too much, the longest are cut further. */
function fairLength(lengths: number[], { ofList, ofReport }: { ofList: number; ofReport: number }): number {
  const sent = (most: number) => lengths.reduce((sum, length) => sum + Math.min(length, most), 0);
  let most = ofList;
  while (sent(most) > ofReport) most = Math.floor(most / 2);
  return most;
}

function resultExcerpt(result: Result, groups: Group[], lengths: Lengths): ResultExcerpt {
  const { policy, totalSuccessfulSessionCount, totalFailureSessionCount } = result;
  const { policyType, policyDomain, policyString, mxHost } = policy;
  const lines = (list: string[]) => excerpt(list, lengths.lines, (line) => clip(line, maxTextLength));
  return {
    totalSuccessfulSessionCount,
    totalFailureSessionCount,
    policy: {
      ...clipped({ policyType, policyDomain }, maxTextLength),
      policyString: lines(policyString),
      mxHost: lines(mxHost),
    },
    failures: excerpt(groups, lengths.groups, ({ details, ...kind }) => ({
      ...clipped(kind, maxTextLength),
      details: excerpt(details, lengths.details, (detail) => clipped(detail, maxTextLength)),
    })),
  };
}

function excerpt<T, Shown>(list: T[], length: number, show: (item: T) => Shown): Excerpt<Shown> {
  return { items: list.slice(0, length).map(show), total: list.length };
}

type Group = Omit<FailureGroup, 'details'> & { details: FailureDetails[] };

/** The details by result type and reason, the most failed sessions first. */
function groupFailures(details: FailureDetails[]): Group[] {
  const groups = new Map<string, Group>();
  for (const detail of details) {
    const { resultType, failureReasonCode } = detail;
    const key = JSON.stringify([resultType, failureReasonCode]);
    const group = groups.get(key) ?? { resultType, failureReasonCode, failedSessions: 0, details: [] };
    group.failedSessions += detail.failedSessionCount;
    group.details.push(detail);
    groups.set(key, group);
  }
  return [...groups.values()].toSorted((one, other) => other.failedSessions - one.failedSessions);
}
