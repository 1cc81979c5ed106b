import type { Deviation, FailureDetails, Report } from '../../../shared/model.ts';
import { reportOf, rowOf } from './data.ts';

// The greatest report that is read: 10,000 policies with 100,000 failure details, and lists as long as they may be.

const policyCount = 10_000;
const detailCount = 100_000;
const lineCount = 10_000;
const kinds = ['certificate-expired', 'validation-failure', 'starttls-not-supported', 'sts-webpki-invalid'];

export const manyDeviations: Deviation[] = Array.from({ length: 2_600 }, (_, index) => ({
  code: index % 2 === 0 ? 'count-as-string' : 'string-expected',
  path: `policies[${index}].summary.total-failure-session-count`,
}));

/** The first policy has half of the details, the next ones share the rest, and most have none. */
export function maximalReport(): Report {
  const detailsOf = (index: number) => (index === 0 ? detailCount / 2 : index <= 500 ? detailCount / 1_000 : 0);
  return {
    ...reportOf(rowOf(0)),
    policies: Array.from({ length: policyCount }, (_, index) => {
      const failureDetails = Array.from({ length: detailsOf(index) }, (_each, place) => detail(index, place));
      const lines = index === 1 ? lineCount : 2;
      return {
        policy: {
          policyType: index % 3 === 2 ? 'tlsa' : 'sts',
          policyString: Array.from({ length: lines }, (_each, line) => `mx: mx${line}.shop${index}.example`),
          policyDomain: `shop${index}.example`,
          mxHost: Array.from({ length: index < 2 ? lineCount : 1 }, (_each, host) => `mx${host}.shop${index}.example`),
        },
        totalSuccessfulSessionCount: 1_000,
        totalFailureSessionCount: failureDetails.length,
        failureDetails,
      };
    }),
  };
}

export function maximalOriginal(): string {
  return JSON.stringify(maximalReport());
}

function detail(policy: number, place: number): FailureDetails {
  return {
    resultType: kinds[place % kinds.length] ?? 'other',
    sendingMtaIp: `192.0.2.${place % 250}`,
    receivingMxHostname: `mx${place}.shop${policy}.example`,
    receivingMxHelo: '',
    receivingIp: `203.0.113.${place % 250}`,
    failedSessionCount: 1,
    additionalInformation: place % 5 === 0 ? 'x'.repeat(5_000) : '',
    failureReasonCode: policy === 0 ? `reason ${place % 300}` : '',
  };
}
