import { Splitter, type MimeNode, type SplitterChunk } from '@zone-eu/mailsplit';
import libmime from 'libmime';
import { Refusal } from '../../../shared/error.ts';
import { candidateOf, type Candidate, type Leaf } from './candidate.ts';
import { isoDate, tidy } from './header.ts';
import { maxAttachedBytes, maxHeaderBytes, maxNesting, maxParts } from './limits.ts';
import { readOrdinary } from './ordinary.ts';

export type { Candidate };

export interface MessageContent {
  subject: string;
  from: string;
  messageId: string;
  /** ISO 8601; '' where the mail has none that can be read. */
  date: string;
  /** Every part that may hold a report, whatever its label and however deep it is packed; often none. */
  candidates: Candidate[];
}

/** Throws Refusal too-many-parts, nested-too-deep or message-unreadable. */
export async function readMessage(source: Buffer): Promise<MessageContent> {
  return readOrdinary(source) ?? (await readAnything(source));
}

/** The same for mails of any shape, the ordinary one too. */
export async function readAnything(source: Buffer): Promise<MessageContent> {
  const walk = new Walk();
  const root = await walk.enter(source, 0, false);
  return {
    subject: headerText(root, 'subject'),
    from: headerText(root, 'from'),
    messageId: headerText(root, 'message-id'),
    date: isoDate(headerText(root, 'date')),
    candidates: walk.leaves.map(candidateOf).filter((candidate) => candidate !== null),
  };
}

interface Part {
  node: MimeNode;
  depth: number;
  body: Buffer[];
}

/** Through a mail and the mails attached to it, with the caps counted over all of them. */
class Walk {
  readonly leaves: Leaf[] = [];
  #parts = 0;
  #attachedBytes = 0;

  /** Answers the root part; undefined for an empty mail. */
  async enter(source: Buffer, depth: number, nested: boolean): Promise<MimeNode | undefined> {
    const parts = await this.#split(source, depth);
    for (const { node, depth: partDepth, body } of parts) {
      if (node.multipart) continue;
      const bytes = await decode(node, body);
      if (isMail(node)) await this.#enterAttached(bytes, partDepth + 1);
      else this.leaves.push(leafOf(node, bytes, nested));
    }
    return parts[0]?.node;
  }

  async #enterAttached(source: Buffer, depth: number): Promise<void> {
    this.#attachedBytes += source.length;
    if (this.#attachedBytes > maxAttachedBytes) throw new Refusal('nested-too-deep', 'large mails in the mail');
    await this.enter(source, depth, true);
  }

  async #split(source: Buffer, depth: number): Promise<Part[]> {
    const parts = new Map<unknown, Part>();
    for await (const chunk of split(withHyphen(source))) {
      if (chunk.type === 'body') parts.get(chunk.node)?.body.push(chunk.value);
      if (chunk.type !== 'node') continue;
      const parent = parts.get(chunk.parentNode);
      const partDepth = parent === undefined ? depth : parent.depth + 1;
      this.#parts += 1;
      if (partDepth > maxNesting) throw new Refusal('nested-too-deep', `more than ${maxNesting} levels`);
      if (this.#parts > maxParts) throw new Refusal('too-many-parts', `more than ${maxParts}`);
      parts.set(chunk, { node: chunk, depth: partDepth, body: [] });
    }
    return [...parts.values()];
  }
}

async function* split(source: Buffer): AsyncGenerator<SplitterChunk> {
  // Attached mails are left whole, because ours is the count of depth and parts.
  const splitter = new Splitter({ ignoreEmbedded: true, maxHeadSize: maxHeaderBytes });
  splitter.end(source);
  try {
    yield* splitter as AsyncIterable<SplitterChunk>;
  } catch (error) {
    const { message } = error as Error;
    throw new Refusal(/child nodes/.test(message) ? 'too-many-parts' : 'message-unreadable', message);
  }
}

/** Trustwave's gateways write the header ContentType, which nobody else knows. */
function withHyphen(source: Buffer): Buffer {
  if (!source.includes('\nContentType:')) return source;
  return Buffer.from(source.toString('latin1').replaceAll('\nContentType:', '\nContent-Type:'), 'latin1');
}

async function decode(node: MimeNode, body: Buffer[]): Promise<Buffer> {
  const [first, ...others] = body;
  const bytes = first !== undefined && others.length === 0 ? first : Buffer.concat(body);
  if (node.encoding === 'base64') return Buffer.from(bytes.toString('latin1'), 'base64');
  if (node.encoding !== 'quoted-printable') return bytes;
  const decoder = node.getDecoder();
  decoder.end(bytes);
  return Buffer.concat(await decoder.toArray());
}

function isMail({ contentType, filename }: MimeNode): boolean {
  const type = contentType || '';
  return (
    /^message\/(rfc822|global)$/.test(type) || (type === 'application/octet-stream' && /\.eml$/i.test(filename || ''))
  );
}

function leafOf(node: MimeNode, bytes: Buffer, nested: boolean): Leaf {
  return {
    bytes,
    mediaType: node.contentType || '',
    fileName: node.filename || '',
    reportType: reportType(node),
    nested,
  };
}

/** Of the innermost multipart/report around a part, wherever in that the part is. */
function reportType({ parentNode }: MimeNode): string | null {
  for (let node = parentNode; node; node = node.parentNode) {
    if (node.multipart !== 'report' || !node.headers) continue;
    return libmime.parseHeaderValue(node.headers.getFirst('content-type')).params['report-type'] ?? '';
  }
  return null;
}

function headerText(node: MimeNode | undefined, name: string): string {
  const raw = (node?.headers && node.headers.getFirst(name)) || '';
  return tidy(decodeWords(raw));
}

function decodeWords(text: string): string {
  try {
    return libmime.decodeWords(text);
  } catch {
    return text; // In a character set that does not exist.
  }
}
