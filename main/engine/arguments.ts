import { isIP } from 'node:net';
import * as v from 'valibot';
import {
  breakdownKeysLimit,
  breakdownRowsLimit,
  combinedReportsLimit,
  dimensions,
  reportSortKeys,
  verifications,
  type Filter,
  type MailboxSettings,
  type Preferences,
  type ReportsQuery,
  type Selection,
} from '../../shared/contract.ts';
import { DeskError } from '../../shared/error.ts';
import { removedAtOnceLimit } from '../../shared/removing.ts';
import { trusts } from '../../shared/model.ts';
import { maxTextLength as maxReportedLength } from './tlsrpt/limits.ts';

// The border of the engine: what calls may bring. Everything behind trusts it.

const maxTextLength = 1_024;
const maxCertificateAuthorityLength = 256 * 1_024;
const maxPollMinutes = 7 * 24 * 60;
export const maxKeepMonths = 100 * 12;
/** A hundred terabytes. */
export const maxStoreMegabytes = 100_000_000;

const text = v.pipe(v.string(), v.maxLength(maxTextLength));
/** As long as what a report may say: every value that is shown can be filtered by. */
const reportedText = v.pipe(v.string(), v.maxLength(maxReportedLength));
const filledText = v.pipe(text, v.minLength(1));
const day = v.pipe(v.string(), v.isoDate());
const limit = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(breakdownRowsLimit));

export const none = v.null();
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const id = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
/** Of what is to be removed. */
export const ids = v.pipe(v.array(id), v.minLength(1), v.maxLength(removedAtOnceLimit));
export const grant = filledText;
/** Without the zone that isIP lets pass: it means something on one computer only. */
export const address = v.pipe(
  v.string(),
  v.check((text) => isIP(text) !== 0 && !text.includes('%'), 'not an IP address'),
);

export const filter: v.GenericSchema<Filter> = v.strictObject({
  since: v.exactOptional(day),
  until: v.exactOptional(day),
  policyDomain: v.exactOptional(reportedText),
  organizationName: v.exactOptional(reportedText),
  policyType: v.exactOptional(reportedText),
  failuresOnly: v.exactOptional(v.boolean()),
  authenticity: v.exactOptional(v.picklist(trusts)),
  search: v.exactOptional(text),
  resultType: v.exactOptional(reportedText),
  receivingMxHostname: v.exactOptional(reportedText),
  sendingMtaIp: v.exactOptional(reportedText),
  receivingIp: v.exactOptional(reportedText),
  failureReasonCode: v.exactOptional(reportedText),
});

export const reportsQuery: v.GenericSchema<ReportsQuery> = v.strictObject({
  filter,
  sort: v.strictObject({ key: v.picklist(reportSortKeys), descending: v.boolean() }),
  limit,
  offset: v.exactOptional(count),
  after: v.exactOptional(text),
});

const dimension = v.picklist(dimensions);
export const breakdownQuery = v.strictObject({ filter, by: dimension });
const keys = v.pipe(v.array(reportedText), v.maxLength(breakdownKeysLimit));
export const breakdownRows = v.strictObject({ filter, by: dimension, keys });
export const breakdownParts = v.strictObject({ filter, by: dimension, then: dimension, keys });
export const failuresQuery = v.strictObject({ filter, offset: count, limit });
export const refusedQuery = v.strictObject({ offset: count, limit });
export const selection: v.GenericSchema<Selection> = v.strictObject({
  filter,
  ids: v.pipe(v.array(id), v.maxLength(combinedReportsLimit)),
});

export const csvRequest = v.strictObject({ table: v.picklist(['reports', 'failures']), filter, grant });
export const jsonRequest = v.strictObject({ selection, grant });
export const saveRequest = v.strictObject({ id, grant });

export const mailboxSettings: v.GenericSchema<MailboxSettings> = v.strictObject({
  host: filledText,
  port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
  security: v.picklist(['tls', 'starttls']),
  user: filledText,
  secretId: text,
  folder: text,
  pollMinutes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(maxPollMinutes)),
  certificateAuthority: v.pipe(v.string(), v.maxLength(maxCertificateAuthorityLength)),
});
export const savedMailbox = v.strictObject({
  id: count,
  settings: v.pipe(
    mailboxSettings,
    v.check((settings) => settings.folder !== '', 'a folder must be chosen'),
  ),
});

export const preferences: v.GenericSchema<Preferences> = v.strictObject({
  verification: v.picklist(verifications),
  verificationAsked: v.boolean(),
  trustedServer: text,
  countUnverified: v.boolean(),
  keepMonths: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(maxKeepMonths)),
  maxStoreMegabytes: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(maxStoreMegabytes)),
  lookUpAddresses: v.boolean(),
});

/** Of what was wrong, which valibot quotes in full. */
const maxIssueLength = 300;

/** Throws bad-request, naming what is wrong: the first fault only, as a list may have millions of them. */
export function checked<T>(schema: v.GenericSchema<T>, argument: unknown): T {
  const result = v.safeParse(schema, argument, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const fault = `${v.getDotPath(issue) ?? 'argument'}: ${issue.message}`;
  throw new DeskError('bad-request', fault.slice(0, maxIssueLength));
}
