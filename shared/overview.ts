import type { Day } from './contract.ts';

/**
 * How a kind of failure does: `gone` when all who saw it last have reported its domain without it since; `unheard` when
 * only others have, so that nobody knows.
 */
export const kindTrends = ['new', 'rising', 'steady', 'unheard', 'gone'] as const;
export type KindTrend = (typeof kindTrends)[number];

/** A distinct problem: one result type at one MX host for one policy domain, over the filter's period. */
export interface FailureKind {
  policyDomain: string;
  resultType: string;
  receivingMxHostname: string;
  /** The reason code given most often for it; '' for none. */
  failureReasonCode: string;
  trend: KindTrend;
  failedSessions: number;
  reports: number;
  reporters: number;
  /** Of all that is stored, whatever the filter's period. */
  firstSeen: Day;
  lastSeen: Day;
  /** Failed sessions, one entry a day of the period. */
  daily: Float64Array;
}

export interface FailureKinds {
  /** First day of `daily`, '' when nothing was reported. */
  firstDay: Day;
  /** Those not gone first, each group by most failed sessions; of more than `kindsLimit` some of every reporter. */
  kinds: FailureKind[];
  /** Kinds in all, and those of them that are not gone. */
  total: number;
  open: number;
}
export const kindsLimit = 200;

/** What reports say about one policy domain over the filter's period. For DANE it is an MX host (RFC 8460 4.3). */
export interface DomainSummary {
  policyDomain: string;
  /** Of its latest report: policy types, the STS mode ('' for none) and how many TLSA records. */
  policyTypes: string[];
  stsMode: string;
  tlsaRecords: number;
  successfulSessions: number;
  failedSessions: number;
  reporters: number;
  lastSeen: Day;
  /** One entry a day of the period. */
  dailySuccessful: Float64Array;
  dailyFailed: Float64Array;
}

export interface DomainSummaries {
  firstDay: Day;
  /** Most failed sessions first, then most sessions; at most `domainsLimit`. */
  domains: DomainSummary[];
  total: number;
}
export const domainsLimit = 200;

/** Who reported on which day. */
export interface ReporterCoverage {
  organizationName: string;
  reports: Float64Array;
  failedSessions: Float64Array;
  lastSeen: Day;
  /** It used to report regularly and has stopped, while others go on. */
  isSilent: boolean;
}

export interface Coverage {
  firstDay: Day;
  days: number;
  /** Silent ones first, then most reports; at most `reportersLimit`. */
  reporters: ReporterCoverage[];
  total: number;
}
export const reportersLimit = 200;

/** What is known of an IP address: asked for one at a time, by a person. */
export interface AddressInfo {
  /** Names by reverse DNS; [] for none. */
  names: string[];
  /** Who announces it, as `AS15169 GOOGLE, US`; '' when unknown. */
  owner: string;
}
