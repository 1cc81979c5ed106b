/** What is on disk of editions (editions.ts) and of the mode of MTA-STS policies; the first part of a migration of schema.ts. */
export const editionColumns = `
-- See EditionKey.
ALTER TABLE report ADD COLUMN domains INTEGER NOT NULL DEFAULT 0;
ALTER TABLE report ADD COLUMN edition_of BLOB NOT NULL DEFAULT x'';
-- See standingOf. is_replaced: another edition counts, and the facts have the authenticity 'replaced'.
ALTER TABLE report ADD COLUMN standing INTEGER NOT NULL DEFAULT 0;
ALTER TABLE report ADD COLUMN is_replaced INTEGER NOT NULL DEFAULT 0;
DROP INDEX report_by_content;

-- A text: enforce, testing or none, '' where it is no MTA-STS policy or does not say.
ALTER TABLE policy ADD COLUMN sts_mode INTEGER NOT NULL DEFAULT 0;
`;

/** The last part, after what is stored was brought into form. */
export const editionIndexes = `
CREATE UNIQUE INDEX report_by_content ON report (identity, domains, content);
-- Of one report in thousands there is a second.
CREATE INDEX report_editions ON report (edition_of, standing) WHERE conflicting = 1;
CREATE INDEX report_counting ON report (edition_of) WHERE conflicting = 1 AND is_replaced = 0;
`;
