import type { Database } from 'better-sqlite3';

/** Findings are for people: so many are enough to see that a backup is needed. */
const maxFindings = 100;

/** What SQLite finds wrong with the file; [] when it is sound. Reads all of it. */
export function readIntegrity(database: Database): string[] {
  const findings = database.pragma(`integrity_check(${maxFindings})`) as { integrity_check: string }[];
  const dangling = database.pragma('foreign_key_check') as { table: string; parent: string }[];
  return [
    ...findings.map((finding) => finding.integrity_check).filter((text) => text !== 'ok'),
    ...dangling.slice(0, maxFindings).map(({ table, parent }) => `${table}: a row of ${parent} is missing`),
  ];
}
