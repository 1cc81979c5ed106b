import { Refusal } from '../../../shared/error.ts';
import type { DeviationCode, FailureDetails, ParsedReport, Policy, Report, Result } from '../../../shared/model.ts';
import { readAddress } from './address.ts';
import { readDateRange } from './daterange.ts';
import { Deviations } from './deviations.ts';
import { readDomain } from './domain.ts';
import { Fields } from './fields.ts';
import { noObject, readJsonObject } from './json.ts';
import { maxFailureDetails, maxNameLength, maxPolicies, maxRemarkLength } from './limits.ts';
import { normalOrganization } from './organization.ts';
import { isReport } from './recognise.ts';
import { splitStream, type Piece } from './stream.ts';
import { requireLittleText } from './textsize.ts';
import { readPolicyType, readResultType } from './types.ts';

/** The reports in a stream of JSON, each with the JSON it was written in, and why other objects of it are none. */
export interface ReportStream {
  reports: { parsed: ParsedReport; original: Uint8Array }[];
  refusals: Refusal[];
}

/**
 * Reads the first report of a stream of JSON, of which hardly any has a second.
 * Throws the Refusal that says why it cannot be read: see `parseReports`.
 */
export function parseReport(json: Uint8Array, fileName = ''): ParsedReport {
  const { pieces, deviations } = splitStream(json, 1);
  const [first] = pieces;
  if (first === undefined) throw noObject(json);
  return parsePiece(first, deviations, fileName);
}

/**
 * Reads up to `most` reports of a stream of JSON. The refusals are report-too-large, too-many-reports, json-broken,
 * json-too-deep, not-an-object, not-tls-report and what readReport throws.
 */
export function parseReports(json: Uint8Array, most: number, fileName: string): ReportStream {
  const { pieces, deviations, isCut } = splitStream(json, most);
  const read: ReportStream = { reports: [], refusals: [] };
  // All that is around a single report is kept with it, unless that is no more than ballast.
  const isAlone = pieces.length === 1 && !deviations.includes('trailing-data');
  for (const piece of pieces) {
    try {
      read.reports.push({ parsed: parsePiece(piece, deviations, fileName), original: isAlone ? json : piece.bytes });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      read.refusals.push(error);
    }
  }
  if (isCut) read.refusals.push(new Refusal('too-many-reports', `more than ${most}`));
  if (pieces.length === 0 && !isCut) read.refusals.push(noObject(json));
  return read;
}

function parsePiece(piece: Piece, around: DeviationCode[], fileName: string): ParsedReport {
  const deviations = new Deviations();
  for (const code of around) deviations.note(code, '');
  const json = readJsonObject(piece, deviations);
  if (!isReport(json)) throw new Refusal('not-tls-report', 'JSON without the fields of a report');
  const report = readReport(new Fields(json, '', deviations), fileName, deviations);
  return { report, deviations: deviations.list };
}

/**
 * A report (RFC 8460 section 4.4) of its JSON: the seed's Parse, and more tolerant.
 * Whatever departs from the RFC and still has a meaning is read and noted; unknown fields are ignored.
 * Throws Refusal date-range-unreadable, no-policies, count-unusable, too-many-policies, too-many-failure-details,
 * list-too-long, string-too-long or too-much-text; its detail is a path, a number or what was
 * written where one helps. `fileName` is what the report came as, '' where that is not known.
 */
function readReport(fields: Fields, fileName: string, deviations: Deviations): Report {
  const report = {
    organizationName: normalOrganization(fields.requiredText('organization-name')),
    ...readDateRange(fields, fileName, deviations),
    contactInfo: fields.requiredText('contact-info'),
    reportId: fields.requiredText('report-id'),
    policies: readPolicies(fields, deviations),
  };
  requireLittleText(report);
  return report;
}

function readPolicies(report: Fields, deviations: Deviations): Result[] {
  const entries = report.objects('policies', resultFields);
  if (entries.length === 0) throw new Refusal('no-policies', 'policies');
  if (entries.length > maxPolicies) throw new Refusal('too-many-policies', `${entries.length} policies`);
  const details = entries.map((entry) => entry.objects('failure-details', failureFields));
  const detailsInAll = details.reduce((sum, { length }) => sum + length, 0);
  if (detailsInAll > maxFailureDetails) throw new Refusal('too-many-failure-details', `${detailsInAll} details`);
  return entries.map((entry, index) => readResult(entry, details[index] ?? [], deviations));
}

function readResult(fields: Fields, details: Fields[], deviations: Deviations): Result {
  const summary = fields.object('summary');
  const policyHolder = fields.objectOrBeside('policy', policyFields);
  const holder = [summary, fields, policyHolder].find(hasTotals) ?? summary;
  if (holder !== summary) deviations.note('field-misplaced', fields.path('summary'));
  const policy = readPolicy(policyHolder, deviations);
  const failureDetails = details.map((detail) => readFailureDetails(detail, deviations));
  const detailedSessions = failureDetails.reduce((sum, { failedSessionCount }) => sum + failedSessionCount, 0);
  const result = {
    policy,
    ...readTotals(holder, Math.min(detailedSessions, Number.MAX_SAFE_INTEGER), deviations),
    failureDetails,
  };
  // Section 4.4: failure types do not exclude each other, so a session may count in several details (mail.ru).
  if (detailedSessions !== result.totalFailureSessionCount) {
    deviations.note('details-do-not-sum', fields.path('failure-details'));
  }
  return result;
}

const successful = ['total-successful-session-count', 'suc'] as const;
const failed = ['total-failure-session-count', 'fail'] as const;

function hasTotals(fields: Fields): boolean {
  return fields.hasCountAlike(...successful) || fields.hasCountAlike(...failed);
}

/** Where the failed sessions are left out, those of the details are known still. */
function readTotals(summary: Fields, detailedSessions: number, deviations: Deviations) {
  const totals = { successful: summary.countAlike(...successful), failed: summary.countAlike(...failed) };
  if (totals.successful === undefined) deviations.note('count-missing', summary.path(successful[0]));
  if (totals.failed === undefined) {
    deviations.note(detailedSessions > 0 ? 'count-of-details' : 'count-missing', summary.path(failed[0]));
  }
  return {
    totalSuccessfulSessionCount: totals.successful ?? 0,
    totalFailureSessionCount: totals.failed ?? detailedSessions,
  };
}

const policyFields = ['policy-type', 'policy-domain', 'policy-string', 'mx-host'];
const resultFields = ['policy', 'summary', 'failure-details', ...policyFields, successful[0], failed[0]];
const failureFields = [
  'result-type',
  'failed-session-count',
  'sending-mta-ip',
  'receiving-mx-hostname',
  'receiving-ip',
  'failure-reason-code',
];

/** Section 4.2. The lists are missed only where they have a meaning: mail.ru and Microsoft leave them out. */
function readPolicy(fields: Fields, deviations: Deviations): Policy {
  const policyType = readPolicyType(fields, deviations);
  const mxHost = fields.textList('mx-host', policyType === 'sts');
  return {
    policyType,
    policyString: fields.textList('policy-string', policyType === 'sts' || policyType === 'tlsa'),
    policyDomain: fields.requiredDomain('policy-domain'),
    mxHost: mxHost.map((pattern, index) => readDomain(pattern, `${fields.path('mx-host')}[${index}]`, deviations)),
  };
}

/**
 * Section 4.3. Addresses and MX are not missed: a failure to fetch a policy happens before there are any, and the
 * RFC's own example leaves out a receiving-ip.
 */
function readFailureDetails(fields: Fields, deviations: Deviations): FailureDetails {
  const [mx, from, to] = ['receiving-mx-hostname', 'sending-mta-ip', 'receiving-ip'];
  return {
    resultType: readResultType(fields, deviations),
    sendingMtaIp: readAddress(fields.text(from, maxNameLength), fields.path(from), deviations),
    receivingMxHostname: readDomain(fields.text(mx, Infinity), fields.path(mx), deviations),
    receivingMxHelo: fields.text('receiving-mx-helo', maxRemarkLength),
    receivingIp: readAddress(fields.text(to, maxNameLength), fields.path(to), deviations),
    failedSessionCount: fields.count('failed-session-count'),
    additionalInformation: fields.text('additional-information', maxRemarkLength),
    failureReasonCode: fields.text('failure-reason-code', maxRemarkLength),
  };
}
