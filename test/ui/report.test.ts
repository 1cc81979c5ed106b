import { describe, expect, test } from 'vitest';
import type { FailureDetails } from '../../shared/model.ts';
import { groupFailures } from '../../renderer/parts/groups.ts';
import { explainStsLine, readTlsaRecord } from '../../renderer/policy.ts';

function detail(resultType: string, failureReasonCode: string, failedSessionCount: number): FailureDetails {
  return {
    resultType,
    failureReasonCode,
    failedSessionCount,
    sendingMtaIp: '',
    receivingMxHostname: '',
    receivingMxHelo: '',
    receivingIp: '',
    additionalInformation: '',
  };
}

describe('failures of a report', () => {
  test('details with the same explanation stand together, the most failed sessions first', () => {
    const groups = groupFailures([
      detail('validation-failure', 'a', 3),
      detail('certificate-expired', '', 4),
      detail('validation-failure', 'b', 1),
      detail('validation-failure', 'a', 2),
    ]);
    expect(groups.map((group) => [group.resultType, group.failureReasonCode, group.failedSessions])).toEqual([
      ['validation-failure', 'a', 5],
      ['certificate-expired', '', 4],
      ['validation-failure', 'b', 1],
    ]);
  });
});

describe('the policy in words', () => {
  test.each([
    ['mode: enforce', 'mode', 'enforce', /must not deliver/],
    ['max_age: 604800', 'max_age', '604800', /7 days/],
    ['max_age: a week', 'max_age', 'a week', /Not a number/],
    ['mx: *.example.org', 'mx', '*.example.org', /below this domain/],
    ['future: field', 'future', 'field', /Not a field/],
    ['garbage', 'garbage', '', /Not a field/],
  ])('%s', (line, key, value, meaning) => {
    expect(explainStsLine(line)).toEqual({ key, value, meaning: expect.stringMatching(meaning) as string });
  });

  test('a TLSA record is taken apart', () => {
    expect(readTlsaRecord('3 1 1 8BD1 DA95')).toEqual({
      usage: '3 DANE-EE',
      selector: '1 public key',
      matching: '1 SHA-256',
      data: '8bd1da95',
      meaning: 'The server’s own public key must have this SHA-256 digest.',
      note: '',
    });
  });

  test('usages that do not work for SMTP are pointed out, unknown numbers shown as they are', () => {
    expect(readTlsaRecord('1 0 9 ab')).toMatchObject({
      matching: '9',
      meaning: '',
      note: expect.stringMatching(/0 and 1/) as string,
    });
  });

  test('what is not a record stays text', () => {
    expect(readTlsaRecord('none')).toBeNull();
  });
});
