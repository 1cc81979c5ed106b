import type { Excerpt, FailureGroup, ReportExcerpt, ResultExcerpt } from '../../shared/excerpt.ts';
import type { FailureDetails, Report, Result } from '../../shared/model.ts';
import { clip, clipped } from './clip.ts';

// What the window is sent of one report: the greatest one that is read would fill its memory many times over.

const maxPolicies = 500;
/** Failure details, lines of policies and MX hosts, and kinds of failure: of one list, and of the whole report. */
const maxDetails = { ofList: 1_000, ofReport: 5_000 };
const maxLines = { ofList: 1_000, ofReport: 5_000 };
const maxGroups = { ofList: 100, ofReport: 1_000 };
/** More of one text is nowhere shown. */
const maxTextLength = 400;

/** How many more items of a kind a report may send. */
class Room {
  #ofList: number;
  #left: number;

  constructor({ ofList, ofReport }: { ofList: number; ofReport: number }) {
    this.#ofList = ofList;
    this.#left = ofReport;
  }

  excerpt<T>(list: T[]): Excerpt<T> {
    const items = list.slice(0, Math.min(this.#ofList, this.#left));
    this.#left -= items.length;
    return { items, total: list.length };
  }
}

interface Rooms {
  details: Room;
  lines: Room;
  groups: Room;
}

export function excerptOf({ policies, ...report }: Report): ReportExcerpt {
  const rooms = { details: new Room(maxDetails), lines: new Room(maxLines), groups: new Room(maxGroups) };
  const sum = (count: (result: Result) => number) => policies.reduce((total, result) => total + count(result), 0);
  return {
    ...clipped(report, maxTextLength),
    policies: {
      items: firstPolicies(policies).map((result) => resultExcerpt(result, rooms)),
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

function resultExcerpt({ policy, failureDetails, ...counts }: Result, rooms: Rooms): ResultExcerpt {
  const { policyType, policyDomain, policyString, mxHost } = policy;
  const lines = (list: string[]) => {
    const { items, total } = rooms.lines.excerpt(list);
    return { items: items.map((line) => clip(line, maxTextLength)), total };
  };
  const groups = rooms.groups.excerpt(groupFailures(failureDetails));
  const group = ({ details, ...kind }: Group): FailureGroup => {
    const { items, total } = rooms.details.excerpt(details);
    const shown = items.map((detail) => clipped(detail, maxTextLength));
    return { ...clipped(kind, maxTextLength), details: { items: shown, total } };
  };
  return {
    ...counts,
    policy: {
      ...clipped({ policyType, policyDomain }, maxTextLength),
      policyString: lines(policyString),
      mxHost: lines(mxHost),
    },
    failures: { items: groups.items.map(group), total: groups.total },
  };
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
