import type { DeviationCode } from '../../../shared/model.ts';
import { readNamedMonth } from './namedmonth.ts';
import { edgeOfDay, readTimeOfDay } from './timeofday.ts';
import { isYear, utcText } from './wallclock.ts';

/** Whether a date without a time means the begin or the end of that day. */
export type RangeEdge = 'start' | 'end';

/** `2026-11-24T00:00:00Z`; where it says neither whether day or month comes first, both, of which one may not exist. */
export interface DateTime {
  monthFirst: string | null;
  dayFirst: string | null;
  deviations: DeviationCode[];
}

/** The longest form that is known, JavaScript's with its zone's name in words, has about 70 characters. */
const maxDateLength = 120;

/** RFC 3339 section 5.6. */
const strict = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})?$/;

/** Forms near it: a space for the T, no hyphens or slashes, only a date. */
const yearFirst = /^(\d{4})[-/]?(\d{2})[-/]?(\d{2})(?:[Tt ]|$)/;
/** .NET's DateTime.ToString in most cultures. */
const yearLast = /^(\d{1,2})([/.-])(\d{1,2})([/.-])(\d{4})(?:,? |$)/;

/** Reads a date-time of RFC 8460 section 4.4 to the second, in UTC; null where it cannot be read. */
export function readDateTime(written: string, edge: RangeEdge): DateTime | null {
  if (written.length > maxDateLength) return null;
  // Newer .NET has a narrow blank before AM.
  const text = written.trim().replaceAll(/\s+/g, ' ');
  const read = readEpoch(text) ?? readYearFirst(text, edge) ?? readYearLast(text, edge) ?? readInWords(text, edge);
  if (read === null || (read.monthFirst === null && read.dayFirst === null)) return null;
  const deviations: DeviationCode[] = [];
  // Microsoft until 2023; the seed reads it as UTC too. `new Date(text)` would take it for local time.
  if (read.isWithoutZone) deviations.push('date-without-zone');
  if (!strict.test(written.trim())) deviations.push('date-not-rfc3339');
  return { monthFirst: read.monthFirst, dayFirst: read.dayFirst, deviations };
}

type Read = Pick<DateTime, 'monthFirst' | 'dayFirst'> & { isWithoutZone: boolean };

function one(text: string | null, isWithoutZone = false): Read {
  return { monthFirst: text, dayFirst: text, isWithoutZone };
}

/**
 * Since 1970, in seconds (ten digits are 2001 to 2286) or milliseconds (thirteen), or .NET's `/Date(1700000000000)/`,
 * whose zone says where it was written alone. 0, which says that no date was known, is none.
 */
function readEpoch(text: string): Read | null {
  const [, milliseconds, seconds] =
    /^(?:\/Date\((\d{12,13})(?:[+-]\d{4})?\)\/|(\d{10}(?:\d{3})?)(?:\.\d+)?)$/.exec(text) ?? [];
  const digits = milliseconds ?? seconds;
  if (digits === undefined) return null;
  const utc = new Date(digits.length === 10 ? Number(digits) * 1000 : Number(digits));
  return isYear(utc.getUTCFullYear()) ? one(`${utc.toISOString().slice(0, 19)}Z`) : null;
}

function readYearFirst(text: string, edge: RangeEdge): Read | null {
  const [whole, year, month, day] = yearFirst.exec(text) ?? [];
  if (whole === undefined) return null;
  const time = readTimeOfDay(text.slice(whole.length), edge);
  if (time === null) return null;
  const date = { year: Number(year), month: Number(month), day: Number(day) };
  return one(utcText({ ...date, ...time.clock }, time.zone ?? 'Z'), whole !== text && time.zone === null);
}

function readYearLast(text: string, edge: RangeEdge): Read | null {
  const [whole, first, separator, second, separatorAgain, year] = yearLast.exec(text) ?? [];
  if (whole === undefined || separator !== separatorAgain) return null;
  const time = readTimeOfDay(text.slice(whole.length), edge);
  if (time === null) return null;
  const reading = (month: string | undefined, day: string | undefined) =>
    utcText({ year: Number(year), month: Number(month), day: Number(day), ...time.clock }, time.zone ?? 'Z');
  const dayFirst = reading(second, first);
  return {
    // Where dots are written, the day comes first.
    monthFirst: separator === '.' ? dayFirst : reading(first, second),
    dayFirst,
    isWithoutZone: whole !== text && time.zone === null,
  };
}

function readInWords(text: string, edge: RangeEdge): Read | null {
  const named = readNamedMonth(text);
  if (named === null) return null;
  const { year, month, day, zone, time } = named;
  const clock = time ?? edgeOfDay(edge);
  return one(utcText({ year, month, day, ...clock }, zone ?? 'Z'), time !== null && zone === null);
}
