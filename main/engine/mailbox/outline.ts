import type { MessageRecord } from '../store/batch.ts';
import { isHeaderField } from '../envelope.ts';
import { isReportType, type Leaf } from './candidate.ts';
import { headerBlock, tidy } from './header.ts';
import { maxKeptOutlineBytes } from './limits.ts';

/**
 * What is kept of a mail that holds no report, and may be anybody's private one: its header fields, and a line for
 * each part with its type, size and file name. Of its texts and attachments, nothing.
 */
export function outlineOf(source: Buffer, parts: Leaf[]): Buffer {
  const lines = parts.map(({ mediaType, bytes, fileName }, index) => {
    const name = fileName === '' ? '' : `; name="${tidy(fileName)}"`;
    return `[${index + 1}] ${mediaType || '-'}; size=${bytes.length}${name}\r\n`;
  });
  const header = headerBlock(source);
  const isMail = isHeaderField(header.toString('latin1', 0, 100).replace(/^>?From .*\r?\n/, ''));
  const outline = Buffer.concat([isMail ? header : Buffer.alloc(0), Buffer.from(`\r\n\r\n${lines.join('')}`)]);
  return outline.subarray(0, maxKeptOutlineBytes);
}

/** The mail itself, or its outline, and which of the two it is. */
export type Kept = Pick<MessageRecord, 'bytes' | 'isOutline'>;

/** What is kept of a mail that could not be gone through: the whole only where it calls itself a report. */
export function keptUnread(source: Buffer): Kept {
  if (claimsReport(source)) return { bytes: source, isOutline: false };
  return { bytes: outlineOf(source, []), isOutline: true };
}

/** RFC 8460 sections 5.1 (the name of the file), 5.3 (the header fields), 6.4 and 6.5 (the media types). */
const claim =
  /application\/tlsrpt|report-type="?tlsrpt|\nTLS-Report-(?:Domain|Submitter):|!\d{10}!\d{10}[^\s"]{0,200}\.json/i;

function claimsReport(source: Buffer): boolean {
  return claim.test(source.toString('latin1'));
}

/** The same of one part, once the mail was gone through. */
export function isCalledReport({ mediaType, fileName, reportType }: Leaf): boolean {
  const isNamed = /^[^!]*![^!]*!\d{10}!\d{10}[^!]*(?:![^!]*)?\.json/i.test(fileName);
  return isNamed || isReportType(mediaType) || reportType?.toLowerCase() === 'tlsrpt';
}
