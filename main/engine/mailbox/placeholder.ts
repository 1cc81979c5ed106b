import { headerBlock } from './header.ts';

const subject = /^Subject:\s+Retrieval using the IMAP4 protocol failed\b/im;
/** A mail that a stranger sends under this subject has at least the one that our own server put on it. */
const station = /^Received:/im;

/**
 * Whether it is what Exchange hands out in place of a mail that it cannot convert: a note of its own, which never went
 * through SMTP. The mail itself is still in the mailbox.
 */
export function isPlaceholder(source: Buffer): boolean {
  const header = headerBlock(source).toString('latin1');
  return subject.test(header) && !station.test(header);
}
