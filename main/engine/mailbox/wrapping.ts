import type { RefusalCode } from '../../../shared/error.ts';
import { formatOf } from '../packed/magic.ts';
import type { Leaf } from './candidate.ts';

/** What a mail may be packed in so that nobody but its maker's own programs, or who has a key, looks inside. */
export type Wrapping = Extract<RefusalCode, 'winmail-dat' | 'smime-wrapped' | 'pgp-encrypted' | 'outlook-file'>;

/** First bytes: MS-PST section 2.2.2.6. */
const personalStore = Buffer.from('!BDN');
const pgpMessage = '-----BEGIN PGP MESSAGE-----';
/** How the streams of an Outlook message are called in its compound file (MS-OXMSG section 2.2.3), in UTF-16. */
const messageStream = Buffer.from('__properties_version1.0', 'utf16le');

/** null for what is read, or is anything else. */
export function wrappingOf({
  bytes,
  mediaType,
  fileName,
}: Pick<Leaf, 'bytes' | 'mediaType' | 'fileName'>): Wrapping | null {
  const format = formatOf(bytes);
  const name = fileName.trim().toLowerCase();
  if (format === 'tnef' || /^application\/(?:vnd\.)?ms-tnef$/.test(mediaType) || name.endsWith('winmail.dat')) {
    return 'winmail-dat';
  }
  // Not the detached signature (application/pkcs7-signature), beside which the mail can be read.
  if (/^application\/(?:x-)?pkcs7-mime$/.test(mediaType) || name.endsWith('.p7m')) return 'smime-wrapped';
  const start = bytes.toString('latin1', 0, 64).trimStart();
  if (mediaType === 'application/pgp-encrypted' || start.startsWith(pgpMessage)) return 'pgp-encrypted';
  if (isOutlookFile(bytes, name) || mediaType === 'application/vnd.ms-outlook') return 'outlook-file';
  return format === 'ole' && bytes.includes(messageStream) ? 'outlook-file' : null;
}

/** By what is known without reading it through. */
export function isOutlookFile(start: Buffer, name: string): boolean {
  const isStore = personalStore.equals(start.subarray(0, personalStore.length));
  return isStore || (formatOf(start) === 'ole' && /\.(?:msg|oft)$/i.test(name));
}
