import { formatOf } from '../packed/magic.ts';
import { candidateOf, type Candidate } from './candidate.ts';
import { decodedLeaves, isPlainBase64 } from './encoded.ts';
import { isoDate, tidy } from './header.ts';
import { maxHeaderBytes } from './limits.ts';
import type { MessageContent } from './mime.ts';

/** The least a line of a header counts for with mailsplit is 64 bytes, and the shortest has four. */
const maxPlainHeaderBytes = maxHeaderBytes / 16;

type Header = Map<string, string>;

/**
 * Reads a mail of exactly the shape that most reporters send (RFC 8460 section 5.3: multipart/report, in it a text
 * and a report in base64; headers in ASCII), many times faster than mime.ts and to the same result. Answers null for
 * everything else, the least doubt included.
 */
export function readOrdinary(source: Buffer): MessageContent | null {
  const mail = source.toString('latin1');
  const header = headerOf(mail);
  const boundary = boundaryOf(header);
  if (header === null || boundary === null) return null;
  const [preamble, ...parts] = mail.slice(mail.indexOf('\r\n\r\n') + 4).split(`--${boundary}`, 5);
  const [prose, report, end] = parts;
  if (prose === undefined || report === undefined || end === undefined || parts.length > 3) return null;
  if (preamble !== '' && !preamble?.endsWith('\r\n')) return null;
  if (!isProse(prose) || !/^--(\r\n|$)/.test(end)) return null;
  const candidate = readReport(report);
  const text = (name: string) => tidy(header?.get(name) ?? '');
  const from = senderOf(text('from'));
  const messageId = text('message-id');
  if (candidate === null || from === null || !/^(?:<[^<>\s]+>)?$/.test(messageId)) return null;
  return {
    subject: text('subject'),
    from,
    messageId,
    date: isoDate(text('date')),
    candidates: [candidate],
    wrapping: null,
    outline: null,
  };
}

/** One address, perhaps with a name before it; its quotation marks do not belong to the name. */
function senderOf(from: string): string | null {
  if (from === '' || plainAddress.test(from)) return from;
  const [, name, quotedName, address = ''] = /^(?:([\w.-][\w .-]*)|"([\w.-][\w .-]*)") ?<([^<>]*)>$/.exec(from) ?? [];
  return plainAddress.test(address) ? `${(name ?? quotedName ?? '').trim()} <${address}>` : null;
}

const plainAddress = /^[\w.+-]+@(?!xn--)[\w.-]+$/;

/** Unfolded values by lower-case name, down to the empty line; null where there is anything to interpret. */
function headerOf(text: string): Header | null {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1 || end > maxPlainHeaderBytes) return null;
  const block = text.slice(0, end);
  // Other characters, lone line ends, encoded words, Trustwave's header: not here.
  if (!/^(?:[\t\x20-\x7e]|\r\n)*$/.test(block) || /=\?|^contenttype:/im.test(block)) return null;
  const header: Header = new Map();
  for (const line of block.replace(/\r\n[\t ]+/g, ' ').split('\r\n')) {
    const [, name, value = ''] = /^([\w-]+):(.*)$/.exec(line) ?? [];
    if (name === undefined || (header.has(name.toLowerCase()) && isRead(name))) return null;
    header.set(name.toLowerCase(), value.trim());
  }
  return header;
}

function isRead(name: string): boolean {
  return /^(subject|from|message-id|date|content-(type|disposition|transfer-encoding))$/i.test(name);
}

function boundaryOf(header: Header | null): string | null {
  if (header === null || header.has('content-disposition') || header.has('content-transfer-encoding')) return null;
  const [type, ...parameters] =
    header
      .get('content-type')
      ?.split(';')
      .map((text) => text.trim()) ?? [];
  const [one = '', other = ''] = parameters.sort();
  const [, quoted, bare] = /^boundary=(?:"([\w'+,./:= -]*[\w'+,./:=-])"|([\w+.-]+))$/i.exec(one) ?? [];
  const isReport = type?.toLowerCase() === 'multipart/report' && /^report-type=(?:tlsrpt|"tlsrpt")$/i.test(other);
  return isReport && parameters.length === 2 ? (quoted ?? bare ?? null) : null;
}

/** The header and the content of what stands between two delimiters. */
function partOf(between: string): { header: Header; content: string } | null {
  if (!between.startsWith('\r\n') || !between.endsWith('\r\n')) return null;
  const part = between.slice(2, -2);
  const header = headerOf(part);
  return header === null ? null : { header, content: part.slice(part.indexOf('\r\n\r\n') + 4) };
}

function isProse(between: string): boolean {
  const { header, content } = partOf(between) ?? {};
  if (header === undefined || content === undefined || header.has('content-disposition')) return false;
  if (!/^(?:7bit|8bit)?$/i.test(header.get('content-transfer-encoding') ?? '')) return false;
  const type = header.get('content-type') ?? '';
  if (!/^text\/plain(?:;[^()]*)?$/i.test(type) || /name/i.test(type)) return false;
  const leaf = { ...plain, bytes: Buffer.from(content, 'latin1'), mediaType: 'text/plain', fileName: '' };
  return formatOf(leaf.bytes) === 'other' && decodedLeaves(leaf)[0] === leaf;
}

/** Where both parts are, and that they are what they say. */
const plain = { reportType: 'tlsrpt', nested: false, returned: false, decoded: null };

function readReport(between: string): Candidate | null {
  const { header, content } = partOf(between) ?? {};
  if (header === undefined || content === undefined) return null;
  if (header.get('content-transfer-encoding')?.toLowerCase() !== 'base64') return null;
  const type = /^(application\/tlsrpt\+(?:gzip|json))(?:; *name="([\w.!@+-]+)")?$/i.exec(
    header.get('content-type') ?? '',
  );
  const attachment = /^attachment(?:; *filename="([\w.!@+-]+)")?$/i.exec(
    header.get('content-disposition') ?? 'attachment',
  );
  if (type === null || attachment === null) return null;
  const [, mediaType = '', name = ''] = type;
  const fileName = attachment[1] ?? name;
  if (!isPlainBase64(content)) return null;
  const bytes = Buffer.from(content, 'base64');
  if (formatOf(bytes) === 'other') return null;
  return candidateOf({ ...plain, bytes, mediaType: mediaType.toLowerCase(), fileName });
}
