import type { Database } from 'better-sqlite3';
import { choicesLimit, choiceLengthLimit, type Choices } from '../../../shared/contract.ts';

export function readChoices(database: Database): Choices {
  const values = (table: 'policy' | 'failure', column: string) =>
    database
      .prepare<[], string>(
        `SELECT text.value
         FROM (SELECT ${column} AS id, count(*) AS uses FROM ${table} GROUP BY ${column}) JOIN text USING (id)
         WHERE length(text.value) <= ${choiceLengthLimit}
         ORDER BY uses DESC, text.value LIMIT ${choicesLimit}`,
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
