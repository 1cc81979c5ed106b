import type { FailureDetails, ResultType } from '../../shared/model.ts';

/** Failure details with the same explanation. */
export interface FailureGroup {
  resultType: ResultType;
  failureReasonCode: string;
  failedSessions: number;
  details: FailureDetails[];
}

/** The details by result type and reason, the most failed sessions first. */
export function groupFailures(details: FailureDetails[]): FailureGroup[] {
  const groups = new Map<string, FailureGroup>();
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
