import type { Database } from 'better-sqlite3';
import { breakdownPartsLimit, type BreakdownParts, type Dimension } from '../../../shared/contract.ts';
import { dayText } from './day.ts';
import { columnValues, sources } from './dimension.ts';
import { failureDays, matchingFailures, matchingPolicies, policyDays, type CountingFilter } from './filter.ts';

interface PartSum {
  value: number;
  part: number;
  key: string | number;
  failedSessions: number;
}

/**
 * Some rows of a breakdown by a second dimension. Where one of the two is known of details only, sessions that came
 * without details are in no part.
 */
export function readParts(
  database: Database,
  filter: CountingFilter,
  dimensions: { by: Dimension; then: Dimension },
  keys: string[],
): BreakdownParts {
  const values = columnValues(database, dimensions.by, keys);
  const sums = readSums(database, filter, dimensions, values);
  const parts = new Map(sums.map(({ part, key }) => [part, typeof key === 'number' ? dayText(key) : key]));
  const places = new Map([...parts.keys()].map((part, place) => [part, place]));
  const rows = new Map(values.map((value) => [value, new Float64Array(parts.size)]));
  for (const { value, part, failedSessions } of sums) rows.get(value)?.set([failedSessions], places.get(part));
  return {
    parts: [...parts.values()],
    failedSessions: values.map((value) => rows.get(value) ?? new Float64Array(parts.size)),
  };
}

/** Of the parts that matter most to these rows taken together, in their order. */
function readSums(
  database: Database,
  filter: CountingFilter,
  { by, then }: { by: Dimension; then: Dimension },
  values: (number | null)[],
): PartSum[] {
  const [row, part] = [sources[by], sources[then]];
  const isOfPolicies = row.of === 'policies' && part.of === 'policies';
  const isDaily = by === 'day' || then === 'day';
  const [policies, failures] = isDaily ? [policyDays, failureDays] : [matchingPolicies, matchingFailures];
  const matching = isOfPolicies ? policies(filter) : failures(filter);
  const key = then === 'day' ? 'part' : '(SELECT text.value FROM text WHERE text.id = part)';
  return database
    .prepare<unknown[], PartSum>(
      `WITH matching AS (${matching.sql}),
       grouped AS MATERIALIZED (
         SELECT ${row.column} AS value, ${part.column} AS part, total(failed_sessions) AS failedSessions
         FROM matching
         WHERE failed_sessions > 0 AND ${row.column} IN (SELECT value FROM json_each($values)) GROUP BY 1, 2
       ),
       greatest AS (
         SELECT part, ${key} AS key, total(failedSessions) AS ofPart
         FROM grouped GROUP BY part ORDER BY ofPart DESC, key LIMIT ${breakdownPartsLimit}
       )
       SELECT value, part, key, failedSessions FROM greatest JOIN grouped USING (part) ORDER BY ofPart DESC, key`,
    )
    .all({ ...matching.parameters, values: JSON.stringify(values) });
}
