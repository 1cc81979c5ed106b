import { type ReportRow, rowPoliciesLimit } from './contract.ts';
import type { FailureDetails, Policy, Report, Result, ResultType } from './model.ts';

/** As much of a list as a window shows, and how many items it has in all. */
export interface Excerpt<T> {
  items: T[];
  total: number;
}

/** Failure details with the same explanation. */
export interface FailureGroup {
  resultType: ResultType;
  failureReasonCode: string;
  /** Of all details, those left out too. */
  failedSessions: number;
  details: Excerpt<FailureDetails>;
}

export interface PolicyExcerpt extends Omit<Policy, 'policyString' | 'mxHost'> {
  policyString: Excerpt<string>;
  mxHost: Excerpt<string>;
}

export interface ResultExcerpt extends Omit<Result, 'policy' | 'failureDetails'> {
  policy: PolicyExcerpt;
  /** The most failed sessions first. */
  failures: Excerpt<FailureGroup>;
}

/** A report for looking at: whole where it is as reports are, and bounded however large it is. */
export interface ReportExcerpt extends Omit<Report, 'policies'> {
  /** In the report's order; where some are left out, those with failures come first. */
  policies: Excerpt<ResultExcerpt>;
  /** Of all policies. */
  successfulSessions: number;
  failedSessions: number;
}

/** The domains of a report in one line, with a sign that there are more. */
export function domainsOf({ policyDomains, policies }: ReportRow, separator: string): string {
  return [...policyDomains, ...(policies > rowPoliciesLimit ? ['…'] : [])].join(separator);
}
