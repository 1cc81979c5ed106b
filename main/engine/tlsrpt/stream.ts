import { Refusal } from '../../../shared/error.ts';
import type { DeviationCode } from '../../../shared/model.ts';
import { encodingOf, unitsOf, type Encoding, type Units } from './encoding.ts';
import { maxJsonDepth, maxJsonValues, maxReportBytes } from './limits.ts';

/** One JSON object of a stream, as the bytes that it was written in. */
export interface Piece {
  bytes: Uint8Array;
  encoding: Encoding;
  /** Its end is there. */
  isWhole: boolean;
  /** Why it is not to be parsed: found before anything was allocated for it. */
  fault: Refusal | null;
}

export interface Stream {
  /** In their order; [] where there is no object. */
  pieces: Piece[];
  /** What was tolerated to find them. */
  deviations: DeviationCode[];
  /** There are more than were asked for. */
  isCut: boolean;
}

/**
 * The objects in a stream of JSON, whatever separates them: lines (NDJSON), RFC 7464's record separator, commas and
 * brackets of a list, or nothing. Other text around them is passed over. Whether each is JSON is for JSON.parse to
 * say. Where one has no end, those that begin a line after it are read nevertheless.
 */
export function splitStream(bytes: Uint8Array, maxPieces: number): Stream {
  const { encoding, markBytes } = encodingOf(bytes);
  const content = bytes.subarray(markBytes);
  const units = unitsOf(content, encoding);
  const unitBytes = encoding === 'bytes' ? 1 : 2;
  const around = new Around(units);
  const lines = new Lines(units);
  const pieces: Piece[] = [];
  let at = 0;
  let start = units.indexOf(brace);
  for (; start !== -1 && pieces.length < maxPieces; start = units.indexOf(brace, at)) {
    around.look(at, start);
    const found = endOfObject(units, start, lines.limitAt(start));
    at = found.end ?? lines.endAfter(start);
    const piece = content.subarray(start * unitBytes, at * unitBytes);
    const fault = piece.length > maxReportBytes ? tooLarge(`${piece.length} bytes`) : found.fault;
    pieces.push({ bytes: piece, encoding, isWhole: found.end !== null, fault });
  }
  if (start === -1) around.look(at, units.length);
  const deviations: DeviationCode[] = [...around.deviations];
  if (markBytes > 0) deviations.unshift('byte-order-mark');
  if (encoding !== 'bytes') deviations.push('utf-16');
  if (pieces.length > 1) deviations.push('one-of-several');
  return { pieces, deviations, isCut: start !== -1 };
}

const brace = 0x7b;
const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const recordSeparator = 0x1e;

/** White space, zeros that fill a block, RFC 7464's mark, and what lists are made of. */
const separators = new Set([...' \t\r\n\0\x1e,[]'].map((char) => char.charCodeAt(0)));
/** What web servers put before JSON so that it cannot be run as a script, with or without the comma. */
const guards = [")]}'", ")]}',"];

/** What is before, between and after the objects. */
class Around {
  readonly deviations = new Set<DeviationCode>();
  readonly #units: Units;

  constructor(units: Units) {
    this.#units = units;
  }

  look(from: number, to: number): void {
    const between = this.#units.subarray(from, to);
    if (between.every((unit) => separators.has(unit))) return;
    const isGuard = from === 0 && guards.includes(String.fromCharCode(...between.subarray(0, 32)).trim());
    this.deviations.add(isGuard ? 'json-guard' : 'trailing-data');
  }
}

/** Once an object had no end, none reaches beyond the next line that begins with another: so each is gone through once. */
class Lines {
  readonly #units: Units;
  #limit: number | null = null;

  constructor(units: Units) {
    this.#units = units;
  }

  /** How far an object that begins here may reach. */
  limitAt(start: number): number {
    if (this.#limit === null) return this.#units.length;
    if (start >= this.#limit) this.#limit = this.#nextAfter(start);
    return this.#limit;
  }

  /** Where one ends that has no end. */
  endAfter(start: number): number {
    this.#limit ??= this.#nextAfter(start);
    return this.limitAt(start);
  }

  #nextAfter(start: number): number {
    const units = this.#units;
    for (let end = units.indexOf(lineFeed, start); end !== -1; end = units.indexOf(lineFeed, end + 1)) {
      const next = units[end + 1] === recordSeparator ? end + 2 : end + 1;
      if (units[next] === brace) return next;
    }
    return units.length;
  }
}

/** `end` is null where the object has none before the limit. Counts depth and values before JSON.parse allocates them. */
function endOfObject(units: Units, start: number, limit: number): { end: number | null; fault: Refusal | null } {
  let fault: Refusal | null = null;
  let depth = 0;
  let values = 0;
  for (let index = start; index < limit; index++) {
    const unit = units[index] ?? 0;
    if (unit === quote) {
      index = endOfString(units, index, limit);
      if (index === -1) return { end: null, fault };
    } else if (unit === comma) values++;
    // `[` and `{`, `]` and `}` differ in the bit 0x20 alone.
    else if ((unit | 0x20) === 0x7b) {
      values++;
      if (++depth > maxJsonDepth) fault ??= new Refusal('json-too-deep');
    } else if ((unit | 0x20) === 0x7d && --depth === 0) return { end: index + 1, fault };
    if (values > maxJsonValues) fault ??= tooLarge(`more than ${maxJsonValues} JSON values`);
  }
  return { end: null, fault };
}

/** Index of the quote that closes the string opened at `start`; -1 where the line ends before, as in JSON none may. */
function endOfString(units: Units, start: number, limit: number): number {
  let index = start + 1;
  while (index < limit) {
    const unit = units[index];
    if (unit === quote) return index;
    if (unit === lineFeed || unit === carriageReturn) return -1;
    index += unit === backslash ? 2 : 1;
  }
  return -1;
}

function tooLarge(detail: string): Refusal {
  return new Refusal('report-too-large', detail);
}
