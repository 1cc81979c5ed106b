import type { Transform } from 'node:stream';
import { finished } from 'node:stream/promises';
import {
  MailParser,
  type AddressObject,
  type AttachmentStream,
  type HeaderLines,
  type Headers,
  type MessageText,
  type StructuredHeader,
} from 'mailparser';
import { Refusal } from '../../../shared/error.ts';
import { formatOf } from '../packed/magic.ts';
import { hasMany, withUsualLines } from '../lineends.ts';
import { candidateOf, type Candidate, type Leaf } from './candidate.ts';
import { decodedLeaves } from './encoded.ts';
import { isoDate, namesOf, tidy } from './header.ts';
import { maxAttachedBytes, maxHeaderBytes, maxMailLines, maxNesting, maxParts } from './limits.ts';
import { readOrdinary } from './ordinary.ts';
import { isCalledReport, outlineOf } from './outline.ts';
import { isNotice, isReturning } from './returned.ts';
import { wrappingOf, type Wrapping } from './wrapping.ts';

export type { Candidate };

export interface MessageContent {
  subject: string;
  from: string;
  messageId: string;
  /** ISO 8601; '' where the mail has none that can be read. */
  date: string;
  /** Every part that may hold a report, whatever its label and however deep it is packed; often none. */
  candidates: Candidate[];
  /** What else it is packed in, which is not read. */
  wrapping: Wrapping | null;
  /** To be kept instead of the mail where it holds no report; null where it calls itself one: see outlineOf. */
  outline: Buffer | null;
}

/** Throws Refusal too-many-parts, nested-too-deep or message-unreadable. */
export async function readMessage(source: Buffer): Promise<MessageContent> {
  const mail = withUsualLines(source);
  const content = readOrdinary(mail) ?? (await readAnything(mail));
  if (mail !== source)
    for (const { deviations } of content.candidates) deviations.push({ code: 'line-ends', path: '' });
  return content;
}

/** The same for mails of any shape, the ordinary one too. */
export async function readAnything(source: Buffer): Promise<MessageContent> {
  requireFewLines(source);
  const walk = new Walk();
  const { headers, headerLines } = await walk.enter(source, 0, { nested: false, returned: false });
  const from = headers.get('from') as AddressObject | undefined;
  const wrappings = walk.leaves.map(wrappingOf);
  const leaves = walk.leaves.filter((_, index) => wrappings[index] === null).flatMap(decodedLeaves);
  if (leaves.length > maxParts) throw new Refusal('too-many-parts', `more than ${maxParts}`);
  const candidates = leaves.map(candidateOf).filter((candidate) => candidate !== null);
  return {
    subject: tidy((headers.get('subject') as string | undefined) ?? ''),
    from: tidy(namesOf(from?.value ?? [])),
    messageId: tidy((headers.get('message-id') as string | undefined) ?? ''),
    date: dateOf(headerLines),
    candidates,
    wrapping: wrappings.find((wrapping) => wrapping !== null) ?? null,
    outline: walk.leaves.some(isCalledReport) ? null : outlineOf(source, walk.leaves),
  };
}

/** A part as MailParser keeps it. */
interface Part {
  contentType: string | false;
  headers: Headers;
  headerLines: HeaderLines;
  children: Part[];
}

/**
 * What MailParser has but does not declare. It hands out only what is no multipart, and of texts only the characters:
 * so `report-type` is read from its tree of parts, and with no types of text each part comes as its bytes.
 */
interface Undeclared {
  tree: Part | false;
  textTypes: string[];
  processHeaders(lines: HeaderLines): Headers;
  /** Runs ahead of the tree; its node is the part that it is in. */
  splitter: Transform & { node: SplitPart };
}

interface SplitPart {
  parentNode: SplitPart | false;
}

interface Body {
  bytes: Buffer;
  fileName: string;
}

/** How a mail was come to: as one that is attached to another, and as one that the other gives back. */
type Way = Pick<Leaf, 'nested' | 'returned'>;

/** Through a mail and the mails attached to it, with the caps counted over all of them. */
class Walk {
  readonly leaves: Leaf[] = [];
  #parts = 0;
  #headerBytes = 0;
  #attachedBytes = 0;

  /** Answers the part that holds all others. */
  async enter(source: Buffer, depth: number, { nested, returned }: Way): Promise<Part> {
    const parser = this.#newParser();
    const bodies = await readBodies(parser, source, depth);
    const root = parser.tree as Part;
    const places = [...partsWithin(root, depth, null, null)];
    const returns = returned || places.some(({ mediaType }) => isNotice(mediaType));
    for (const { part, mediaType, depth: partDepth, reportType } of places) {
      this.#parts += 1;
      if (this.#parts > maxParts) throw new Refusal('too-many-parts', `more than ${maxParts}`);
      const body = bodies.get(part.headers);
      if (body === undefined) continue;
      if (isMail(mediaType, body)) {
        await this.#enterAttached(body.bytes, partDepth + 1, returns || isReturning(reportType));
      } else this.leaves.push({ ...body, mediaType, reportType, nested, returned: returns, decoded: null });
    }
    return root;
  }

  async #enterAttached(source: Buffer, depth: number, returned: boolean): Promise<void> {
    this.#attachedBytes += source.length;
    if (this.#attachedBytes > maxAttachedBytes) throw new Refusal('nested-too-deep', 'large mails in the mail');
    await this.enter(withUsualLines(source), depth, { nested: true, returned });
  }

  #newParser(): MailParser & Undeclared {
    const parser = new MailParser({
      checksumAlgo: false,
      // Attached mails are left whole, because ours is the count of depth and parts.
      ignoreEmbedded: true,
      maxHeadSize: maxHeaderBytes,
      maxChildNodes: maxParts,
    }) as MailParser & Undeclared;
    parser.textTypes = [];
    const processHeaders = parser.processHeaders.bind(parser);
    // MailParser's cap is one for each part, and it interprets the header of every part.
    parser.processHeaders = (lines) => {
      this.#headerBytes += lines.reduce((bytes, { line }) => bytes + line.length, 0);
      if (this.#headerBytes > maxHeaderBytes) parser.splitter.destroy(new Error('more header than allowed'));
      return processHeaders(lines);
    };
    return parser;
  }
}

/** What the parts that are no multiparts hold, by their headers. */
async function readBodies(parser: MailParser & Undeclared, source: Buffer, depth: number): Promise<Map<Headers, Body>> {
  const reading: Promise<[Headers, Body]>[] = [];
  parser.on('data', (found: AttachmentStream | MessageText) => {
    if (found.type === 'attachment') reading.push(readBody(found));
  });
  const failure = await finished(parser.end(withHyphen(source))).catch((error: Error) => error);
  const levels = failure ? levelsAround(parser.splitter.node) : levelsOf(parser.tree as Part);
  // Asked first, because what is nested too deep is soon too many parts as well.
  if (depth + levels > maxNesting) throw new Refusal('nested-too-deep', `more than ${maxNesting} levels`);
  if (failure) throw unreadable(failure);
  return new Map(await Promise.all(reading));
}

/** MailParser goes on to the next part when the one before is released. */
async function readBody(part: AttachmentStream): Promise<[Headers, Body]> {
  const bytes = Buffer.concat((await part.content.toArray()) as Buffer[]);
  part.release?.();
  return [part.headers, { bytes, fileName: part.filename ?? '' }];
}

function unreadable({ message }: Error): Refusal {
  return new Refusal(message.includes('child nodes') ? 'too-many-parts' : 'message-unreadable', message);
}

function levelsAround({ parentNode }: SplitPart): number {
  return parentNode ? 1 + levelsAround(parentNode) : 0;
}

function levelsOf({ children }: Part): number {
  return children.length === 0 ? 0 : 1 + Math.max(...children.map(levelsOf));
}

interface Place {
  part: Part;
  mediaType: string;
  depth: number;
  reportType: string | null;
}

function* partsWithin(part: Part, depth: number, around: Part | null, reportType: string | null): Generator<Place> {
  yield { part, mediaType: mediaTypeOf(part, around), depth, reportType };
  const inner = part.contentType === 'multipart/report' ? reportTypeOf(part) : reportType;
  for (const child of part.children) yield* partsWithin(child, depth + 1, part, inner);
}

/** RFC 2046 section 5.1.5: in a digest, what says nothing is a mail. */
function mediaTypeOf(part: Part, around: Part | null): string {
  const isDefault = !part.headers.has('content-type') && around?.contentType === 'multipart/digest';
  return isDefault ? 'message/rfc822' : part.contentType || '';
}

function reportTypeOf({ headers }: Part): string {
  return (headers.get('content-type') as StructuredHeader | undefined)?.params['report-type'] ?? '';
}

function isMail(mediaType: string, { bytes, fileName }: Body): boolean {
  if (/^message\/(rfc822|global)$/.test(mediaType)) return true;
  return /^(?:application|text)\//.test(mediaType) && /\.eml$/i.test(fileName) && formatOf(bytes) === 'other';
}

/** Trustwave's gateways write the header ContentType, which nobody else knows. */
function withHyphen(source: Buffer): Buffer {
  if (!source.includes('\nContentType:')) return source;
  return Buffer.from(source.toString('latin1').replaceAll('\nContentType:', '\nContent-Type:'), 'latin1');
}

function requireFewLines(source: Buffer): void {
  if (hasMany(source, '\n')) throw new Refusal('message-unreadable', `more than ${maxMailLines} lines`);
}

/** From the line itself, because MailParser takes a date that cannot be read for now. */
function dateOf(lines: HeaderLines): string {
  const { line = '' } = lines.find(({ key }) => key === 'date') ?? {};
  return isoDate(tidy(line.slice(line.indexOf(':') + 1)));
}
