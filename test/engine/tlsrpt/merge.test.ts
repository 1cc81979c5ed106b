import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatReport } from '../../../main/engine/tlsrpt/format.ts';
import { addSessions, combineReports, mergeResults, sessionsOf } from '../../../main/engine/tlsrpt/merge.ts';
import { parseReport } from '../../../main/engine/tlsrpt/report.ts';
import { details, makeResult } from '../../../main/engine/tlsrpt/result.ts';
import type { FailureDetails, Report, Result } from '../../../shared/model.ts';
import { anyReport, anyResult, ordinaryReport } from './arbitraries.ts';

function emptyReport(): Report {
  return {
    organizationName: 'Northwind Mail',
    startDatetime: '2026-03-02T00:00:00Z',
    endDatetime: '2026-03-02T23:59:59Z',
    contactInfo: 'tls-reports@northwind.example',
    reportId: 'one',
    policies: [],
  };
}

/** Policies and details in an order that does not depend on the order of merging. */
function sorted(results: readonly Result[]): string[] {
  const text = (detail: FailureDetails) => JSON.stringify(detail);
  return results
    .map((result) => JSON.stringify({ ...result, failureDetails: result.failureDetails.map(text).sort() }))
    .sort();
}

describe('merging results into a report', () => {
  const expired = details('certificate-expired', '');
  const sts = makeResult('sts', 'harbour.example');

  test('equal policies become one, its counts and equal details summed', () => {
    const report = emptyReport();
    addSessions(report, sts.policy, 10, 1, expired);
    addSessions(
      report,
      { ...sts.policy },
      5,
      2,
      { ...expired, failedSessionCount: 2 },
      details('validation-failure', ''),
    );
    expect(report.policies).toEqual([
      {
        policy: sts.policy,
        totalSuccessfulSessionCount: 15,
        totalFailureSessionCount: 3,
        failureDetails: [{ ...expired, failedSessionCount: 3 }, details('validation-failure', '')],
      },
    ]);
  });

  test.each([
    ['type', { policyType: 'no-policy-found' }],
    ['domain', { policyDomain: 'quay.example' }],
    ['policy-string', { policyString: ['b', 'a'] }],
    ['mx-host', { mxHost: ['b', 'a'] }],
  ])('policies that differ in %s, be it in order alone, stay apart', (_field, difference) => {
    const base = { ...sts.policy, policyString: ['a', 'b'], mxHost: ['a', 'b'] };
    const report = emptyReport();
    addSessions(report, base, 1, 0);
    addSessions(report, { ...base, ...difference }, 1, 0);
    expect(report.policies).toHaveLength(2);
  });

  test('MTA-STS policies that say the same become one, as the first was written', () => {
    const lines = ['version: STSv1', 'mode: testing', 'mx: mx1.harbour.example', 'mx: mx2.harbour.example'];
    const base = { ...sts.policy, policyString: lines, mxHost: ['mx1.harbour.example', 'mx2.harbour.example'] };
    const report = emptyReport();
    addSessions(report, base, 1, 0);
    addSessions(
      report,
      { ...base, policyString: lines.map((line) => `${line} \r`), mxHost: base.mxHost.toReversed() },
      2,
      0,
    );
    addSessions(report, { ...base, policyString: [lines.toReversed().join('\n').replace('mx2', 'MX2')] }, 4, 0);
    addSessions(report, { ...base, policyString: lines.with(1, 'mode: enforce') }, 8, 0);
    addSessions(report, { ...base, policyType: 'tlsa', policyString: lines.toReversed() }, 16, 0);
    expect(report.policies.map(({ totalSuccessfulSessionCount }) => totalSuccessfulSessionCount)).toEqual([7, 8, 16]);
    expect(report.policies[0]?.policy).toEqual(base);
  });

  test.each(Object.keys(expired).filter((field) => field !== 'failedSessionCount'))(
    'details that differ in %s stay apart',
    (field) => {
      const report = emptyReport();
      addSessions(report, sts.policy, 0, 2, expired, { ...expired, [field]: 'other' });
      expect(report.policies[0]?.failureDetails).toHaveLength(2);
    },
  );

  test('sums end where numbers are no longer exact', () => {
    const report = emptyReport();
    addSessions(report, sts.policy, Number.MAX_SAFE_INTEGER, 0);
    addSessions(report, sts.policy, Number.MAX_SAFE_INTEGER, 0);
    expect(report.policies[0]?.totalSuccessfulSessionCount).toBe(Number.MAX_SAFE_INTEGER);
  });

  test('what was merged in is not changed by what is merged later', () => {
    const report = emptyReport();
    const first = { ...sts, failureDetails: [{ ...expired }] };
    mergeResults(report, first);
    mergeResults(report, first);
    expect(first.failureDetails).toEqual([expired]);
    expect(report.policies[0]?.failureDetails[0]?.failedSessionCount).toBe(2);
  });

  test('what a report has twice, policies as well as details, is added to the first of the two', () => {
    const twice = { ...sts, failureDetails: [{ ...expired }, { ...expired, failedSessionCount: 5 }] };
    const report = { ...emptyReport(), policies: [twice, structuredClone(twice)] };
    const counts = () =>
      report.policies.map(({ totalSuccessfulSessionCount, failureDetails }) => [
        totalSuccessfulSessionCount,
        ...failureDetails.map(({ failedSessionCount }) => failedSessionCount),
      ]);
    expect(counts()).toEqual([
      [0, 1, 5],
      [0, 1, 5],
    ]);
    addSessions(report, sts.policy, 10, 2, { ...expired, failedSessionCount: 2 });
    expect(counts()).toEqual([
      [10, 3, 5],
      [0, 1, 5],
    ]);
  });

  test('the order of merging changes nothing but the order', () => {
    fc.assert(
      fc.property(fc.array(anyResult, { maxLength: 6 }), (results) => {
        const [forward, backward] = [emptyReport(), emptyReport()];
        mergeResults(forward, ...results);
        mergeResults(backward, ...results.toReversed());
        expect(sorted(backward.policies)).toEqual(sorted(forward.policies));
      }),
    );
  });
});

describe('combining reports', () => {
  test('no session is lost or counted twice', () => {
    fc.assert(
      fc.property(fc.array(ordinaryReport, { minLength: 1, maxLength: 5 }), (reports) => {
        const sums = reports.map(sessionsOf);
        expect(sessionsOf(combineReports(reports))).toEqual({
          successfulSessions: sums.reduce((sum, { successfulSessions }) => sum + successfulSessions, 0),
          failedSessions: sums.reduce((sum, { failedSessions }) => sum + failedSessions, 0),
        });
      }),
    );
  });

  test('the result can be read again, however great the counts', () => {
    fc.assert(
      fc.property(fc.array(anyReport, { minLength: 1, maxLength: 3 }), (reports) => {
        const combined = combineReports(reports);
        expect(parseReport(Buffer.from(formatReport(combined))).report).toEqual(combined);
      }),
    );
  });

  test('range, organizations and contacts cover all of them', () => {
    const first = emptyReport();
    const second = {
      ...emptyReport(),
      organizationName: 'Quay Post',
      startDatetime: '2026-02-27T00:00:00Z',
      endDatetime: '2026-02-28T00:00:00Z',
    };
    expect(combineReports([first, second, first])).toEqual({
      organizationName: 'Northwind Mail, Quay Post',
      startDatetime: '2026-02-27T00:00:00Z',
      endDatetime: '2026-03-02T23:59:59Z',
      contactInfo: 'tls-reports@northwind.example',
      reportId: 'combined-2026-02-27T00:00:00Z-2026-03-02T23:59:59Z-3',
      policies: [],
    });
  });

  test('a single report keeps its id', () => {
    expect(combineReports([emptyReport()])).toEqual(emptyReport());
  });

  test('none at all is an error', () => {
    expect(() => combineReports([])).toThrow(expect.objectContaining({ code: 'bad-request' }));
  });
});
