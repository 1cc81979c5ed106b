import { maxFailureDetails } from '../tlsrpt/limits.ts';
import { maxSpreadDays } from '../tlsrpt/days.ts';

/**
 * Reports count on the days that hold most of their range, and one of several days on each of them with its share: day
 * is the first of them. What was stored by the day on which its range begins moves, by the rule of tlsrpt/days.ts.
 */
export const daySchema = `
  ALTER TABLE report ADD COLUMN days INTEGER NOT NULL DEFAULT 1;
  ALTER TABLE policy ADD COLUMN days INTEGER NOT NULL DEFAULT 1;
  ALTER TABLE failure ADD COLUMN days INTEGER NOT NULL DEFAULT 1;
  CREATE INDEX report_by_day ON report (day, days);
  -- Hardly any report has several days: these are nearly empty, and tell at once that there is none.
  CREATE INDEX policy_of_days ON policy (days) WHERE days > 1;
  CREATE INDEX failure_of_days ON failure (days) WHERE days > 1;

  -- 0 and up, for making a row a day of one of several days.
  CREATE TABLE day_offset (number INTEGER PRIMARY KEY) STRICT;
  INSERT INTO day_offset
    WITH RECURSIVE counted (number) AS (VALUES (0) UNION ALL SELECT number + 1 FROM counted LIMIT ${maxSpreadDays})
    SELECT number FROM counted;

  DROP TRIGGER kind_seen;
  DROP TRIGGER kind_seen_anew;
  CREATE TRIGGER kind_seen AFTER INSERT ON failure BEGIN ${seeKind()} END;
  CREATE TRIGGER kind_seen_anew AFTER UPDATE OF authenticity ON failure BEGIN ${seeKind()} END;

  PRAGMA defer_foreign_keys = ON;
  CREATE TABLE moved (id INTEGER PRIMARY KEY, old_day INTEGER NOT NULL, day INTEGER NOT NULL, days INTEGER NOT NULL);
  INSERT INTO moved
    WITH ranged AS (
      SELECT id, day, unixepoch(start_datetime) AS first, unixepoch(end_datetime) + 1 AS last,
        policies + (SELECT total(failure_details) FROM policy
                    WHERE policy.day = report.day AND policy.report = report.id) AS details
      FROM report WHERE start_datetime <= end_datetime
    ),
    counted AS (SELECT *, max(1, (last - first + 43200) / 86400) AS days FROM ranged),
    placed AS (
      SELECT *, days <= ${maxSpreadDays} AND (days = 1 OR days * details <= ${maxFailureDetails}) AS is_spread
      FROM counted
    )
    SELECT id, day, iif(is_spread, (first + last - days * 86400 + 86400) / 172800, (last - 1) / 86400),
      iif(is_spread, days, 1)
    FROM placed;
  DELETE FROM moved WHERE day = old_day AND days = 1;
  UPDATE failure SET day = moved.day, days = moved.days FROM moved
    WHERE failure.day = moved.old_day AND failure.report = moved.id;
  UPDATE policy SET day = moved.day, days = moved.days FROM moved
    WHERE policy.day = moved.old_day AND policy.report = moved.id;
  UPDATE report SET day = moved.day, days = moved.days FROM moved WHERE report.id = moved.id;
  DROP TABLE moved;
  DELETE FROM kind;
  INSERT INTO kind SELECT policy_domain, result_type, receiving_mx_hostname, authenticity, min(day),
    max(day + days - 1) FROM failure GROUP BY policy_domain, result_type, receiving_mx_hostname, authenticity;
`;

function seeKind(): string {
  const lastDay = 'new.day + new.days - 1';
  return `
  INSERT INTO kind VALUES
    (new.policy_domain, new.result_type, new.receiving_mx_hostname, new.authenticity, new.day, ${lastDay})
  ON CONFLICT DO UPDATE SET first_day = min(first_day, new.day), last_day = max(last_day, ${lastDay})
    WHERE new.day < first_day OR ${lastDay} > last_day;`;
}
