import { expect, test } from 'vitest';
import { formatReport } from '../../../main/engine/tlsrpt/format.ts';
import {
  maxDeviationsPerCode,
  maxDomainLength,
  maxFailureDetails,
  maxJsonDepth,
  maxJsonValues,
  maxListItems,
  maxNameLength,
  maxPolicies,
  maxRemarkLength,
  maxReportBytes,
  maxTextBytes,
  maxTextLength,
} from '../../../main/engine/tlsrpt/limits.ts';
import { parseReport } from '../../../main/engine/tlsrpt/report.ts';
import { details, makeResult } from '../../../main/engine/tlsrpt/result.ts';
import type { RefusalCode } from '../../../shared/error.ts';
import type { Report, Result } from '../../../shared/model.ts';

function reportOf(...policies: Result[]): Report {
  return {
    organizationName: 'Northwind Mail',
    startDatetime: '2026-03-02T00:00:00Z',
    endDatetime: '2026-03-02T23:59:59Z',
    contactInfo: 'tls-reports@northwind.example',
    reportId: 'caps',
    policies,
  };
}

function read(report: Report) {
  return parseReport(Buffer.from(formatReport(report)));
}

/** A report whose policy is one text, as RFC 8460 section 4 has it. */
function readLines(text: string) {
  const json = formatReport(reportOf(policy)).replace('"policy-string":[]', `"policy-string":${JSON.stringify(text)}`);
  return parseReport(Buffer.from(json));
}

function expectRefusal(code: RefusalCode, attempt: () => unknown): void {
  expect(attempt).toThrow(expect.objectContaining({ name: 'Refusal', code }));
}

function copies<T>(count: number, value: T): T[] {
  return Array.from({ length: count }, () => value);
}

const policy = makeResult('sts', 'harbour.example');
const failure = details('validation-failure', '');

test('a report beyond 20 MiB is refused', () => {
  expectRefusal('report-too-large', () =>
    parseReport(
      Buffer.alloc(maxReportBytes + 1, ' ')
        .fill('{"a":', 0, 5)
        .fill('1}', maxReportBytes - 1),
    ),
  );
});

test('JSON of more values than a report can have is refused before they are made', () => {
  expectRefusal('report-too-large', () => parseReport(Buffer.from(`{"x":[${'0,'.repeat(maxJsonValues + 1)}0]}`)));
});

test('JSON nested too deeply is refused, and brackets within texts do not count', () => {
  const nested = (depth: number) =>
    Buffer.from(`{"report-id":1,"contact-info":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`);
  expectRefusal('json-too-deep', () => parseReport(nested(maxJsonDepth + 1)));
  expectRefusal('date-range-unreadable', () => parseReport(nested(maxJsonDepth)));
  const report = { ...reportOf(policy), organizationName: '\\"{['.repeat(maxJsonDepth) };
  expect(read(report).report).toEqual(report);
});

test('as many policies as allowed are read, one more is refused', () => {
  expect(read(reportOf(...copies(maxPolicies, policy))).report.policies).toHaveLength(maxPolicies);
  expectRefusal('too-many-policies', () => read(reportOf(...copies(maxPolicies + 1, policy))));
});

test('failure details are capped over all policies', () => {
  const half = { ...policy, failureDetails: copies(maxFailureDetails / 2, failure) };
  expect(read(reportOf(half, half)).report.policies[1]?.failureDetails).toHaveLength(maxFailureDetails / 2);
  expectRefusal('too-many-failure-details', () => read(reportOf(half, half, { ...policy, failureDetails: [failure] })));
});

test('a text that counts nothing is read whole up to its cap, and a longer one is cut and noted, not the report lost', () => {
  const named = (length: number) => ({
    ...reportOf(policy),
    organizationName: 'x'.repeat(length),
    reportId: 'y'.repeat(length),
  });
  expect(read(named(maxNameLength)).report).toEqual(named(maxNameLength));
  const cut = read(named(maxNameLength + 1));
  expect(cut.report.organizationName).toHaveLength(maxNameLength);
  expect(cut.deviations).toEqual(['organization-name', 'report-id'].map((path) => ({ code: 'text-cut', path })));
  const saying = (failureReasonCode: string) =>
    reportOf({ ...policy, failureDetails: [{ ...failure, failureReasonCode }] });
  const reasonOf = (report: Report) => report.policies[0]?.failureDetails[0]?.failureReasonCode;
  expect(reasonOf(read(saying('z'.repeat(maxRemarkLength))).report)).toBe('z'.repeat(maxRemarkLength));
  expect(reasonOf(read(saying('z'.repeat(10 * maxRemarkLength))).report)).toHaveLength(maxRemarkLength);
});

test('two texts that are cut stay two, and whole characters remain', () => {
  const idOf = (reportId: string) => read({ ...reportOf(policy), reportId }).report.reportId;
  const long = 'x'.repeat(2 * maxNameLength);
  expect(idOf(`${long}1`)).not.toBe(idOf(`${long}2`));
  for (const length of [0, 1])
    expect(idOf('x'.repeat(length) + '\u{1F600}'.repeat(maxNameLength)).isWellFormed()).toBe(true);
});

test('a policy domain that is none is refused, for sessions are counted by it', () => {
  const of = (length: number) => reportOf(makeResult('sts', 'd'.repeat(length)));
  expect(read(of(maxDomainLength)).deviations).toEqual([]);
  expectRefusal('string-too-long', () => read(of(maxDomainLength + 1)));
});

test('a list in one text may be as long as a list: each of its entries is capped, and how many there are', () => {
  const packed = (entries: string[]) => {
    const policyString = [JSON.stringify(entries)];
    return read(reportOf({ ...policy, policy: { ...policy.policy, policyType: 'tlsa', policyString } }));
  };
  const record = (number: number) => `3 0 0 ${number.toString(16).padStart(4, '0')}${'ab'.repeat(2_000)}`;
  const records = Array.from({ length: 40 }, (_, number) => record(number));
  expect(packed(records).report.policies[0]?.policy.policyString).toEqual(records);
  expect(packed(['x'.repeat(maxTextLength + 1)]).report.policies[0]?.policy.policyString[0]).toHaveLength(
    maxTextLength,
  );
  expect(packed(copies(maxListItems, '')).report.policies[0]?.policy.policyString).toHaveLength(maxListItems);
  expectRefusal('list-too-long', () => packed(copies(maxListItems + 1, '')));
  expectRefusal('list-too-long', () => readLines('a\n'.repeat(maxListItems + 1)));
});

test('a list as long as allowed is read, a longer one is refused', () => {
  const listing = (items: number) => ({
    ...policy,
    policy: { ...policy.policy, policyString: copies(items, 'mx: a') },
  });
  expect(read(reportOf(listing(maxListItems))).report.policies[0]?.policy.policyString).toHaveLength(maxListItems);
  expectRefusal('list-too-long', () => read(reportOf(listing(maxListItems + 1))));
});

test('a deviation that recurs is noted a limited number of times, and each kind for itself', () => {
  const odd = { ...policy, policy: { ...policy.policy, policyType: 'odd' }, totalFailureSessionCount: 1 };
  const codes = read(reportOf(...copies(maxDeviationsPerCode + 1, odd))).deviations.map(({ code }) => code);
  expect(codes.filter((code) => code === 'unknown-policy-type')).toHaveLength(maxDeviationsPerCode);
  expect(codes.filter((code) => code === 'details-do-not-sum')).toHaveLength(maxDeviationsPerCode);
});

test('the texts of a report are capped together, each counted once and as it is kept', () => {
  const long = 'x'.repeat(maxRemarkLength);
  const saying = (...texts: string[]) =>
    reportOf(
      ...texts.map((additionalInformation) => ({ ...policy, failureDetails: [{ ...failure, additionalInformation }] })),
    );
  const different = Array.from({ length: maxTextBytes / maxRemarkLength }, (_, index) => long.slice(8) + index);
  expect(read(saying(...different.slice(1))).report.policies).toHaveLength(different.length - 1);
  expectRefusal('too-much-text', () => read(saying(...different, long)));
  expect(read(saying(...copies(100, long))).report.policies).toHaveLength(100);
  const list = { ...policy, policy: { ...policy.policy, policyString: copies(3, '\u0001'.repeat(maxTextLength)) } };
  expectRefusal('too-much-text', () => read(reportOf(list)));
});
