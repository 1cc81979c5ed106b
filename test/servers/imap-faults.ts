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
  /** UIDs that the search finds, and for which FETCH has no answer (Exchange). */
  withoutAnswer?: Set<number>;
  /** `NO` with these words when these UIDs' text is to be sent. */
  refuseTexts?: Map<number, string>;
  /** After so many texts on one connection it says this instead: a tagged `NO …`, or `BYE …`, which ends it. */
  textsPerConnection?: { count: number; then: string };
  /** Ends every IDLE with BYE and these words. */
  byeInIdle?: string;
  /** UIDs whose text is NIL. */
  withoutText?: Set<number>;
  /** Hangs up when this UID's text is to be sent. */
  fatalUid?: number;
  /** Accepts IDLE and tells nothing (Cyrus was seen to). */
  silentIdle?: boolean;
  /** Where the account's folders lie, as Courier and Cyrus have it: `INBOX.`; LIST leaves INBOX itself out. */
  prefix?: string;
  /** EXAMINE tells no UIDVALIDITY; nor does STATUS, where it is `everywhere`. */
  withoutUidValidity?: 'examine' | 'everywhere';
  /** Knows whole mails only: `BAD` to `BODY.PEEK[]<0.1>`. */
  refusePartial?: boolean;
  /** Is a Courier: greets as one, and gives a folder another UIDVALIDITY at each EXAMINE. */
  courier?: boolean;
  /** Ends every IDLE at once. */
  shortIdle?: boolean;
  /** Sends this over and over instead of the answer to a command, or of the greeting (`GREETING`). */
  flood?: Record<string, string>;
  /** Begins an answer so and goes on with a letter now and then, for ever. */
  drip?: Record<string, string>;
  /** Offers COMPRESS, and means it; or then sends blocks that unpack to nothing. */
  compress?: 'honest' | 'empty';
}
