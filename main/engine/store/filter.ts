import type { Filter, Preferences } from '../../../shared/contract.ts';
import type { Trust } from '../../../shared/model.ts';
import { normalAddress } from '../tlsrpt/address.ts';
import { normalDomain } from '../tlsrpt/domain.ts';
import { normalOrganization } from '../tlsrpt/organization.ts';
import { dayNumber, dayText } from './day.ts';
import { contains, searchParameters } from './search.ts';
import { idOfText, textDigest } from './text.ts';

/** A SELECT and the values of its `$names`; what a person or a report wrote is bound and never part of the SQL. */
export interface Selection {
  sql: string;
  parameters: Record<string, string | number>;
}

/** A filter for sums, which may leave out reports of which nobody knows whether their reporter sent them. */
export interface CountingFilter extends Filter {
  trustedOnly?: true;
  /** The same but for what nobody confirmed yet (doubts.ts), and what was replaced (editions.ts). */
  confirmedOnly?: true;
}

/**
 * What counts: everything that is neither in doubt nor replaced, and what is not verified unless the person decided otherwise. Whoever
 * asks for just such reports has their sums.
 */
export function countingFilter(filter: Filter, { countUnverified }: Preferences): CountingFilter {
  if (filter.authenticity !== undefined) return filter;
  return { ...filter, ...(countUnverified ? { confirmedOnly: true } : { trustedOnly: true }) };
}

/**
 * What counts of it up to now. A report that begins later is forged or has a wrong clock: it is listed and summed up,
 * but as the latest of its domain it would make every problem look long gone.
 */
export function presentFilter(filter: CountingFilter, now: Date): CountingFilter {
  const tomorrow = dayText(dayNumber(now.toISOString()) + 1);
  return filter.until !== undefined && filter.until < tomorrow ? filter : { ...filter, until: tomorrow };
}

/** What it asks of reports alone: days on which nothing failed, or something else did, match as well. */
export function reportingFilter(filter: CountingFilter): CountingFilter {
  const asked = Object.entries(filter).filter(([name]) => policyConditions[name as keyof CountingFilter] !== undefined);
  return Object.fromEntries(asked);
}

/** The same with days before its first. */
export function withDaysBefore(filter: CountingFilter, days: number): CountingFilter {
  return filter.since === undefined ? filter : { ...filter, since: dayText(dayNumber(filter.since) - days) };
}

/** `not-checked` counts: nobody asked, or nobody could answer. */
const untrusted: Trust[] = ['unaligned', 'unsigned', 'failed', 'waiting', 'unconfirmed', 'replaced'];
const uncounted: Trust[] = ['unconfirmed', 'replaced'];

type Conditions = Partial<Record<keyof CountingFilter, string>>;

const textIs = (column: string, name: keyof CountingFilter) => `${column} = (${idOfText(name)})`;

const idOfTrust = (trust: Trust) => `SELECT id FROM text WHERE digest = ${textDigest(trust)} AND value = '${trust}'`;

/** On columns that `policy` and `failure` have both. */
const policyConditions: Conditions = {
  since: 'day >= $since',
  until: 'day <= $until',
  policyDomain: textIs('policy_domain', 'policyDomain'),
  organizationName: textIs('organization', 'organizationName'),
  policyType: textIs('policy_type', 'policyType'),
  authenticity: textIs('authenticity', 'authenticity'),
  // Twice a number is quicker than once a list of them.
  confirmedOnly: uncounted.map((trust) => `authenticity IS NOT (${idOfTrust(trust)})`).join(' AND '),
  trustedOnly: `authenticity NOT IN (SELECT id FROM text WHERE digest IN (${untrusted.map(textDigest).join(', ')}))`,
};

const failureConditions: Conditions = {
  resultType: textIs('result_type', 'resultType'),
  receivingMxHostname: textIs('receiving_mx_hostname', 'receivingMxHostname'),
  sendingMtaIp: textIs('sending_mta_ip', 'sendingMtaIp'),
  receivingIp: textIs('receiving_ip', 'receivingIp'),
  failureReasonCode: textIs('failure_reason_code', 'failureReasonCode'),
};

/** Whether the filter speaks of failure details, so that only such details count. */
export function narrowsFailures(filter: Filter): boolean {
  return given(filter, failureConditions).length > 0;
}

/** Whether the filter asks for days at most, which a report matches or not as a whole. */
export function isDateRange(filter: Filter): boolean {
  if (filter.search || filter.failuresOnly) return false;
  const daysAndOff: (keyof Filter)[] = ['since', 'until', 'search', 'failuresOnly'];
  return Object.entries(filter).every(
    ([name, value]) => value === undefined || daysAndOff.includes(name as keyof Filter),
  );
}

/** On a column `authenticity`: 1 for reports that are known to come from whom they name. */
export const isVerified = `authenticity = (${idOfTrust('verified')})`;

/** On a column `authenticity`: what the filter asks of it. */
export function trustCondition({ authenticity, trustedOnly, confirmedOnly }: CountingFilter): string {
  const asked = given(
    {
      ...(authenticity && { authenticity }),
      ...(trustedOnly && { trustedOnly }),
      ...(confirmedOnly && { confirmedOnly }),
    },
    policyConditions,
  );
  return asked.join(' AND ') || 'TRUE';
}

/**
 * The policies that match: the columns of `policy`, of which failed_sessions and failure_details count matching
 * details alone where the filter narrows failures; besides, what the report says (reported_failed_sessions) and how
 * much of that no detail explains (undetailed_sessions).
 */
export function matchingPolicies(filter: CountingFilter): Selection {
  return narrowsFailures(filter) ? policiesOfFailures(filter) : policiesAsReported(filter);
}

const policyColumns = `policy.day, policy.report, policy.position, policy.organization, policy.policy_domain,
  policy.policy_type, policy.authenticity, policy.policy_string, policy.mx_host, policy.successful_sessions,
  policy.failed_sessions AS reported_failed_sessions`;

function policiesAsReported(filter: CountingFilter): Selection {
  const conditions = given(filter, policyConditions);
  if (filter.failuresOnly) conditions.push('(failed_sessions > 0 OR failure_details > 0)');
  if (filter.search) conditions.push(searchCondition(filter));
  const sql = `${searchHits(filter)}
    SELECT ${policyColumns}, failed_sessions, failure_details,
      max(0, failed_sessions - detailed_sessions) AS undetailed_sessions
    FROM policy ${where(conditions)}`;
  return { sql, parameters: parametersOf(filter) };
}

function policiesOfFailures(filter: CountingFilter): Selection {
  const { sql: failures, parameters } = matchingFailures(filter);
  const sql = `
    WITH narrowed AS (
      SELECT day, report, policy, total(failed_sessions) AS failed_sessions, count(*) AS failure_details
      FROM (${failures}) GROUP BY day, report, policy
    )
    SELECT ${policyColumns}, narrowed.failed_sessions, narrowed.failure_details, 0 AS undetailed_sessions
    FROM narrowed
    CROSS JOIN policy
      ON policy.day = narrowed.day AND policy.report = narrowed.report AND policy.position = narrowed.policy`;
  return { sql, parameters };
}

/** The rows of `failure` that match. Each is of a policy with failures, so `failuresOnly` asks nothing of them. */
export function matchingFailures(filter: CountingFilter): Selection {
  const conditions = [...given(filter, policyConditions), ...given(filter, failureConditions)];
  if (filter.search) {
    const policies = where([...given(filter, policyConditions), searchCondition(filter)]);
    conditions.push(`(report, policy) IN (SELECT report, position FROM policy ${policies})`);
  }
  const sql = `${searchHits(filter)} SELECT * FROM failure ${where(conditions)}`;
  return { sql, parameters: parametersOf(filter) };
}

/** `hit`: the texts of which the search is a part. Few texts are read instead of many facts. */
function searchHits({ search }: Filter): string {
  if (!search) return '';
  return `WITH hit AS MATERIALIZED (SELECT id FROM text WHERE ${contains('value', search, 'texts')})`;
}

/** On columns of `policy`: that it, its report or one of its details has a text that was hit. */
function searchCondition(filter: CountingFilter): string {
  // Without EXISTS all details would be read for a search that hits nothing.
  const detail = `EXISTS (SELECT 1 FROM hit) AND (receiving_mx_hostname IN hit OR sending_mta_ip IN hit
    OR receiving_ip IN hit OR failure_reason_code IN hit)`;
  return `(organization IN hit OR policy_domain IN hit OR mx_host IN hit
    OR report IN (SELECT id FROM report WHERE ${contains('report_id', filter.search ?? '', 'reports')})
    OR (report, position) IN (
      SELECT report, policy FROM failure ${where([...given(filter, policyConditions), detail])}))`;
}

function given(filter: CountingFilter, conditions: Conditions): string[] {
  return Object.entries(conditions)
    .filter(([name]) => filter[name as keyof CountingFilter] !== undefined)
    .map(([, condition]) => condition);
}

function where(conditions: string[]): string {
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
}

/** In which form the store has what the condition asks for; a person may type it in another. */
const normalForms: { [Name in keyof Filter]?: (text: string) => string } = {
  policyDomain: normalDomain,
  organizationName: normalOrganization,
  receivingMxHostname: normalDomain,
  sendingMtaIp: normalAddress,
  receivingIp: normalAddress,
};

function parametersOf({ search, since, until, ...filter }: Filter): Selection['parameters'] {
  const parameters: Selection['parameters'] = search ? searchParameters(search) : {};
  for (const [name, value] of Object.entries(filter)) {
    if (typeof value === 'string') parameters[name] = normalForms[name as keyof Filter]?.(value) ?? value;
  }
  if (since !== undefined) parameters['since'] = dayNumber(since);
  if (until !== undefined) parameters['until'] = dayNumber(until);
  return parameters;
}
