import type { RefusalCode } from './error.ts';

/**
 * RFC 8460 section 4 as types. Names are the RFC's, in camel case. A string that the report does not carry is ''
 * and a list that it does not carry is [], as in the seed, so that code has one notion of "absent".
 */

/** RFC 8460 section 4.2: the policy types; reporters may send others, which are kept verbatim. */
export const policyTypes = ['tlsa', 'sts', 'no-policy-found'] as const;
export type PolicyType = (typeof policyTypes)[number] | (string & {});

/** RFC 8460 section 4.3: the result types; the registry "is expected to grow", so others are kept verbatim. */
export const resultTypes = [
  'starttls-not-supported',
  'certificate-host-mismatch',
  'certificate-expired',
  'certificate-not-trusted',
  'validation-failure',
  'tlsa-invalid',
  'dnssec-invalid',
  'dane-required',
  'sts-policy-fetch-error',
  'sts-policy-invalid',
  'sts-webpki-invalid',
] as const;
export type ResultType = (typeof resultTypes)[number] | (string & {});

/** What was in force at the sender; two are the same by tlsrpt/policykey.ts. */
export interface Policy {
  policyType: PolicyType;
  /** One TLSA record or one MTA-STS policy line an item. */
  policyString: string[];
  /** For `tlsa` the TLSA base domain (an MX host), for `sts` the recipient domain; A-labels. */
  policyDomain: string;
  mxHost: string[];
}

/** Sessions that failed alike. The counts of a policy's details need not add up to its total (section 4.4). */
export interface FailureDetails {
  resultType: ResultType;
  /** Addresses in the form of tlsrpt/address.ts. */
  sendingMtaIp: string;
  receivingMxHostname: string;
  receivingMxHelo: string;
  receivingIp: string;
  failedSessionCount: number;
  additionalInformation: string;
  failureReasonCode: string;
}

/** One entry of a report's `policies`: the seed's Result. */
export interface Result {
  policy: Policy;
  totalSuccessfulSessionCount: number;
  totalFailureSessionCount: number;
  failureDetails: FailureDetails[];
}

export interface Report {
  organizationName: string;
  /** ISO 8601 in UTC, to the second: `2026-11-24T00:00:00Z`. */
  startDatetime: string;
  endDatetime: string;
  contactInfo: string;
  reportId: string;
  policies: Result[];
}

/**
 * Where a report departed from RFC 8460 and how it was read all the same.
 * `path` says where in the JSON (`policies[0].policy.mx-host`), '' for the report or its mail as a whole.
 */
export interface Deviation {
  code: DeviationCode;
  path: string;
  /** Of a part that could not be read beside the report: why. */
  refusal?: { code: RefusalCode; detail: string };
}

export const deviationCodes = [
  // Values
  'date-without-zone',
  'date-not-rfc3339',
  'date-by-file-name',
  'date-of-other-end',
  'date-range-reversed',
  'count-as-string',
  'count-missing',
  'count-of-details',
  'details-do-not-sum',
  'string-expected',
  'string-as-list',
  'list-as-json-text',
  'list-missing',
  'list-null',
  'list-as-object',
  'object-as-list',
  'null-entry',
  'unknown-policy-type',
  'unknown-result-type',
  'type-other-case',
  'domain-trailing-dot',
  'domain-in-u-labels',
  'address-other-form',
  'field-missing',
  'field-other-name',
  'field-other-case',
  'field-misplaced',
  'text-cut',
  // Bytes
  'byte-order-mark',
  'utf-16',
  'windows-1252',
  'json-guard',
  'one-of-several',
  'trailing-data',
  'invalid-utf8',
  'truncated-gzip',
  // Mail
  'line-ends',
  'transfer-encoding',
  'uuencoded',
  'media-type',
  'label-contradicts-content',
  'not-multipart-report',
  'report-type-missing',
  'nested-message',
  'part-unreadable',
] as const;
export type DeviationCode = (typeof deviationCodes)[number];

/** Whether a report's mail was signed by the reporting domain (RFC 8460 section 3). */
/** `waiting`: the mail is stored, and its signatures are yet to be checked. */
export const authenticities = ['verified', 'unaligned', 'unsigned', 'failed', 'waiting', 'not-checked'] as const;
export type Authenticity = (typeof authenticities)[number];

/**
 * Why a report does not count until a person confirms it: it counts more sessions than anyone would expect of its
 * reporter, or another domain signed it than those that did before. '' where it counts.
 */
export const doubts = ['', 'count', 'signer'] as const;
export type Doubt = (typeof doubts)[number];

/**
 * What a filter asks for: reports by what their signatures came to, those that are yet to be confirmed, or those in
 * whose place another edition of them counts.
 */
export const trusts = [...authenticities, 'unconfirmed', 'replaced'] as const;
export type Trust = (typeof trusts)[number];

/** A report and what had to be tolerated to read it. */
export interface ParsedReport {
  report: Report;
  deviations: Deviation[];
}
