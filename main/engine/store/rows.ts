import type { Database } from 'better-sqlite3';
import { rowPoliciesLimit, type ReportRow } from '../../../shared/contract.ts';

type StoredRow = Omit<ReportRow, 'policyDomains' | 'policyTypes' | 'conflicting'> & { conflicting: number };

/** The edition that counts in the place of a report, see editions.ts. */
const replacedBySql = `CASE WHEN is_replaced = 1 THEN (
  SELECT id FROM report AS edition WHERE edition.edition_of = report.edition_of AND edition.conflicting = 1
  ORDER BY standing DESC, id DESC LIMIT 1
) END`;

/** The rows of these reports, in this order. */
export function readReportRows(database: Database, ids: number[]): ReportRow[] {
  const list = JSON.stringify(ids);
  const stored = database
    .prepare<[string], StoredRow>(
      `SELECT report.id, organization_name AS organizationName, report_id AS reportId,
         start_datetime AS startDatetime, end_datetime AS endDatetime, contact_info AS contactInfo, policies,
         successful_sessions AS successfulSessions, failed_sessions AS failedSessions, conflicting, deviations, authenticity,
         signing_domain AS signingDomain, doubt, ${replacedBySql} AS replacedBy
       FROM json_each(?) AS wanted CROSS JOIN report ON report.id = wanted.value
       ORDER BY wanted.key`,
    )
    .all(list);
  const policies = database
    .prepare<[string], { report: number; domain: string; type: string }>(
      `SELECT policy.report, domain.value AS domain, type.value AS type
       FROM json_each(?) AS wanted
       CROSS JOIN report ON report.id = wanted.value
       CROSS JOIN policy ON policy.day = report.day AND policy.report = report.id
         AND policy.position < ${rowPoliciesLimit}
       CROSS JOIN text AS domain ON domain.id = policy.policy_domain
       CROSS JOIN text AS type ON type.id = policy.policy_type
       ORDER BY wanted.key, policy.position`,
    )
    .all(list);
  const facets = new Map(ids.map((id) => [id, { domains: new Set<string>(), types: new Set<string>() }]));
  for (const { report, domain, type } of policies) {
    facets.get(report)?.domains.add(domain);
    facets.get(report)?.types.add(type);
  }
  return stored.map((row) => ({
    ...row,
    policyDomains: [...(facets.get(row.id)?.domains ?? [])],
    policyTypes: [...(facets.get(row.id)?.types ?? [])],
    conflicting: row.conflicting === 1,
  }));
}
