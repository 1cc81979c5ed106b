import { readTimeOfDay, type TimeOfDay } from './timeofday.ts';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** RFC 5322 section 4.3, where they stand for these offsets; any other name of a zone may be several. */
const zones: Record<string, string> = {
  ut: 'Z',
  utc: 'Z',
  gmt: 'Z',
  z: 'Z',
  edt: '-0400',
  est: '-0500',
  cdt: '-0500',
  cst: '-0600',
  mdt: '-0600',
  mst: '-0700',
  pdt: '-0700',
  pst: '-0800',
};

export interface NamedMonth {
  year: number;
  month: number;
  day: number;
  /** null where there is only a date. */
  time: TimeOfDay['clock'] | null;
  zone: string | null;
}

/**
 * A date with its month as a word, whatever the order: of RFC 5322 (`Thu, 26 Nov 2026 00:00:00 +0000 (UTC)`), of C and
 * Java (`Thu Nov 26 00:00:00 UTC 2026`), of JavaScript (`… 2026 00:00:00 GMT+0000 (…)`), of IMAP (`26-Nov-2026`). null
 * where a word of it is not understood, or it says something twice or not at all. Whether the day exists is not asked.
 */
export function readNamedMonth(text: string): NamedMonth | null {
  const found: { [part in keyof NamedMonth]?: NamedMonth[part] } = {};
  const comment = text.indexOf('(');
  const words = (comment < 0 ? text : text.slice(0, comment)).split(/[ ,]+/);
  for (const word of words.flatMap((each) => (/^\d{1,2}-[a-z]+-\d{4}$/i.test(each) ? each.split('-') : each))) {
    if (word === '') continue;
    if (weekdays.includes(word.slice(0, 3).toLowerCase()) && /^[a-z]+\.?$/i.test(word)) continue;
    const part = partOf(word);
    if (part === null || Object.keys(part).some((name) => name in found)) return null;
    Object.assign(found, part);
  }
  const { year, month, day, time = null, zone = null } = found;
  return year === undefined || month === undefined || day === undefined ? null : { year, month, day, time, zone };
}

function partOf(word: string): Partial<NamedMonth> | null {
  if (/^\d{1,2}$/.test(word)) return { day: Number(word) };
  if (/^\d{4}$/.test(word)) return { year: Number(word) };
  const time = word.includes(':') && /^\d/.test(word) ? readTimeOfDay(word, 'start') : null;
  if (time !== null) return time.zone === null ? { time: time.clock } : { time: time.clock, zone: time.zone };
  const offset = /^(?:UTC|GMT)?([+-]\d{2}:?\d{2})$/i.exec(word)?.[1];
  const zone = offset ?? zones[word.toLowerCase()];
  if (zone !== undefined) return { zone };
  const month = /^[a-z]+\.?$/i.test(word) ? months.indexOf(word.slice(0, 3).toLowerCase()) + 1 : 0;
  return month === 0 ? null : { month };
}
