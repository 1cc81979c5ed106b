/** What a report may at most consist of; beyond these it is refused. Lengths of text are in UTF-16 code units. */

/** Inflated. The seed's number. */
export const maxReportBytes = 20 * 1024 * 1024;
/** RFC 8460 section 4.4 nests six deep; unknown fields get some room. */
export const maxJsonDepth = 32;
/** All values of the JSON, the unknown ones too: the greatest report that the numbers below allow has about half. */
export const maxJsonValues = 2_000_000;
/** Of one mail or file: some years of a domain's reports, one a line. */
export const maxReports = 10_000;
/** Large providers put all policy domains of one owner into a report; thousands were never seen. */
export const maxPolicies = 10_000;
/** In the whole report. */
export const maxFailureDetails = 100_000;
/** A line or record of a policy. RFC 8461 section 3.2 suggests 64 KB for a whole policy, which some put into one. */
export const maxTextLength = 64 * 1024;
/** Who reports, under which id, and types: the longest that were seen have some 200. */
export const maxNameLength = 1_024;
/** Words about a failure: an EHLO answer of several lines, or OpenSSL's errors, come to some hundreds. */
export const maxRemarkLength = 4_096;
/** All different texts of a report together, in UTF-8. The greatest genuine reports have a few hundred KB. */
export const maxTextBytes = 1024 * 1024;
/** DNS ends at 253 characters (RFC 1035 section 2.3.4); escapes and names of another kind get some room. */
export const maxDomainLength = 1_024;
/** Lines of a policy of 64 KB, or TLSA records in a DNS answer of 64 KB: both remain far below. */
export const maxListItems = 10_000;
/** A reporter's habit recurs in every entry: the first of a kind show it. */
export const maxDeviationsPerCode = 100;
