import fc from 'fast-check';
import type { Filter } from '../../../shared/contract.ts';
import type { FailureDetails, Report, Result } from '../../../shared/model.ts';

/** Few values, so that many things coincide; among them what LIKE, SQL and case-folding could trip over. */
const organizations = fc.constantFrom('', 'Example Inc.', 'example inc.', 'Übung GmbH', `O'Neil 100%_\\`);
const domains = fc.constantFrom('', 'a.example', 'b.example', 'xn--bcher-kva.example');
const policyTypes = fc.constantFrom('sts', 'tlsa', 'no-policy-found', 'x-new');
const resultTypes = fc.constantFrom('certificate-expired', 'validation-failure', 'x-new');
const hosts = fc.constantFrom('', 'mx1.a.example', 'mx2.a.example', 'mx.b.example');
const addresses = fc.constantFrom('', '192.0.2.1', '192.0.2.10', '2001:db8::1');
const reasons = fc.constantFrom('', 'X509_V_ERR', 'mtasts-policy-mx-mismatch');
const daysOfMarch = (last: number) =>
  fc.integer({ min: 1, max: last }).map((day) => `2026-03-${String(day).padStart(2, '0')}`);
const days = daysOfMarch(9);
/** Room for weeks to be compared, and for kinds and reporters to vanish and to come back. */
const longDays = daysOfMarch(31);
const counts = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constantFrom(3_000, 7_000));

const failures = fc.record({
  resultType: resultTypes,
  sendingMtaIp: addresses,
  receivingMxHostname: hosts,
  receivingMxHelo: hosts,
  receivingIp: addresses,
  failedSessionCount: counts,
  additionalInformation: fc.constantFrom('', 'https://example.net/?a=1'),
  failureReasonCode: reasons,
});

const results = fc.record({
  policy: fc.record({
    policyType: policyTypes,
    policyString: fc.constantFrom<string[][]>([], ['version: STSv1', 'mode: enforce']),
    policyDomain: domains,
    mxHost: fc.constantFrom<string[][]>([], ['*.a.example', 'backup.example.org']),
  }),
  totalSuccessfulSessionCount: counts,
  totalFailureSessionCount: counts,
  failureDetails: fc.array(failures, { maxLength: 4 }),
});

/** Reports that differ in their report-id. */
const reportListsWithin = (range: fc.Arbitrary<string>, lengths: fc.ArrayConstraints): fc.Arbitrary<Report[]> =>
  fc
    .array(
      fc.record({
        organizationName: organizations,
        day: range,
        contactInfo: fc.constantFrom('', 'tls@example.net'),
        policies: fc.array(results, { minLength: 1, maxLength: 3 }),
      }),
      lengths,
    )
    .map((list) =>
      list.map(({ day, ...report }, index) => ({
        ...report,
        startDatetime: `${day}T00:00:00Z`,
        endDatetime: `${day}T23:59:59Z`,
        reportId: `${day}_${index}@Sender`,
      })),
    );
export const reportLists = reportListsWithin(days, { maxLength: 12 });
export const longReportLists = reportListsWithin(longDays, { maxLength: 80, size: 'max' });

const searches = fc.constantFrom(
  ...[
    '',
    'EXAMPLE',
    'mx1',
    '192.0.2.1',
    'ÜBUNG',
    'übung',
    '%',
    '_',
    '\\',
    `'`,
    '@sender',
    'x509',
    'backup.EXAMPLE',
    'zzz',
  ],
);

const conditions = {
  policyDomain: domains,
  organizationName: organizations,
  policyType: policyTypes,
  failuresOnly: fc.boolean(),
  search: searches,
  resultType: resultTypes,
  receivingMxHostname: hosts,
  sendingMtaIp: addresses,
  receivingIp: addresses,
  failureReasonCode: reasons,
};

/** One detail of a policy of a report, or a policy without any. */
interface Fact {
  report: Report;
  result: Result;
  detail?: FailureDetails;
}

function factsOf(reports: Report[]): Fact[] {
  return reports.flatMap((report) =>
    report.policies.flatMap((result): Fact[] =>
      result.failureDetails.length === 0
        ? [{ report, result }]
        : result.failureDetails.map((detail) => ({ report, result, detail })),
    ),
  );
}

/** For a filter's conditions, values to choose from. */
type Conditions = { [Name in keyof Filter]?: fc.Arbitrary<Filter[Name]> };

/** What holds of a fact: for each condition the values with which it lets the fact through. */
function holdingFor({ report, result: { policy }, detail }: Fact): Conditions {
  const day = report.startDatetime.slice(0, 10);
  const texts = [report.organizationName, report.reportId, policy.policyDomain, ...policy.mxHost];
  if (detail) texts.push(detail.receivingMxHostname, detail.sendingMtaIp, detail.receivingIp, detail.failureReasonCode);
  return {
    since: days.map((since) => (since < day ? since : day)),
    until: days.map((until) => (until > day ? until : day)),
    search: partsOf(texts.filter((text) => text !== '')),
    policyDomain: fc.constant(policy.policyDomain),
    organizationName: fc.constant(report.organizationName),
    policyType: fc.constant(policy.policyType),
    ...(detail && {
      failuresOnly: fc.constant(true),
      resultType: fc.constant(detail.resultType),
      receivingMxHostname: fc.constant(detail.receivingMxHostname),
      sendingMtaIp: fc.constant(detail.sendingMtaIp),
      receivingIp: fc.constant(detail.receivingIp),
      failureReasonCode: fc.constant(detail.failureReasonCode),
    }),
  };
}

/** Parts of texts, as somebody types them; a dot at the end would be that of the root, which no name is kept with. */
function partsOf(texts: string[]): fc.Arbitrary<string> {
  const place = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 9 }), fc.boolean());
  return fc.tuple(fc.constantFrom(...texts), place).map(([text, [at, length, isCapital]]) => {
    const part = text.slice(at % text.length, (at % text.length) + length).replace(/\.$/, '');
    return isCapital ? part.toUpperCase() : part;
  });
}

const anyCondition: Conditions = { since: days, until: days, ...conditions };

/** Up to two conditions, of which seven in eight hold for the same fact of the reports, and the others may hold. */
function filtersFor(reports: Report[]): fc.Arbitrary<Filter> {
  const facts = factsOf(reports);
  const holding = facts.length === 0 ? fc.constant(anyCondition) : fc.constantFrom(...facts).map(holdingFor);
  return holding.chain((values) =>
    fc.subarray(Object.keys(values) as (keyof Filter)[], { maxLength: 2 }).chain((names) => {
      const chosen = names.map((name) => [
        name,
        fc.oneof(
          { weight: 7, arbitrary: values[name] as never },
          { weight: 1, arbitrary: anyCondition[name] as never },
        ),
      ]);
      return fc.record(Object.fromEntries(chosen) as { [Name in keyof Filter]: fc.Arbitrary<Filter[Name]> });
    }),
  );
}

/** Random reports, and eight random filters that hardly ever let nothing through. */
export const filteredReports: fc.Arbitrary<{ reports: Report[]; filters: Filter[] }> = reportLists.chain((reports) =>
  fc.record({
    reports: fc.constant(reports),
    filters: fc.array(filtersFor(reports), { minLength: 8, maxLength: 8 }),
  }),
);

/** At most one condition besides the days: more would leave little to compare. */
export const longFilters: fc.Arbitrary<Filter> = fc
  .tuple(
    fc.record({ since: longDays, until: longDays }, { requiredKeys: [] }),
    fc
      .constantFrom(...(Object.keys(conditions) as (keyof typeof conditions)[]))
      .chain((name) =>
        fc.record({ [name]: conditions[name] as fc.Arbitrary<Filter[typeof name]> }, { requiredKeys: [] }),
      ),
  )
  .map(([range, condition]) => ({ ...range, ...condition }));
