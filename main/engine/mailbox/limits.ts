const mebibyte = 1024 * 1024;

/** A larger mail is not fetched. The seed's number. */
export const maxMessageBytes = 15 * mebibyte;
/** What one batch may hold: enough that a transaction pays, little enough to sit in memory twice. */
export const maxBatchMails = 500;
export const maxBatchBytes = 32 * mebibyte;
/** Mails that one listing may name; some 100 bytes of memory each. */
export const maxListedMails = 1_000_000;
export const maxFolders = 5_000;

/** Parts of one mail, those of mails attached to it included: reports come with two or three. */
export const maxParts = 200;
/** Multiparts within each other and mails attached to mails, together. */
export const maxNesting = 10;
/** Of all mails attached to a mail, and to those: each of them is gone through once more. */
export const maxAttachedBytes = 4 * mebibyte;
/** The header of one part. Postfix's header_size_limit is 100 KB, Exchange takes 256 KB. */
export const maxHeaderBytes = 256 * 1024;
/** Subject, sender and message-id are cut to this many characters. */
export const maxHeaderText = 1_000;
/** Of a stored mail's header, for showing: signatures and the stations of its way included, few have 10 KiB. */
export const maxKeptHeaderBytes = 32 * 1024;
