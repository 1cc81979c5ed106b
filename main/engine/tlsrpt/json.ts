import { Refusal } from '../../../shared/error.ts';
import type { Deviations } from './deviations.ts';
import { maxJsonDepth, maxJsonValues } from './limits.ts';

export type JsonObject = Record<string, unknown>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenientUtf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const byteOrderMark = '\uFEFF';
const maxDetailLength = 200;

/**
 * The first JSON value of the bytes, which must be an object; what follows is ignored, as in the seed.
 * Throws Refusal json-broken, json-too-deep, not-an-object or report-too-large.
 */
export function readJsonObject(bytes: Uint8Array, deviations: Deviations): JsonObject {
  const text = decodeText(bytes, deviations);
  const start = text.search(/\S/);
  if (text[start] !== '{') throw noObject(text.slice(start < 0 ? text.length : start));
  const end = endOfObject(text, start);
  if (/\S/.test(text.slice(end))) deviations.note('trailing-data', '');
  try {
    return JSON.parse(text.slice(start, end)) as JsonObject;
  } catch (error) {
    throw new Refusal('json-broken', (error as SyntaxError).message.slice(0, maxDetailLength));
  }
}

/** RFC 8259 section 8.1 asks for UTF-8 without byte order mark; a mark of UTF-16 is obeyed. */
function decodeText(bytes: Uint8Array, deviations: Deviations): string {
  const text = utf16Text(bytes) ?? utf8Text(bytes, deviations);
  if (text.startsWith(byteOrderMark)) deviations.note('byte-order-mark', '');
  return text;
}

function utf16Text(bytes: Uint8Array): string | null {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le', { ignoreBOM: true }).decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be', { ignoreBOM: true }).decode(bytes);
  return null;
}

function utf8Text(bytes: Uint8Array, deviations: Deviations): string {
  try {
    return utf8.decode(bytes);
  } catch {
    deviations.note('invalid-utf8', '');
    return lenientUtf8.decode(bytes);
  }
}

/** Other JSON is told from what is none by its beginning. */
function noObject(text: string): Refusal {
  const beginning = text.slice(0, 20);
  const code = /^(?:["[\-\d]|(?:true|false|null)\b)/.test(beginning) ? 'not-an-object' : 'json-broken';
  return new Refusal(code, beginning === '' ? 'empty' : `begins with ${JSON.stringify(beginning)}`);
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;

/**
 * Where the object that begins at `start` ends. Counts depth and values on the way, before JSON.parse would
 * allocate them; whether the text in between is JSON is for JSON.parse to say.
 */
function endOfObject(text: string, start: number): number {
  let depth = 0;
  let values = 0;
  for (let index = start; index < text.length; index++) {
    const char = text.charCodeAt(index);
    if (char === quote) index = endOfString(text, index);
    else if (char === comma) values++;
    // `[` and `{`, `]` and `}` differ in the bit 0x20 alone.
    else if ((char | 0x20) === 0x7b) {
      values++;
      if (++depth > maxJsonDepth) throw new Refusal('json-too-deep');
    } else if ((char | 0x20) === 0x7d && --depth === 0) return index + 1;
    if (values > maxJsonValues) throw new Refusal('report-too-large', `more than ${maxJsonValues} JSON values`);
  }
  return text.length;
}

/** Index of the quote that closes the string opened at `start`. */
function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length) {
    const char = text.charCodeAt(index);
    if (char === quote) return index;
    index += char === backslash ? 2 : 1;
  }
  return index;
}
