import type { Database } from 'better-sqlite3';
import { choicesLimit, choiceLengthLimit, type Choices } from '../../../shared/contract.ts';
import { inTurns } from './fairness.ts';
import { isVerified } from './filter.ts';

export function readChoices(database: Database): Choices {
  const values = (table: 'policy' | 'failure', column: string) =>
    database
      .prepare<[], string>(
        `WITH used AS (
           SELECT ${column} AS id, count(*) AS uses, max(${isVerified}) AS isVerified FROM ${table} GROUP BY ${column}
         ),
         short AS (SELECT used.*, value FROM used JOIN text USING (id) WHERE length(value) <= ${choiceLengthLimit}),
         chosen AS (SELECT * FROM short ORDER BY ${inTurns('uses DESC')} LIMIT ${choicesLimit})
         SELECT value FROM chosen ORDER BY uses DESC, value`,
      )
      .pluck()
      .all();
  return {
    policyDomains: values('policy', 'policy_domain'),
    organizationNames: values('policy', 'organization'),
    policyTypes: values('policy', 'policy_type'),
    resultTypes: values('failure', 'result_type'),
  };
}
