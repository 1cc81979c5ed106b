import type { FailureDetails, Policy, PolicyType, Result, ResultType } from '../../../shared/model.ts';

/** A TLSA record (RFC 6698 section 2.1) as node:dns answers it. */
export interface TlsaRecord {
  certUsage: number;
  selector: number;
  match: number;
  data: ArrayBuffer;
}

/**
 * The policy of a host with DANE: the seed's TLSAPolicy. The policy domain is the TLSA base domain (RFC 8460
 * section 4.4), in A-labels; records are sorted, so that equal sets compare equal.
 */
export function tlsaPolicy(records: readonly TlsaRecord[], tlsaBaseDomain: string): Policy {
  return {
    policyType: 'tlsa',
    policyString: records.map(recordText).sort(),
    policyDomain: tlsaBaseDomain,
    mxHost: [],
  };
}

function recordText({ certUsage, selector, match, data }: TlsaRecord): string {
  const hex = Array.from(new Uint8Array(data), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${certUsage} ${selector} ${match} ${hex}`;
}

/** A result without sessions yet: the seed's MakeResult. `domain` is in A-labels. */
export function makeResult(policyType: PolicyType, domain: string, ...failureDetails: FailureDetails[]): Result {
  return {
    policy: { policyType, policyString: [], policyDomain: domain, mxHost: [] },
    totalSuccessfulSessionCount: 0,
    totalFailureSessionCount: 0,
    failureDetails,
  };
}

/** One failed session: the seed's Details. */
export function details(resultType: ResultType, failureReasonCode: string): FailureDetails {
  return {
    resultType,
    sendingMtaIp: '',
    receivingMxHostname: '',
    receivingMxHelo: '',
    receivingIp: '',
    failedSessionCount: 1,
    additionalInformation: '',
    failureReasonCode,
  };
}
