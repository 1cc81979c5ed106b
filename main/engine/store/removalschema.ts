/** What is on disk of what was removed; a migration of schema.ts. */
export const removalSchema = `
-- What the person removed, and reporters that they ignore: those have a name. removed_at: s since 1970.
CREATE TABLE removal (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  removed_at INTEGER NOT NULL,
  organization_name TEXT,
  contact_domain TEXT
) STRICT;
CREATE UNIQUE INDEX removal_by_reporter ON removal (organization_name, contact_domain)
  WHERE organization_name IS NOT NULL;

-- Reports that were removed, by the ids they had: parsed and original until nothing brings them back any more; the
-- rest so that they do not come again.
CREATE TABLE removed_report (
  id INTEGER PRIMARY KEY,
  removal INTEGER NOT NULL,
  identity BLOB NOT NULL,
  content BLOB NOT NULL,
  day INTEGER NOT NULL,
  message INTEGER NOT NULL,
  authenticity TEXT NOT NULL,
  signing_domain TEXT NOT NULL,
  confirmed INTEGER NOT NULL,
  parsed BLOB,
  original BLOB
) STRICT;
CREATE UNIQUE INDEX removed_by_content ON removed_report (identity, content);
CREATE INDEX removed_by_removal ON removed_report (removal);

-- A refused mail that was taken off the list. Counts go on counting it.
ALTER TABLE message ADD COLUMN removal INTEGER;
CREATE INDEX message_removed ON message (removal) WHERE removal IS NOT NULL;
DROP INDEX message_refused;
CREATE INDEX message_refused ON message (id) WHERE outcome = 'refused' AND removal IS NULL;
`;
