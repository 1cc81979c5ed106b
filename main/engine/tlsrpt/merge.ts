import { DeskError } from '../../../shared/error.ts';
import type { FailureDetails, Policy, Report, Result } from '../../../shared/model.ts';
import { PolicyKeys } from './policykey.ts';

/**
 * Merges results into the report: the seed's Report.Merge. A result whose policy the report has already is added to
 * that one's counts and details, another is appended. Nothing of `results` is kept by reference.
 */
export function mergeResults(report: Report, ...results: Result[]): void {
  const merger = new Merger(report);
  for (const result of results) merger.add(result);
}

/** Merges counts for one policy into the report: the seed's Report.Add. */
export function addSessions(
  report: Report,
  policy: Policy,
  successful: number,
  failed: number,
  ...failureDetails: FailureDetails[]
): void {
  mergeResults(report, {
    policy,
    totalSuccessfulSessionCount: successful,
    totalFailureSessionCount: failed,
    failureDetails,
  });
}

/**
 * One report of many, policies merged as by `mergeResults` in the order given. Its range goes from the earliest start
 * to the latest end. Organization and contact are the one that all share, else the different ones in order, joined by
 * `, `; the report-id names range and number of reports. A single report keeps its own.
 * Throws DeskError bad-request for none at all.
 */
export function combineReports(reports: readonly Report[]): Report {
  const [first] = reports;
  if (first === undefined) throw new DeskError('bad-request', 'no reports to combine');
  const combined: Report = {
    organizationName: joined(reports.map((report) => report.organizationName)),
    startDatetime: reports.reduce(
      (min, { startDatetime }) => (startDatetime < min ? startDatetime : min),
      first.startDatetime,
    ),
    endDatetime: reports.reduce((max, { endDatetime }) => (endDatetime > max ? endDatetime : max), first.endDatetime),
    contactInfo: joined(reports.map((report) => report.contactInfo)),
    reportId: first.reportId,
    policies: [],
  };
  if (reports.length > 1) {
    combined.reportId = `combined-${combined.startDatetime}-${combined.endDatetime}-${reports.length}`;
  }
  const merger = new Merger(combined);
  for (const report of reports) for (const result of report.policies) merger.add(result);
  return combined;
}

const maxJoinedTexts = 20;

function joined(texts: string[]): string {
  const different = [...new Set(texts)].filter((text) => text !== '');
  const shown = different.slice(0, maxJoinedTexts).join(', ');
  return different.length > maxJoinedTexts ? `${shown}, …` : shown;
}

interface Indexed {
  result: Result;
  details: Map<string, FailureDetails>;
}

/** Finds equal policies and details by key, so that thousands of reports merge in linear time. */
class Merger {
  readonly #policies: Result[];
  readonly #byPolicy = new Map<string, Indexed>();
  readonly #policyKeys = new PolicyKeys();

  constructor(report: Report) {
    this.#policies = report.policies;
    for (const result of report.policies) {
      const key = this.#policyKeys.keyOf(result.policy);
      if (!this.#byPolicy.has(key)) this.#byPolicy.set(key, indexed(result));
    }
  }

  add(added: Result): void {
    const { result, details } = this.#entryFor(added.policy);
    result.totalSuccessfulSessionCount = sum(result.totalSuccessfulSessionCount, added.totalSuccessfulSessionCount);
    result.totalFailureSessionCount = sum(result.totalFailureSessionCount, added.totalFailureSessionCount);
    for (const detail of added.failureDetails) addDetails(result, details, detail);
  }

  #entryFor(policy: Policy): Indexed {
    const key = this.#policyKeys.keyOf(policy);
    const known = this.#byPolicy.get(key);
    if (known !== undefined) return known;
    const copy = { ...policy, policyString: [...policy.policyString], mxHost: [...policy.mxHost] };
    const fresh = indexed({
      policy: copy,
      totalSuccessfulSessionCount: 0,
      totalFailureSessionCount: 0,
      failureDetails: [],
    });
    this.#policies.push(fresh.result);
    this.#byPolicy.set(key, fresh);
    return fresh;
  }
}

/** The seed's Result.Add for one detail: equal in all but the count, it is summed. */
function addDetails(result: Result, byKey: Map<string, FailureDetails>, added: FailureDetails): void {
  const key = detailsKey(added);
  const known = byKey.get(key);
  if (known !== undefined) {
    known.failedSessionCount = sum(known.failedSessionCount, added.failedSessionCount);
    return;
  }
  const copy = { ...added };
  result.failureDetails.push(copy);
  byKey.set(key, copy);
}

function indexed(result: Result): Indexed {
  const details = new Map<string, FailureDetails>();
  for (const detail of result.failureDetails) {
    const key = detailsKey(detail);
    if (!details.has(key)) details.set(key, detail);
  }
  return { result, details };
}

/** The seed's equality of details: all fields but the count. */
function detailsKey(details: FailureDetails): string {
  return JSON.stringify([
    details.resultType,
    details.sendingMtaIp,
    details.receivingMxHostname,
    details.receivingMxHelo,
    details.receivingIp,
    details.additionalInformation,
    details.failureReasonCode,
  ]);
}

/** All sessions of the report, whatever the policy. */
export function sessionsOf(report: Report): { successfulSessions: number; failedSessions: number } {
  return {
    successfulSessions: report.policies.reduce((total, result) => sum(total, result.totalSuccessfulSessionCount), 0),
    failedSessions: report.policies.reduce((total, result) => sum(total, result.totalFailureSessionCount), 0),
  };
}

/** Stays a count that parseReport would read again. */
function sum(a: number, b: number): number {
  return Math.min(a + b, Number.MAX_SAFE_INTEGER);
}
