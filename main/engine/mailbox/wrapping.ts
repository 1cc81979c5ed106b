import type { RefusalCode } from '../../../shared/error.ts';
import type { Leaf } from './candidate.ts';

/** What a mail may be packed in so that nobody but its maker's own programs, or who has a key, looks inside. */
export type Wrapping = Extract<RefusalCode, 'winmail-dat' | 'smime-wrapped' | 'pgp-encrypted' | 'outlook-file'>;

/** First bytes, as Latin-1. MS-OXTNEF section 2.1.3.2, MS-CFB section 2.2, MS-PST section 2.2.2.6. */
const tnef = '\x78\x9f\x3e\x22';
const compoundFile = '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1';
const personalStore = '!BDN';
const pgpMessage = '-----BEGIN PGP MESSAGE-----';
/** How the streams of an Outlook message are called in its compound file (MS-OXMSG section 2.2.3), in UTF-16. */
const messageStream = Buffer.from('__properties_version1.0', 'utf16le');

/** null for what is read, or is anything else. */
export function wrappingOf({
  bytes,
  mediaType,
  fileName,
}: Pick<Leaf, 'bytes' | 'mediaType' | 'fileName'>): Wrapping | null {
  const start = bytes.toString('latin1', 0, 64);
  const name = fileName.trim().toLowerCase();
  if (start.startsWith(tnef) || /^application\/(?:vnd\.)?ms-tnef$/.test(mediaType) || name.endsWith('winmail.dat')) {
    return 'winmail-dat';
  }
  // Not the detached signature (application/pkcs7-signature), beside which the mail can be read.
  if (/^application\/(?:x-)?pkcs7-mime$/.test(mediaType) || name.endsWith('.p7m')) return 'smime-wrapped';
  if (mediaType === 'application/pgp-encrypted' || start.trimStart().startsWith(pgpMessage)) return 'pgp-encrypted';
  if (isOutlookFile(start, name) || mediaType === 'application/vnd.ms-outlook') return 'outlook-file';
  return start.startsWith(compoundFile) && bytes.includes(messageStream) ? 'outlook-file' : null;
}

/** By what is known without reading it through. */
export function isOutlookFile(start: string, name: string): boolean {
  return start.startsWith(personalStore) || (start.startsWith(compoundFile) && /\.(?:msg|oft)$/i.test(name));
}
