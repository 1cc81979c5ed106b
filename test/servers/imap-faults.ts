import type { ImapMail } from './imap-folder.ts';

/** What a server may do wrong. Bytes are counted from the login on, per connection. */
export interface Faults {
  /** Says nothing, not even a greeting. */
  silent?: boolean;
  /** Does not offer STARTTLS, or somebody in between took it out. */
  withoutStarttls?: boolean;
  /** Somebody in between speaks before TLS does. */
  wordsBeforeTls?: string;
  loginDisabled?: boolean;
  /** `NO` with these words to a command (`LOGIN`, `UID FETCH`). */
  refuse?: Record<string, string>;
  /** BAD instead of that NO. */
  refuseWith?: 'BAD';
  /** Greets with `BYE` and these words. */
  farewell?: string;
  dropAfterBytes?: number;
  stallAfterBytes?: number;
  /** Sends noise instead of what was to come, and goes on. */
  noiseAfterBytes?: number;
  /** RFC822.SIZE as the server has it. */
  announcedSize?: (mail: ImapMail) => number;
  /** Sends the whole mail however little was asked for. */
  ignorePartial?: boolean;
  /** UIDs that are listed but not sent, as when they were deleted in between. */
  vanished?: Set<number>;
  /** UIDs whose text is NIL. */
  withoutText?: Set<number>;
  /** Hangs up when this UID's text is to be sent. */
  fatalUid?: number;
  /** Accepts IDLE and tells nothing (Cyrus was seen to). */
  silentIdle?: boolean;
  /** Ends every IDLE at once. */
  shortIdle?: boolean;
}
