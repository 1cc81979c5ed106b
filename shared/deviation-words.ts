import type { Deviation, DeviationCode } from './model.ts';
import { refusalText } from './problems.ts';

const deviations: Record<DeviationCode, string> = {
  // Values
  'date-without-zone': 'Date-time without time zone, read as UTC.',
  'date-not-rfc3339': 'Date-time not written as RFC 3339 asks, read all the same.',
  'date-by-file-name': 'Date-time left out, not readable or open to two readings; the file name says which.',
  'date-of-other-end': 'Date-time left out or not readable; that of the other end of the range stands in for it.',
  'date-range-reversed': 'The range ends before it begins; begin and end are exchanged.',
  'count-as-string': 'Number written as text, read as a number.',
  'count-missing': 'Number of sessions left out, counted as 0.',
  'count-of-details': 'Number of failed sessions left out; the sum of the failure details stands in for it.',
  'details-do-not-sum': 'The failure details do not add up to the policy’s total; both are kept as sent.',
  'string-expected': 'Something other than text where text belongs, read as text.',
  'string-as-list': 'Text where a list belongs, read as a list with one entry a line.',
  'list-as-json-text': 'List packed as JSON into one text, unpacked.',
  'list-missing': 'List left out, or its only entry without a list around it; read all the same.',
  'list-null': 'null instead of a list, read as empty.',
  'list-as-object': 'List of one entry where the entry alone belongs, read as that.',
  'object-as-list': 'Entries under names instead of in a list, read as a list without the names.',
  'null-entry': 'Empty or unfit entry within a list, skipped.',
  'unknown-policy-type': 'Policy type that RFC 8460 does not know, kept as sent.',
  'unknown-result-type': 'Result type that RFC 8460 does not know, kept as sent.',
  'type-other-case': 'Type written in other case, read in lower case.',
  'domain-trailing-dot': 'Domain name with a dot at its end, which was removed.',
  'domain-in-u-labels': 'Domain name not in A-labels (xn--), in which it is kept.',
  'address-other-form': 'IP address not in the form of RFC 5952, in which it is kept.',
  'field-missing': 'Field that RFC 8460 requires left out, read as empty.',
  'field-other-name': 'Field under a name that is not that of RFC 8460, such as one of a draft; read all the same.',
  'field-other-case': 'Field name written in other case.',
  'field-misplaced': 'Fields not within the object that they belong to, read all the same.',
  'text-cut': 'Text far too long, cut; the original has all of it.',
  // Bytes
  'byte-order-mark': 'Byte order mark before the JSON, skipped.',
  'utf-16': 'Written in UTF-16 instead of UTF-8.',
  'windows-1252': 'Text that is not UTF-8, read as Windows-1252.',
  'json-guard': 'A web server’s guard before the JSON, skipped.',
  'one-of-several': 'One of several reports in the same data, each of them read.',
  'trailing-data': 'Other data before or after the report, ignored.',
  'invalid-utf8': 'Text that is not valid Unicode, shown as the escape that was written.',
  'truncated-gzip': 'The gzip data ends early, but the report in it is whole.',
  // Mail
  'line-ends': 'Mail that begins with empty lines, or whose lines end otherwise than by CRLF or LF.',
  'transfer-encoding': 'Base64 under a wrong transfer encoding, or under none; decoded all the same.',
  uuencoded: 'Report in uuencode instead of MIME.',
  'media-type': 'Attachment under a media type that RFC 8460 does not name.',
  'label-contradicts-content': 'Attachment labelled as something it is not; its content decided.',
  'not-multipart-report': 'Report not in a multipart/report mail.',
  'report-type-missing': 'multipart/report mail without report-type=tlsrpt.',
  'part-unreadable': 'Something beside this report looks like one too, but cannot be read.',
  'nested-message': 'Report in a mail that was forwarded as an attachment.',
};

export function deviationText({ code, refusal }: Pick<Deviation, 'code' | 'refusal'>): string {
  if (refusal === undefined) return deviations[code];
  const detail = refusal.detail === '' ? '' : ` (${refusal.detail})`;
  return `${deviations[code]} ${refusalText(refusal.code).title}${detail}`;
}
