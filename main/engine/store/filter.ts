import type { Filter, Preferences, ReportRow } from '../../../shared/contract.ts';
import type { Trust } from '../../../shared/model.ts';
import { normalAddress } from '../tlsrpt/address.ts';
import { normalDomain } from '../tlsrpt/domain.ts';
import { normalOrganization } from '../tlsrpt/organization.ts';
import { dayNumber, dayText } from './day.ts';
import { contains, searchParameters } from './search.ts';
import { daysInRange, offsetConditions, shareInRange, shareOfDay } from './spread.ts';
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
  /** Reports of several days are stored (see spread.ts); where none is, none is looked for. */
  hasLongReports?: boolean;
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
  const asked = Object.entries(filter).filter(
    ([name]) => name === 'hasLongReports' || policyConditions[name as keyof CountingFilter] !== undefined,
  );
  return Object.fromEntries(asked);
}

/** The same with days before its first. */
export function withDaysBefore(filter: CountingFilter, days: number): CountingFilter {
  return filter.since === undefined ? filter : { ...filter, since: dayText(dayNumber(filter.since) - days) };
}

/** `not-checked` counts: nobody asked, or nobody could answer. */
const untrusted: Trust[] = ['unaligned', 'unsigned', 'failed', 'waiting', 'unconfirmed', 'replaced'];
const uncounted: Trust[] = ['unconfirmed', 'replaced'];

/** Whether a report is in sums for which nothing else is asked. */
export function counts({ authenticity, doubt }: Pick<ReportRow, 'authenticity' | 'doubt'>, countUnverified: boolean) {
  return doubt === '' && (countUnverified || !untrusted.includes(authenticity));
}

type Conditions = Partial<Record<keyof CountingFilter, string>>;

const textIs = (column: string, name: keyof CountingFilter) => `${column} = (${idOfText(name)})`;

const idOfTrust = (trust: Trust) => `SELECT id FROM text WHERE digest = ${textDigest(trust)} AND value = '${trust}'`;

/** On columns that `policy` and `failure` have both. */
const policyConditions: Conditions = {
  ...daysInRange('day'),
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
 * much of that no detail explains (undetailed_sessions). Sessions are those of the filter's days (see spread.ts).
 */
export function matchingPolicies(filter: CountingFilter): Selection {
  return selectPolicies(filter, [inRange(filter)]);
}

/** The same with a row for each of a policy's days in the range, and the sessions of that day. */
export function policyDays(filter: CountingFilter): Selection {
  return selectPolicies(filter, dayByDay(filter), true);
}

/** The rows of `failure` that match. Each is of a policy with failures, so `failuresOnly` asks nothing of them. */
export function matchingFailures(filter: CountingFilter): Selection {
  return selectFailures(filter, [inRange(filter)]);
}

export function failureDays(filter: CountingFilter): Selection {
  return selectFailures(filter, dayByDay(filter));
}

/** Rows of `policy` or `failure` as they are to count. */
interface Rows {
  day: string;
  join: string;
  conditions: string[];
  share(count: string): string;
}

function inRange(filter: CountingFilter): Rows {
  return { day: 'day', join: '', conditions: [], share: (count) => shareInRange(count, filter) };
}

/** Apart, so that those of one day, which are nearly all, are read in the order in which they lie. */
function dayByDay(filter: CountingFilter): Rows[] {
  const ofOneDay: Rows = { day: 'day', join: '', conditions: ['days = 1'], share: (count) => count };
  if (filter.hasLongReports !== true) return [ofOneDay];
  const offset = 'day_offset.number';
  const ofSeveral: Rows = {
    day: `day + ${offset}`,
    join: 'CROSS JOIN day_offset',
    conditions: offsetConditions(filter),
    share: (count) => shareOfDay(count, offset),
  };
  return [ofOneDay, ofSeveral];
}

const sameInPolicies =
  'report, position, organization, policy_domain, policy_type, authenticity, policy_string, mx_host, days';

function selectPolicies(filter: CountingFilter, rows: Rows[], isDaily = false): Selection {
  if (narrowsFailures(filter)) return policiesOfFailures(filter, rows, isDaily);
  const conditions = given(filter, policyConditions);
  if (filter.failuresOnly) conditions.push('(failed_sessions > 0 OR failure_details > 0)');
  if (filter.search) conditions.push(searchCondition(filter));
  const selects = rows.map(
    ({ day, join, share, conditions: more }) =>
      `SELECT ${day} AS day, ${sameInPolicies}, ${share('successful_sessions')} AS successful_sessions,
         ${share('failed_sessions')} AS reported_failed_sessions, ${share('failed_sessions')} AS failed_sessions,
         failure_details, ${share('max(0, failed_sessions - detailed_sessions)')} AS undetailed_sessions
       FROM policy ${join} ${where([...more, ...conditions])}`,
  );
  return { sql: `${searchHits(filter)} ${selects.join(' UNION ALL ')}`, parameters: parametersOf(filter) };
}

function policiesOfFailures(filter: CountingFilter, rows: Rows[], isDaily: boolean): Selection {
  const { sql: failures, parameters } = selectFailures(filter, rows);
  const share = (count: string) =>
    isDaily ? shareOfDay(count, '(narrowed.day - policy.day)') : shareInRange(count, filter, 'policy.');
  const sql = `
    WITH narrowed AS (
      SELECT day, first_day, report, policy, total(failed_sessions) AS failed_sessions, count(*) AS failure_details
      FROM (${failures}) GROUP BY day, report, policy
    )
    SELECT narrowed.day, ${sameInPolicies.replace(/\w+/, 'policy.report')},
      ${share('policy.successful_sessions')} AS successful_sessions,
      ${share('policy.failed_sessions')} AS reported_failed_sessions, narrowed.failed_sessions,
      narrowed.failure_details, 0 AS undetailed_sessions
    FROM narrowed
    CROSS JOIN policy
      ON policy.day = narrowed.first_day AND policy.report = narrowed.report AND policy.position = narrowed.policy`;
  return { sql, parameters };
}

function selectFailures(filter: CountingFilter, rows: Rows[]): Selection {
  const conditions = [...given(filter, policyConditions), ...given(filter, failureConditions)];
  if (filter.search) {
    const policies = where([...given(filter, policyConditions), searchCondition(filter)]);
    conditions.push(`(report, policy) IN (SELECT report, position FROM policy ${policies})`);
  }
  const selects = rows.map(
    ({ day, join, share, conditions: more }) =>
      `SELECT ${day} AS day, day AS first_day, days, report, policy, position, organization, policy_domain, policy_type,
         authenticity, result_type, sending_mta_ip, receiving_mx_hostname, receiving_mx_helo, receiving_ip,
         ${share('failed_sessions')} AS failed_sessions, additional_information, failure_reason_code
       FROM failure ${join} ${where([...more, ...conditions])}`,
  );
  return { sql: `${searchHits(filter)} ${selects.join(' UNION ALL ')}`, parameters: parametersOf(filter) };
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
