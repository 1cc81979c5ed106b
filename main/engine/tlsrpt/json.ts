import { Refusal } from '../../../shared/error.ts';
import type { Deviations } from './deviations.ts';
import { decode, encodingOf } from './encoding.ts';
import { mentionsReport } from './recognise.ts';
import type { Piece } from './stream.ts';

export type JsonObject = Record<string, unknown>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !json.isRawJSON(value);
}

const maxDetailLength = 200;

/** Throws Refusal json-broken, json-too-deep or report-too-large, and not-tls-report for what is not even a broken one. */
export function readJsonObject({ bytes, encoding, isWhole, fault }: Piece, deviations: Deviations): JsonObject {
  if (fault !== null) throw fault;
  const text = decode(bytes, encoding, deviations);
  try {
    return parse(text) as JsonObject;
  } catch (error) {
    const detail = (error as SyntaxError).message.slice(0, maxDetailLength);
    // What was cut may have been anything.
    throw new Refusal(!isWhole || mentionsReport(text) ? 'json-broken' : 'not-tls-report', detail);
  }
}

/** Of 16 digits or more, or with an exponent: a number may not say all that was written. */
const longNumber = /[\s:,[]-?\d(?:[\d.]{15}|[\d.]*[eE])/;

/** JSON.parse as ECMA-262 has it since 2025; TypeScript does not know it yet. */
const json = JSON as unknown as {
  parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown;
  rawJSON(text: string): unknown;
  isRawJSON(value: unknown): boolean;
};

/** Numbers that count nothing are names (of a report, say), so their digits are kept as they were written. */
function parse(text: string): unknown {
  if (!longNumber.test(text)) return JSON.parse(text);
  return json.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && !isCountable(value, source) ? json.rawJSON(source) : value,
  );
}

function isCountable(value: number, source: string): boolean {
  return Number.isSafeInteger(value) && source.length <= String(Number.MIN_SAFE_INTEGER).length;
}

/** Why bytes without any object in them are no report; other JSON is told from what is none by its beginning. */
export function noObject(bytes: Uint8Array): Refusal {
  const { encoding, markBytes } = encodingOf(bytes);
  const start = Buffer.from(bytes.subarray(markBytes)).toString(encoding === 'bytes' ? 'latin1' : 'utf16le');
  const beginning = start.trimStart().slice(0, 20);
  if (beginning === '') return new Refusal('json-broken', 'empty');
  const isJson = /^(?:["[\-\d]|(?:true|false|null)\b)/.test(beginning);
  return new Refusal(isJson ? 'not-an-object' : 'not-tls-report', `begins with ${JSON.stringify(beginning)}`);
}
