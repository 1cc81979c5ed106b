/** What a clock on the wall shows, somewhere. */
export interface WallClock {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

// A range that charts can draw day by day. Go's zero time 0001-01-01, which a reporter sends that knows no date, is out.
const minYear = 1970;
const maxYear = 2199;

export function isYear(year: number): boolean {
  return year >= minYear && year <= maxYear;
}

/**
 * `2026-11-24T00:00:00Z` of what a clock shows in a zone (`Z`, `UTC`, `GMT`, `+01:00`, `-0700`, `+02`, or `01:00` for
 * an offset whose plus is lost); null for what no clock shows, as 30 February.
 */
export function utcText(clock: WallClock, zone: string): string | null {
  const offset = offsetMinutes(zone.trim());
  if (offset === null || !exists(clock)) return null;
  const { year, month, day, hour, minute, second } = clock;
  const utc = new Date(Date.UTC(year, month - 1, day, hour, minute - offset, second));
  return isYear(utc.getUTCFullYear()) ? `${utc.toISOString().slice(0, 19)}Z` : null;
}

function exists({ year, month, day, hour, minute, second }: WallClock): boolean {
  // Date.UTC takes 0 to 99 for 1900 to 1999, month 0 for the December before, and 31 April for 1 May.
  const date = new Date(Date.UTC(year, month - 1, day));
  if (year < minYear || date.getUTCDate() !== day || date.getUTCMonth() !== month - 1) return false;
  // RFC 3339 section 5.7 knows leap seconds; ISO 8601 the end of a day as 24:00:00.
  if (hour === 24) return minute === 0 && second === 0;
  return hour < 24 && minute < 60 && second <= 60;
}

function offsetMinutes(zone: string): number | null {
  if (/^(?:Z|UTC|GMT)$/i.test(zone)) return 0;
  const digits = zone.replace(/^[+-]/, '').replace(':', '');
  const hours = Number(digits.slice(0, 2));
  const minutes = Number(digits.slice(2));
  if (hours > 23 || minutes > 59) return null;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
