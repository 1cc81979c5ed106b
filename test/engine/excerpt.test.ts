import { expect, test } from 'vitest';
import { excerptOf } from '../../main/engine/excerpt.ts';
import { combineReports } from '../../main/engine/tlsrpt/merge.ts';
import { maximalReport } from '../ui/preview/maximal.ts';
import { failure, report, result } from './store/messages.ts';

test('a report as reports are is shown whole, failures with the same explanation together', () => {
  const details = [
    failure({ resultType: 'validation-failure', failureReasonCode: 'a', failedSessionCount: 3 }),
    failure({ resultType: 'certificate-expired', failureReasonCode: '', failedSessionCount: 7 }),
    failure({ resultType: 'validation-failure', failureReasonCode: 'b', failedSessionCount: 1 }),
    failure({ resultType: 'validation-failure', failureReasonCode: 'a', failedSessionCount: 2 }),
  ];
  const whole = report({ policies: [result('a.example', details), result('b.example', [])] });
  const excerpt = excerptOf(whole);
  const [first, second] = excerpt.policies.items;
  expect([excerpt.policies.total, first?.policy.policyDomain, second?.failures]).toEqual([
    2,
    'a.example',
    { items: [], total: 0 },
  ]);
  const [policy] = whole.policies;
  expect(first?.policy.policyString).toEqual({
    items: policy?.policy.policyString,
    total: policy?.policy.policyString.length,
  });
  const groups = first?.failures.items.map((group) => [
    group.resultType,
    group.failureReasonCode,
    group.failedSessions,
  ]);
  expect(groups).toEqual([
    ['certificate-expired', '', 7],
    ['validation-failure', 'a', 5],
    ['validation-failure', 'b', 1],
  ]);
  expect(first?.failures.items[1]?.details).toEqual({ items: [details[0], details[3]], total: 2 });
});

test('the greatest report that is read is sent to the window in part, with counts of the whole', () => {
  const whole = maximalReport();
  const excerpt = excerptOf(whole);
  expect(JSON.stringify(whole).length).toBeGreaterThan(100_000_000);
  expect(JSON.stringify(excerpt).length).toBeLessThan(5_000_000);
  expect([excerpt.policies.items.length, excerpt.policies.total]).toEqual([500, 10_000]);
  expect([excerpt.failedSessions, excerpt.successfulSessions]).toEqual([100_000, 10_000_000]);
  const groups = excerpt.policies.items.map(({ failures }) => failures);
  expect(groups[0]).toMatchObject({ total: 300 });
  expect(groups.reduce((sum, { items }) => sum + items.length, 0)).toBeGreaterThan(1_000);
  // The first policy has half of all details: it leaves room for those of the others.
  expect(groups.every(({ items }) => items.every(({ details }) => details.items.length > 0))).toBe(true);
});

test('where some are left out, policies with failures are not', () => {
  const policies = Array.from({ length: 2_000 }, (_, index) =>
    result(`d${index}.example`, index === 1_999 ? [failure({})] : []),
  );
  policies.forEach((each, index) => (each.totalFailureSessionCount = index === 1_999 ? 1 : 0));
  const { items } = excerptOf(report({ policies })).policies;
  expect([items[0]?.policy.policyDomain, items[1]?.policy.policyDomain]).toEqual(['d1999.example', 'd0.example']);
});

test('thousands of long texts in every place are bounded, in a combined report too', () => {
  const long = (index: number) => `${index} ${'x'.repeat(10_000)}`;
  const details = Array.from({ length: 6_000 }, (_, index) =>
    failure({ failureReasonCode: long(index % 200), additionalInformation: long(index), receivingMxHelo: long(index) }),
  );
  const hostile = result('a.example', details);
  hostile.policy.policyString = Array.from({ length: 9_000 }, (_, index) => long(index));
  hostile.policy.policyDomain = long(0);
  const excerpt = excerptOf(combineReports([report({ organizationName: long(1), policies: [hostile] })]));
  expect(Math.max(...textsIn(excerpt).map(({ length }) => length))).toBeLessThan(1_000);
  expect(JSON.stringify(excerpt).length).toBeLessThan(5_000_000);
});

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
