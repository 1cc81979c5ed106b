import type { Deviation, DeviationCode } from '../../../shared/model.ts';
import { formatOf, isForeign, type Format } from '../packed/magic.ts';

/** A part of a mail that may hold reports: JSON, or JSON still compressed. */
export interface Candidate {
  bytes: Buffer;
  mediaType: string;
  fileName: string;
  deviations: Deviation[];
  /** See Leaf. */
  returned: boolean;
}

/** One part of a mail that is not a multipart. */
export interface Leaf {
  bytes: Buffer;
  /** Lower case, without parameters; '' where it cannot be read. */
  mediaType: string;
  fileName: string;
  /** `report-type` of the multipart/report around it, '' where that has none, null outside of any. */
  reportType: string | null;
  /** In a mail that is attached to the mail. */
  nested: boolean;
  /** In a bounce or another notice about a mail: what that mail had in it was sent from here. */
  returned: boolean;
  /** How it was written, where it says otherwise: see decodedLeaves. */
  decoded: 'transfer-encoding' | 'uuencoded' | null;
}

/** RFC 8460 sections 6.4 and 6.5. */
const registeredTypes = new Set(['application/tlsrpt+json', 'application/tlsrpt+gzip']);

/** The leaf as a candidate, decided by its content; null for what is something else. */
export function candidateOf({
  bytes,
  mediaType,
  fileName,
  reportType,
  nested,
  returned,
  decoded,
}: Leaf): Candidate | null {
  const format = formatOf(bytes);
  const labels = [formatOfType(mediaType), formatOfName(fileName)];
  const isDecoded = decoded !== null && format !== 'other';
  if (!isDecoded && !mayHoldReport(mediaType, format, labels, bytes)) return null;
  const notes: Partial<Record<DeviationCode, boolean>> = {
    'media-type': !registeredTypes.has(mediaType),
    'label-contradicts-content': labels.some((label) => label !== 'other' && label !== format),
    // RFC 8460 section 5.3
    'not-multipart-report': reportType === null,
    'report-type-missing': reportType !== null && reportType.toLowerCase() !== 'tlsrpt',
    'nested-message': nested,
    'transfer-encoding': decoded === 'transfer-encoding',
    uuencoded: decoded === 'uuencoded',
  };
  const codes = (Object.keys(notes) as DeviationCode[]).filter((code) => notes[code]);
  return { bytes, mediaType, fileName, returned, deviations: codes.map((code) => ({ code, path: '' })) };
}

function mayHoldReport(mediaType: string, format: Format, labels: Format[], bytes: Buffer): boolean {
  // What calls itself a report is one, if a broken one.
  if (isReportType(mediaType)) return bytes.length > 0;
  if (format === 'other') return false;
  // To be named. What mails are made of, and adorned with, is not what they were sent for.
  if (isForeign(format)) return !/^(?:text\/html|image\/)/.test(mediaType);
  if (mediaType.startsWith('application/') || labels.some((label) => label !== 'other')) return true;
  // Prose may begin with a brace; a report as the mail's text names its policies (RFC 8460 section 4.4).
  return mediaType === 'text/plain' && format === 'json' && bytes.includes('"policies"');
}

/** The registered ones and those that senders made of them. */
export function isReportType(mediaType: string): boolean {
  return mediaType.startsWith('application/tlsrpt');
}

/** application/tlsrpt+gzip, +x-gzip, +zip and plain application/gzip, x-zip-compressed, json, text/json occur. */
function formatOfType(mediaType: string): Format {
  if (/gzip|\bgz\b/.test(mediaType)) return 'gzip';
  if (/\bzip\b|x-zip/.test(mediaType)) return 'zip';
  return /json/.test(mediaType) ? 'json' : 'other';
}

function formatOfName(fileName: string): Format {
  const [, extension = ''] = /\.(gz|gzip|zip|json)$/i.exec(fileName.trim()) ?? [];
  if (extension.toLowerCase().startsWith('gz')) return 'gzip';
  return extension === '' ? 'other' : (extension.toLowerCase() as Format);
}
