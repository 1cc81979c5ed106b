import { hash } from 'node:crypto';
import type { FailureDetails, Report } from '../../../shared/model.ts';
import { PolicyKeys, type PolicyLists } from '../tlsrpt/policykey.ts';
import { reporterOf } from './reporter.ts';

/** Bytes kept of each SHA-256: enough that nobody makes two reports collide, and half the index. */
const digestBytes = 16;
/** Within one identity: as many as a whole number of JavaScript and SQLite holds. */
const domainsBytes = 6;

/** What makes a report the same as another: then it is a duplicate. */
export interface ReportKey {
  /**
   * Same reporter, report-id and start. RFC 8460 section 5.3 has report-ids to tell duplicates, but says not among
   * whom they are unique, and tlsrpt-reporter's collide across reporters.
   */
  identity: Buffer;
  /** Same range and policies besides, in whatever order. */
  content: Buffer;
}

/** Besides, what makes it say something about the same as another. */
export interface EditionKey extends ReportKey {
  /** Same policy domains: Halon gives one report-id to its reports on all domains of a run. */
  domains: number;
  /** Same identity, end and policy domains, and the same domain in the contact: two of them are one report, mended. */
  editionOf: Buffer;
}

export function reportKey(report: Report): EditionKey {
  const { reportId, startDatetime, endDatetime } = report;
  const policyKeys = new PolicyKeys();
  const domains = [...new Set(report.policies.map(({ policy }) => policy.policyDomain))].sort();
  const named = [report.organizationName || report.contactInfo, reportId, startDatetime];
  return {
    identity: digest(named),
    content: contentOf(report, (policy) => policyKeys.listsOf(policy)),
    domains: digest(domains).readUIntBE(0, domainsBytes),
    editionOf: digest([...named, endDatetime, reporterOf(report).contactDomain, domains]),
  };
}

/** The content as schema 9 and before told it: reports that were removed then and forgotten are known by it alone. */
export function formerContent(report: Report): Buffer {
  return contentOf(report, (policy) => policy);
}

function contentOf({ startDatetime, endDatetime, policies }: Report, listsOf: PolicyKeys['listsOf']): Buffer {
  const results = policies.map(({ policy, ...result }) => {
    const { policyString, mxHost }: PolicyLists = listsOf(policy);
    return JSON.stringify([
      ...[policy.policyType, policy.policyDomain, policyString, mxHost],
      ...[result.totalSuccessfulSessionCount, result.totalFailureSessionCount],
      result.failureDetails.map(canonicalFailure).sort(),
    ]);
  });
  return digest([startDatetime, endDatetime, results.sort()]);
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
