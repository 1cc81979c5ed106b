import type { Faults } from './imap-faults.ts';
import type { ImapMail } from './imap-folder.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The words of a command: atoms, quoted strings, and lists without their parentheses. */
export function wordsOf(line: string): string[] {
  const words = line.matchAll(/"((?:[^"\\]|\\.)*)"|(?:[^\s()"[\]]|\[[^\]]*\])+/g);
  return [...words].map(([word, quoted]) => quoted?.replace(/\\(.)/g, '$1') ?? word);
}

/** One untagged FETCH answer (RFC 3501 section 7.4.2) with the items asked for, as far as they are known. */
export function fetchRow(number: number, mail: ImapMail, items: string[], faults: Faults): Buffer {
  const parts = items.map((item) => answerTo(item.toUpperCase(), mail, faults)).filter((part) => part !== null);
  const spaced = parts.flatMap((part, index) => (index === 0 ? [part] : [Buffer.from(' '), part]));
  return Buffer.concat([Buffer.from(`* ${number} FETCH (`), ...spaced, Buffer.from(')\r\n')]);
}

function answerTo(item: string, mail: ImapMail, faults: Faults): Buffer | null {
  const size = faults.announcedSize?.(mail) ?? mail.source.length;
  if (item === 'UID') return Buffer.from(`UID ${mail.uid}`);
  if (item === 'FLAGS') return Buffer.from('FLAGS ()');
  if (item === 'RFC822.SIZE') return Buffer.from(`RFC822.SIZE ${size}`);
  if (item === 'INTERNALDATE') return Buffer.from(`INTERNALDATE "${dateTime(mail.internalDate)}"`);
  return item.startsWith('BODY.PEEK[]') ? text(item, mail, faults) : null;
}

function text(item: string, mail: ImapMail, faults: Faults): Buffer {
  const [, start, length] = /<(\d+)\.(\d+)>$/.exec(item) ?? [];
  const label = start === undefined ? 'BODY[]' : `BODY[]<${start}>`;
  if (faults.withoutText?.has(mail.uid)) return Buffer.from(`${label} NIL`);
  const whole = faults.ignorePartial || start === undefined;
  const source = whole ? mail.source : mail.source.subarray(Number(start), Number(start) + Number(length));
  return Buffer.concat([Buffer.from(`${label} {${source.length}}\r\n`), source]);
}

/** RFC 3501's date-time, `17-Jul-1996 02:44:25 +0000`. */
function dateTime(date: Date): string {
  const day = String(date.getUTCDate()).padStart(2, ' ');
  const time = date.toISOString().slice(11, 19);
  return `${day}-${months[date.getUTCMonth()] ?? ''}-${date.getUTCFullYear()} ${time} +0000`;
}
