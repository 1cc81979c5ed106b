import type { DeviationCode } from '../../../shared/model.ts';

/** Whether a date without a time means the begin or the end of that day. */
export type RangeEdge = 'start' | 'end';

export interface DateTime {
  /** `2026-11-24T00:00:00Z`. */
  text: string;
  deviations: DeviationCode[];
}

// A range that charts can draw day by day. Go's zero time 0001-01-01, which a reporter sends that knows no date, is out.
const minYear = 1970;
const maxYear = 2199;

/** RFC 3339 section 5.6, and forms near it: a space for the T, seconds or zone left out, +0100, or only a date. */
const dateTime =
  /^(\d{4})-(\d{2})-(\d{2})(?:([Tt]| +)(\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)? ?([Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/;
const strictDateTime = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})?$/;

/** Reads a date-time of RFC 8460 section 4.4 to the second, in UTC; null where it cannot be read. */
export function readDateTime(written: string, edge: RangeEdge): DateTime | null {
  const text = written.trim();
  const match = dateTime.exec(text);
  if (match === null) return null;
  const [, year, month, day, separator, hour, minute, second, zone] = match;
  const dateOnly = separator === undefined;
  const wallClock = dateOnly
    ? { hour: edge === 'end' ? 23 : 0, minute: edge === 'end' ? 59 : 0, second: edge === 'end' ? 59 : 0 }
    : { hour: Number(hour), minute: Number(minute), second: Number(second ?? 0) };
  const utc = utcText({ year: Number(year), month: Number(month), day: Number(day), ...wallClock }, zone ?? 'Z');
  if (utc === null) return null;

  const deviations: DeviationCode[] = [];
  // Microsoft until 2023; the seed reads it as UTC too. `new Date(text)` would take it for local time.
  if (!dateOnly && zone === undefined) deviations.push('date-without-zone');
  if (!strictDateTime.test(text)) deviations.push('date-not-rfc3339');
  return { text: utc, deviations };
}

interface WallClock {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

function utcText(clock: WallClock, zone: string): string | null {
  const offset = offsetMinutes(zone);
  if (offset === null || !exists(clock)) return null;
  const { year, month, day, hour, minute, second } = clock;
  const utc = new Date(Date.UTC(year, month - 1, day, hour, minute - offset, second));
  const utcYear = utc.getUTCFullYear();
  if (utcYear < minYear || utcYear > maxYear) return null;
  return `${utc.toISOString().slice(0, 19)}Z`;
}

function exists({ year, month, day, hour, minute, second }: WallClock): boolean {
  // Date.UTC takes 0 to 99 for 1900 to 1999, and 31 April for 1 May.
  if (year < minYear || new Date(Date.UTC(year, month - 1, day)).getUTCDate() !== day || month > 12) return false;
  // RFC 3339 section 5.7 knows leap seconds; ISO 8601 the end of a day as 24:00:00.
  if (hour === 24) return minute === 0 && second === 0;
  return hour < 24 && minute < 60 && second <= 60;
}

function offsetMinutes(zone: string): number | null {
  if (zone === 'Z' || zone === 'z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', ''));
  if (hours > 23 || minutes > 59) return null;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
