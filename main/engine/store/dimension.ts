import type { Database } from 'better-sqlite3';
import type { Dimension } from '../../../shared/contract.ts';
import { dayNumber } from './day.ts';
import { idOfText } from './text.ts';

/** The column of each dimension, and whose failed sessions are added up: policies know their domain, details the MX. */
export const sources: Record<Dimension, { of: 'policies' | 'failures'; column: string }> = {
  'result-type': { of: 'failures', column: 'result_type' },
  'receiving-mx-hostname': { of: 'failures', column: 'receiving_mx_hostname' },
  'sending-mta-ip': { of: 'failures', column: 'sending_mta_ip' },
  'receiving-ip': { of: 'failures', column: 'receiving_ip' },
  'failure-reason-code': { of: 'failures', column: 'failure_reason_code' },
  'organization-name': { of: 'policies', column: 'organization' },
  'policy-domain': { of: 'policies', column: 'policy_domain' },
  'policy-type': { of: 'policies', column: 'policy_type' },
  day: { of: 'policies', column: 'day' },
};

/** What the dimension's column holds for each of these keys; null for a text that no report ever had. */
export function columnValues(database: Database, by: Dimension, keys: string[]): (number | null)[] {
  if (by === 'day') return keys.map((key) => (Number.isNaN(Date.parse(key)) ? null : dayNumber(key)));
  const find = database.prepare<[{ key: string }], number>(idOfText('key')).pluck();
  return keys.map((key) => find.get({ key }) ?? null);
}
