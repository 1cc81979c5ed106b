import { hash } from 'node:crypto';
import type { FailureDetails, Report, Result } from '../../../shared/model.ts';

/** Bytes kept of each SHA-256: enough that nobody makes two reports collide, and half the index. */
const digestBytes = 16;

export interface ReportKey {
  /**
   * Same reporter, report-id and start. RFC 8460 section 5.3 has report-ids to tell duplicates, but says not among
   * whom they are unique, and tlsrpt-reporter's collide across reporters.
   */
  identity: Buffer;
  /** Same range and policies besides, in whatever order. */
  content: Buffer;
}

export function reportKey(report: Report): ReportKey {
  const reporter = report.organizationName || report.contactInfo;
  return {
    identity: digest([reporter, report.reportId, report.startDatetime]),
    content: digest([report.startDatetime, report.endDatetime, report.policies.map(canonicalResult).sort()]),
  };
}

function canonicalResult({ policy, ...result }: Result): string {
  return JSON.stringify([
    policy.policyType,
    policy.policyDomain,
    policy.policyString,
    policy.mxHost,
    result.totalSuccessfulSessionCount,
    result.totalFailureSessionCount,
    result.failureDetails.map(canonicalFailure).sort(),
  ]);
}

function canonicalFailure(failure: FailureDetails): string {
  return JSON.stringify([
    failure.resultType,
    failure.sendingMtaIp,
    failure.receivingMxHostname,
    failure.receivingMxHelo,
    failure.receivingIp,
    failure.failedSessionCount,
    failure.additionalInformation,
    failure.failureReasonCode,
  ]);
}

function digest(value: unknown): Buffer {
  return hash('sha256', JSON.stringify(value), 'buffer').subarray(0, digestBytes);
}
