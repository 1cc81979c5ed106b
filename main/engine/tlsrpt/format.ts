import type { FailureDetails, Report, Result } from '../../../shared/model.ts';

/**
 * The report as JSON of RFC 8460 section 4.4, in the seed's order of fields: lists are never null, and of the texts
 * receiving-mx-helo alone is left out when empty.
 */
export function formatReport(report: Report): string {
  return JSON.stringify({
    'organization-name': report.organizationName,
    'date-range': { 'start-datetime': report.startDatetime, 'end-datetime': report.endDatetime },
    'contact-info': report.contactInfo,
    'report-id': report.reportId,
    policies: report.policies.map(resultJson),
  });
}

function resultJson({ policy, ...result }: Result): object {
  return {
    policy: {
      'policy-type': policy.policyType,
      'policy-string': policy.policyString,
      'policy-domain': policy.policyDomain,
      'mx-host': policy.mxHost,
    },
    summary: {
      'total-successful-session-count': result.totalSuccessfulSessionCount,
      'total-failure-session-count': result.totalFailureSessionCount,
    },
    'failure-details': result.failureDetails.map(failureDetailsJson),
  };
}

function failureDetailsJson(details: FailureDetails): object {
  return {
    'result-type': details.resultType,
    'sending-mta-ip': details.sendingMtaIp,
    'receiving-mx-hostname': details.receivingMxHostname,
    ...(details.receivingMxHelo === '' ? {} : { 'receiving-mx-helo': details.receivingMxHelo }),
    'receiving-ip': details.receivingIp,
    'failed-session-count': details.failedSessionCount,
    'additional-information': details.additionalInformation,
    'failure-reason-code': details.failureReasonCode,
  };
}

/** File systems end at 255 bytes, and the name has two domains. */
const maxDomainLength = 80;

/**
 * The name that RFC 8460 section 5.1 gives a report's file: `sender!policy-domain!begin!end[!unique-id].json[.gz]`,
 * times in seconds since 1970. The sender is the domain of the contact. `uniqueId` is of letters and digits, '' for
 * none. Safe on every file system, whatever the report says.
 */
export function reportFileName(report: Report, extension: 'json' | 'json.gz', uniqueId = ''): string {
  const sender = report.contactInfo.split('@').at(-1) || report.organizationName;
  const policyDomain = report.policies.find((result) => result.policy.policyDomain !== '')?.policy.policyDomain ?? '';
  const parts = [
    fileNamePart(sender),
    fileNamePart(policyDomain),
    epochSeconds(report.startDatetime),
    epochSeconds(report.endDatetime),
    ...(uniqueId === '' ? [] : [fileNamePart(uniqueId)]),
  ];
  return `${parts.join('!')}.${extension}`;
}

function fileNamePart(text: string): string {
  const safe = text
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, maxDomainLength);
  return safe === '' ? 'unknown' : safe;
}

function epochSeconds(instant: string): number {
  return Date.parse(instant) / 1000;
}
