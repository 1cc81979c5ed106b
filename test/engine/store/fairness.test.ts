import { expect, test } from 'vitest';
import { breakdownRowsLimit, choicesLimit } from '../../../shared/contract.ts';
import { domainsLimit } from '../../../shared/overview.ts';
import { failure, importReports, message, report, result } from './messages.ts';
import { openStore } from './temporary.ts';

/** A flood of made up domains and hosts, and a small verified report. */
function floodedStore() {
  const store = openStore();
  const forged = Array.from({ length: 30 }, (_, reportNumber) =>
    report({
      organizationName: 'Forger',
      reportId: `forged ${reportNumber}`,
      policies: Array.from({ length: 40 }, (_, index) => {
        const domain = `d${reportNumber}-${index}.example`;
        return result(domain, [failure({ receivingMxHostname: `mx.${domain}`, failedSessionCount: 900 })]);
      }),
    }),
  );
  importReports(store, [...forged, ...forged.map((each) => ({ ...each, reportId: `${each.reportId} again` }))]);
  const genuine = report({
    organizationName: 'Reporter',
    policies: [result('example.com', [failure({ receivingMxHostname: 'mx.example.com', failedSessionCount: 1 })])],
  });
  const messages = [message(null, [genuine], { authenticity: 'verified' })];
  store.record({ mailboxId: null, folder: '', cursor: null, messages });
  return store;
}

test('a flood of made up rows pushes no verified one out of a list, and the totals are those of all', () => {
  const store = floodedStore();
  const byHost = store.breakdown({}, 'receiving-mx-hostname');
  expect(byHost.rows).toHaveLength(breakdownRowsLimit);
  expect(byHost.rows.map(({ key }) => key)).toContain('mx.example.com');
  expect(byHost.rows.at(-1)).toMatchObject({ key: 'mx.example.com', failedSessions: 1 });
  expect(byHost).toMatchObject({ totalRows: 1_201, failedSessions: 1_200 * 2 * 900 + 1 });
  const { domains, total } = store.domains({});
  expect([domains.length, total]).toEqual([domainsLimit, 1_201]);
  expect(domains.map(({ policyDomain }) => policyDomain)).toContain('example.com');
  const { policyDomains } = store.choices();
  expect(policyDomains).toHaveLength(choicesLimit);
  expect(policyDomains).toContain('example.com');
});
