import type { Database } from 'better-sqlite3';
import { DeskError } from '../../../shared/error.ts';
import { daySchema } from './dayschema.ts';
import { editionColumns } from './editionschema.ts';
import { writeNormalForms } from './normalforms.ts';
import { pendingSchema } from './pendingschema.ts';
import { writeKeys } from './rekeying.ts';
import { removalSchema } from './removalschema.ts';
import { provideTextDigest } from './text.ts';

/** Of a trigger on `failure`. */
const seeKind = `
  INSERT INTO kind VALUES
    (new.policy_domain, new.result_type, new.receiving_mx_hostname, new.authenticity, new.day, new.day)
  ON CONFLICT DO UPDATE SET first_day = min(first_day, new.day), last_day = max(last_day, new.day)
    WHERE new.day NOT BETWEEN first_day AND last_day;`;

/**
 * What is on disk. `migrations[n]` leads from user_version n to n + 1; a released one is never changed. Statements, and
 * what else it takes.
 *
 * Facts repeat the same few texts, so `text` holds each once and the facts hold its id: half the file, and whole
 * columns compare as integers. `policy` and `failure` are clustered by day, so that a date range is one stretch of
 * the file, a report's facts lie together, and neither needs a secondary index, which would slow every intake.
 * `organization`, `policy_domain`, `policy_type` and
 * `authenticity` are repeated in `failure` so that no breakdown needs a join.
 */
const migrations: (string | ((database: Database) => void))[] = [
  `
  CREATE TABLE text (
    id INTEGER PRIMARY KEY,
    value TEXT NOT NULL UNIQUE
  ) STRICT;
  INSERT INTO text (id, value) VALUES (0, '');

  -- AUTOINCREMENT: messages outlive their mailbox, so an id is never used again.
  CREATE TABLE mailbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    host TEXT NOT NULL,
    port INTEGER NOT NULL,
    security TEXT NOT NULL,
    user TEXT NOT NULL,
    secret_id TEXT NOT NULL,
    folder TEXT NOT NULL,
    poll_minutes INTEGER NOT NULL,
    certificate_authority TEXT NOT NULL
  ) STRICT;

  -- One row: what the person decided, as JSON of Preferences.
  CREATE TABLE preferences (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    value TEXT NOT NULL
  ) STRICT;

  CREATE TABLE cursor (
    mailbox INTEGER NOT NULL,
    folder TEXT NOT NULL,
    uid_validity TEXT NOT NULL,
    last_uid INTEGER NOT NULL,
    PRIMARY KEY (mailbox, folder)
  ) STRICT, WITHOUT ROWID;

  -- mailbox 0 and uid NULL: a file. uid NULL alone: the mailbox changed its server since, see mailboxes.ts.
  CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    mailbox INTEGER NOT NULL,
    folder TEXT NOT NULL,
    uid_validity TEXT,
    uid INTEGER,
    source TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    subject TEXT NOT NULL,
    sender TEXT NOT NULL,
    message_id TEXT NOT NULL,
    received_at TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('stored', 'duplicate', 'refused')),
    reason TEXT CHECK ((reason IS NOT NULL) = (outcome = 'refused')),
    detail TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX message_by_uid ON message (mailbox, folder, uid_validity, uid) WHERE uid IS NOT NULL;
  CREATE INDEX message_by_fingerprint ON message (fingerprint) WHERE mailbox > 0;
  CREATE INDEX message_refused ON message (id) WHERE outcome = 'refused';

  CREATE TABLE refused_source (
    message INTEGER PRIMARY KEY REFERENCES message (id),
    gzip BLOB NOT NULL
  ) STRICT;

  -- The header fields of mails that brought a report, as they came, up to a cap.
  CREATE TABLE message_header (
    message INTEGER PRIMARY KEY REFERENCES message (id),
    gzip BLOB NOT NULL
  ) STRICT;

  CREATE TABLE message_count (
    mailbox INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    messages INTEGER NOT NULL,
    PRIMARY KEY (mailbox, outcome)
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER message_counted AFTER INSERT ON message BEGIN
    INSERT INTO message_count (mailbox, outcome, messages) VALUES (new.mailbox, new.outcome, 1)
      ON CONFLICT DO UPDATE SET messages = messages + 1;
  END;
  CREATE TRIGGER message_recounted AFTER UPDATE OF outcome ON message BEGIN
    UPDATE message_count SET messages = messages - 1 WHERE mailbox = old.mailbox AND outcome = old.outcome;
    INSERT INTO message_count (mailbox, outcome, messages) VALUES (new.mailbox, new.outcome, 1)
      ON CONFLICT DO UPDATE SET messages = messages + 1;
  END;

  -- One row a report. Texts to sort by are here in full; policy_domain is that of the first policy.
  -- AUTOINCREMENT: what is shown or linked by an id is never another report, even after this one was removed.
  CREATE TABLE report (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    message INTEGER NOT NULL REFERENCES message (id),
    identity BLOB NOT NULL,
    content BLOB NOT NULL,
    day INTEGER NOT NULL,
    start_datetime TEXT NOT NULL,
    end_datetime TEXT NOT NULL,
    organization_name TEXT NOT NULL COLLATE NOCASE,
    contact_info TEXT NOT NULL,
    report_id TEXT NOT NULL COLLATE NOCASE,
    policy_domain TEXT NOT NULL COLLATE NOCASE,
    policies INTEGER NOT NULL,
    successful_sessions INTEGER NOT NULL,
    failed_sessions INTEGER NOT NULL,
    deviations INTEGER NOT NULL,
    conflicting INTEGER NOT NULL,
    authenticity TEXT NOT NULL,
    signing_domain TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX report_by_content ON report (identity, content);
  CREATE INDEX report_by_start ON report (start_datetime, id);
  CREATE INDEX report_by_organization ON report (organization_name, id);
  CREATE INDEX report_by_domain ON report (policy_domain, id);
  CREATE INDEX report_by_successful ON report (successful_sessions, id);
  CREATE INDEX report_by_failed ON report (failed_sessions, id);
  CREATE INDEX report_by_report_id ON report (report_id, id);

  -- What only the page of one report shows, apart so that lists need not read past it.
  CREATE TABLE original (
    report INTEGER PRIMARY KEY REFERENCES report (id),
    gzip BLOB NOT NULL,
    deviations TEXT NOT NULL
  ) STRICT;

  -- Every report a message holds, also those that were known already. The columns report of this and the next table
  -- reference no parent: without an index of their own, each removal of a report would read the whole table.
  CREATE TABLE message_report (
    message INTEGER NOT NULL REFERENCES message (id),
    report INTEGER NOT NULL,
    PRIMARY KEY (message, report)
  ) STRICT, WITHOUT ROWID;

  -- day: UTC days since 1970 of the report's start. policy_string and mx_host: texts that are JSON lists.
  -- detailed_sessions: the sum of its failures' sessions.
  CREATE TABLE policy (
    day INTEGER NOT NULL,
    report INTEGER NOT NULL,
    position INTEGER NOT NULL,
    organization INTEGER NOT NULL,
    policy_domain INTEGER NOT NULL,
    policy_type INTEGER NOT NULL,
    authenticity INTEGER NOT NULL,
    policy_string INTEGER NOT NULL,
    mx_host INTEGER NOT NULL,
    successful_sessions INTEGER NOT NULL,
    failed_sessions INTEGER NOT NULL,
    failure_details INTEGER NOT NULL,
    detailed_sessions INTEGER NOT NULL,
    PRIMARY KEY (day, report, position)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE failure (
    day INTEGER NOT NULL,
    report INTEGER NOT NULL,
    policy INTEGER NOT NULL,
    position INTEGER NOT NULL,
    organization INTEGER NOT NULL,
    policy_domain INTEGER NOT NULL,
    policy_type INTEGER NOT NULL,
    authenticity INTEGER NOT NULL,
    result_type INTEGER NOT NULL,
    sending_mta_ip INTEGER NOT NULL,
    receiving_mx_hostname INTEGER NOT NULL,
    receiving_mx_helo INTEGER NOT NULL,
    receiving_ip INTEGER NOT NULL,
    failed_sessions INTEGER NOT NULL,
    additional_information INTEGER NOT NULL,
    failure_reason_code INTEGER NOT NULL,
    PRIMARY KEY (day, report, policy, position),
    FOREIGN KEY (day, report, policy) REFERENCES policy (day, report, position)
  ) STRICT, WITHOUT ROWID;

  -- The first and the last day of each kind of failure, which is a few thousand rows at most where failure has a
  -- million and no index. What takes failures away or changes them sees to it, see kinddays.ts.
  CREATE TABLE kind (
    policy_domain INTEGER NOT NULL,
    result_type INTEGER NOT NULL,
    receiving_mx_hostname INTEGER NOT NULL,
    authenticity INTEGER NOT NULL,
    first_day INTEGER NOT NULL,
    last_day INTEGER NOT NULL,
    PRIMARY KEY (policy_domain, result_type, receiving_mx_hostname, authenticity)
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER kind_seen AFTER INSERT ON failure BEGIN ${seeKind} END;
  CREATE TRIGGER kind_seen_anew AFTER UPDATE OF authenticity ON failure BEGIN ${seeKind} END;

  -- Kinds that the person was told of: day is when the kind appeared, or appeared again, of which they were told.
  CREATE TABLE announced_kind (
    policy_domain INTEGER NOT NULL,
    result_type INTEGER NOT NULL,
    receiving_mx_hostname INTEGER NOT NULL,
    day INTEGER NOT NULL,
    PRIMARY KEY (policy_domain, result_type, receiving_mx_hostname)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- A unique text was there twice, in the table and in its index: of 64 KB, with a report of a few hundred bytes.
  CREATE TABLE indexed_text (
    id INTEGER PRIMARY KEY,
    digest INTEGER NOT NULL,
    value TEXT NOT NULL
  ) STRICT;
  INSERT INTO indexed_text (id, digest, value) SELECT id, text_digest(value), value FROM text;
  DROP TABLE text;
  ALTER TABLE indexed_text RENAME TO text;
  CREATE INDEX text_by_digest ON text (digest);

  -- Of thousands of identical mails, the one that has another UIDVALIDITY is found without reading the others.
  DROP INDEX message_by_fingerprint;
  CREATE INDEX message_by_fingerprint ON message (fingerprint, mailbox, folder, uid_validity) WHERE mailbox > 0;
  `,
  `
  -- One row: how often reports that were there already got other facts, see sweep.ts.
  CREATE TABLE report_rewrites (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    rewrites INTEGER NOT NULL
  ) STRICT;
  INSERT INTO report_rewrites (id, rewrites) VALUES (1, 0);
  CREATE TRIGGER report_rewritten AFTER UPDATE OF content ON report BEGIN
    UPDATE report_rewrites SET rewrites = rewrites + 1;
  END;
  `,
  `
  -- Mails whose signatures are yet to be checked, with what that needs; due: ms since 1970.
  CREATE TABLE waiting_mail (
    message INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
    contacts TEXT NOT NULL,
    tries INTEGER NOT NULL,
    due INTEGER NOT NULL,
    kept_bytes INTEGER NOT NULL,
    gzip BLOB NOT NULL
  ) STRICT;
  CREATE INDEX waiting_mail_by_due ON waiting_mail (due, kept_bytes);
  `,
  `
  -- 1: header fields and list of parts alone, of a mail that holds no report.
  ALTER TABLE refused_source ADD COLUMN is_outline INTEGER NOT NULL DEFAULT 0;
  `,
  `
  -- Reports that count only when a person confirmed them, see doubts.ts; their facts have the authenticity
  -- 'unconfirmed', so that sums leave them out by the column that they look at anyway.
  ALTER TABLE report ADD COLUMN doubt TEXT NOT NULL DEFAULT '';
  ALTER TABLE report ADD COLUMN confirmed INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX report_doubtful ON report (organization_name) WHERE doubt <> '';

  -- Which domains sign for an organization: the first that did, and those that a person confirmed.
  CREATE TABLE signer (
    organization TEXT NOT NULL COLLATE NOCASE,
    domain TEXT NOT NULL,
    PRIMARY KEY (organization, domain)
  ) STRICT, WITHOUT ROWID;
  INSERT OR IGNORE INTO signer
    SELECT organization_name, signing_domain FROM report WHERE authenticity = 'verified' AND organization_name <> '';
  `,
  `
  -- Mails and files that are being read, as a JSON list, by which run of which process; deaths: see underway.ts.
  CREATE TABLE under_way (
    id INTEGER PRIMARY KEY,
    run TEXT NOT NULL,
    process INTEGER NOT NULL,
    keys TEXT NOT NULL,
    deaths INTEGER NOT NULL
  ) STRICT;
  `,
  pendingSchema,
  removalSchema,
  (database) => {
    database.exec(editionColumns);
    writeNormalForms(database);
    writeKeys(database);
  },
  // Makes all kinds anew, so those that have become one above are one.
  daySchema,
];

export const schemaVersion = migrations.length;

/** Throws DeskError store-newer where the schema is ahead of us. Only reads. */
export function checkVersion(database: Database): void {
  const version = versionOf(database);
  if (version > schemaVersion) throw new DeskError('store-newer', `schema ${version}, known up to ${schemaVersion}`);
}

/** Brings the schema up to date in one transaction. */
export function migrate(database: Database): void {
  if (versionOf(database) === schemaVersion) return;
  // The version is read again inside: another process may have migrated while this one waited for the lock.
  const migrateNow = database.transaction(() => {
    apply(database, migrations.slice(versionOf(database)));
    database.pragma(`user_version = ${schemaVersion}`);
  });
  migrateNow.immediate();
}

/** Makes an empty database into an empty store of this version. */
export function buildSchema(database: Database, version: number): void {
  provideTextDigest(database);
  apply(database, migrations.slice(0, version));
}

function apply(database: Database, steps: typeof migrations): void {
  for (const step of steps) {
    if (typeof step === 'string') database.exec(step);
    else step(database);
  }
}

export function versionOf(database: Database): number {
  return database.pragma('user_version', { simple: true }) as number;
}
