/** Of `message`: mails that version 1 passed over after a few attempts. */
const withheldOnce = `outcome = 'refused' AND reason = 'message-unreadable'
  AND detail = 'the mail server did not hand it out' AND uid IS NOT NULL`;

/** A migration of schema.ts. */
export const pendingSchema = `
  -- Mails that the server listed and has not handed out; times are ISO 8601, reason and detail those of an error.
  CREATE TABLE pending_mail (
    mailbox INTEGER NOT NULL,
    folder TEXT NOT NULL,
    uid_validity TEXT NOT NULL,
    uid INTEGER NOT NULL,
    since TEXT NOT NULL,
    next_attempt_at TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (mailbox, folder, uid_validity, uid)
  ) STRICT, WITHOUT ROWID;

  -- Such mails were refused before, and never asked for again: they are asked for now.
  INSERT INTO pending_mail
    SELECT mailbox, folder, uid_validity, uid, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), '', 0,
      'mail-withheld', ''
    FROM message WHERE ${withheldOnce} AND EXISTS
      (SELECT 1 FROM cursor WHERE cursor.mailbox = message.mailbox AND cursor.folder = message.folder
         AND cursor.uid_validity = message.uid_validity);
  UPDATE message_count
    SET messages = messages - (SELECT count(*) FROM pending_mail WHERE pending_mail.mailbox = message_count.mailbox)
    WHERE outcome = 'refused';
  DELETE FROM message WHERE ${withheldOnce}
    AND (mailbox, folder, uid_validity, uid) IN (SELECT mailbox, folder, uid_validity, uid FROM pending_mail);
`;
