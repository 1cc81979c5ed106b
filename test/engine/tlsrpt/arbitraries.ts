import fc from 'fast-check';
import { normalAddress } from '../../../main/engine/tlsrpt/address.ts';
import { normalOrganization } from '../../../main/engine/tlsrpt/organization.ts';
import {
  type FailureDetails,
  type Policy,
  policyTypes,
  type Report,
  type Result,
  resultTypes,
} from '../../../shared/model.ts';

/** Any text that can be stored. Few lengths and much repetition, so that equal ones meet. */
const text = fc.oneof(fc.constantFrom('', 'a', 'b'), fc.string({ unit: 'grapheme', maxLength: 12 }));
const address = fc.oneof(fc.constantFrom('', '192.0.2.1', '2001:db8::1'), fc.ipV4(), fc.ipV6()).map(normalAddress);
const domain = fc
  .oneof(fc.constantFrom('', 'example.org', 'mx.example.org'), fc.domain())
  .map((name) => name.toLowerCase());
const instant = fc
  .integer({ min: Date.UTC(1970, 0, 1) / 1000, max: Date.UTC(2199, 11, 31) / 1000 })
  .map((seconds) => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`);
/** No text that would be unpacked, as Microsoft's are. */
const line = text.filter((item) => !item.trimStart().startsWith('['));

const count = fc.oneof(fc.nat(1_000), fc.maxSafeNat());

const policy: fc.Arbitrary<Policy> = fc.record({
  policyType: fc.constantFrom('', 'requiretls', ...policyTypes),
  policyString: fc.array(line, { maxLength: 2 }),
  policyDomain: domain,
  mxHost: fc.array(domain, { maxLength: 2 }),
});

function failureDetails(failedSessionCount: fc.Arbitrary<number>): fc.Arbitrary<FailureDetails> {
  return fc.record({
    resultType: fc.constantFrom('', 'quantum-failure', ...resultTypes),
    sendingMtaIp: address,
    receivingMxHostname: domain,
    receivingMxHelo: text,
    receivingIp: address,
    failedSessionCount,
    additionalInformation: text,
    failureReasonCode: text,
  });
}

function result(sessions: fc.Arbitrary<number>): fc.Arbitrary<Result> {
  return fc.record({
    policy,
    totalSuccessfulSessionCount: sessions,
    totalFailureSessionCount: sessions,
    failureDetails: fc.array(failureDetails(sessions), { maxLength: 4 }),
  });
}

function report(sessions: fc.Arbitrary<number>): fc.Arbitrary<Report> {
  return fc
    .record({
      organizationName: text.map(normalOrganization),
      range: fc.tuple(instant, instant).map((range) => range.sort()),
      contactInfo: text,
      reportId: text,
      policies: fc.array(result(sessions), { minLength: 1, maxLength: 4 }),
    })
    .map(({ range: [startDatetime, endDatetime], ...rest }) => ({ ...rest, startDatetime, endDatetime }));
}

/** Every report that parseReport can answer. */
export const anyReport = report(count);
/** With counts that can be summed without end. */
export const ordinaryReport = report(fc.nat(1_000));
export const anyResult = result(fc.nat(1_000));
