const mebibyte = 1024 * 1024;

/** A larger mail is not fetched. The seed's number. */
export const maxMessageBytes = 15 * mebibyte;
/** What one batch may hold: enough that a transaction pays, little enough to sit in memory twice. */
export const maxBatchMails = 500;
export const maxBatchBytes = 32 * mebibyte;
/** Mails that one listing may name; some 100 bytes of memory each. */
export const maxListedMails = 1_000_000;
/** Mails that one search may find: its answer is one line, of at most eleven characters a mail. */
export const maxSearchedMails = 50_000;
/** Folders offered to choose from, the likeliest ones. */
export const maxFolders = 5_000;

/** One line of an answer, mails aside: the longest are those of a search, eleven characters a mail. */
export const maxLineBytes = mebibyte;
/** Words, lists and numbers of one answer. */
export const maxAnswerTokens = 10_000;
/** Room for a server that ignores where a fetch was to end: by this much, then the connection is given up. */
export const maxExcessBytes = 64 * 1024;
/** What may come in answer to one command, after decompression; of one IDLE, within a minute. */
export const maxAnswerBytes = 4 * mebibyte;
/** Lines of that: when a person has emptied a folder, each mail that went has its own. */
export const maxAnswerLines = 200_000;
/** Each costs the client a kilobyte. */
export const maxFolderLines = 20_000;
/** A row of the listing: UID, size, date, and what servers add unasked. */
export const maxListedRowBytes = 512;
/** A batch whose sizes were announced too low, and what else comes with it. */
export const maxFetchedBytes = maxBatchBytes + 2 * maxMessageBytes + maxAnswerBytes;
/** A connection over which less comes is no better than one over which nothing comes. */
export const slowestBytesPerSecond = 4 * 1024;
/** How often a command under way is held against its budget. */
export const budgetIntervalMs = 100;

/** Parts of one mail, those of mails attached to it included: reports come with two or three. */
export const maxParts = 200;
/** Multiparts within each other and mails attached to mails, together. */
export const maxNesting = 10;
/** Of all mails attached to a mail, and to those: each of them is gone through once more. */
export const maxAttachedBytes = 4 * mebibyte;
/** A line costs time however short it is. A mail of the greatest size has 200,000 lines of base64. */
export const maxMailLines = 500_000;
/** The header of one part. Postfix's header_size_limit is 100 KB, Exchange takes 256 KB. */
export const maxHeaderBytes = 256 * 1024;
/** Subject, sender and message-id are cut to this many characters. */
export const maxHeaderText = 1_000;
/** Of a stored mail's header, for showing: signatures and the stations of its way included, few have 10 KiB. */
export const maxKeptHeaderBytes = 32 * 1024;
/** Of a mail that holds no report: its header and the list of its parts. */
export const maxKeptOutlineBytes = 64 * 1024;
