// What tells the line before a mail in an mbox file from a sentence that begins with "From ".

/** Longer lines are prose: an address has 320 characters at most, a date some 40. */
const maxEnvelopeLength = 500;

/**
 * Whether this is `From `, one address and a date as asctime writes it (RFC 4155 appendix A), with the zones, commas and
 * orders that mail programs write besides. Between them a mail's own "From " lines hardly ever stay that short of words.
 */
export function isDatedEnvelope(line: string): boolean {
  if (!line.startsWith('From ') || line.length > maxEnvelopeLength) return false;
  const [, ...words] = withoutQuoted(line.slice('From '.length)).split(/[\s,]+/);
  const kinds = new Set(words.filter((word) => word !== '').map(dateWordOf));
  return !kinds.has('other') && kinds.has('month') && kinds.has('time') && kinds.has('year');
}

/** A local part in quotation marks may hold blanks. */
function withoutQuoted(text: string): string {
  return text.startsWith('"') ? text.slice(text.indexOf('"', 1) + 1) : text;
}

const dateWords: [kind: string, form: RegExp][] = [
  ['weekday', /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)$/i],
  ['month', /^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)$/i],
  ['day', /^\d{1,2}$/],
  ['time', /^\d{1,2}:\d\d(?::\d\d)?$/],
  ['year', /^(?:19|20)\d\d$/],
  ['zone', /^(?:[+-]\d{4}|\(?[A-Z]{1,5}\)?)$/],
];

function dateWordOf(word: string): string {
  return dateWords.find(([, form]) => form.test(word))?.[0] ?? 'other';
}

/** RFC 5322 section 2.2: a name of printable characters, and a colon; not one of an address on the web. */
export function isHeaderField(line: string): boolean {
  return /^[!-9;-~]{1,76}:(?!\/\/)/.test(line);
}

const mailFields = [
  ...['received', 'return-path', 'delivered-to', 'from', 'to', 'date', 'subject', 'message-id', 'mime-version'],
  ...['content-type', 'dkim-signature', 'authentication-results', 'tls-report-domain', 'tls-report-submitter'],
];

/** Whether this is the beginning of a mail rather than of any text: a header, with two fields that mails have. */
export function isMailHeader(start: Buffer): boolean {
  const lines = start.toString('latin1').split(/\r?\n/);
  const end = lines.indexOf('');
  const names = lines.slice(0, end === -1 ? lines.length : end).map((line) => line.split(':', 1)[0]?.toLowerCase());
  return isHeaderField(lines[0] ?? '') && mailFields.filter((name) => names.includes(name)).length >= 2;
}
