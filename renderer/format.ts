import type { MessageCounts } from '../shared/contract.ts';
import { words } from '../shared/words.ts';

/** The window speaks English; numbers follow. Dates are ISO 8601, which reads the same everywhere. */
const locale = 'en';
const numbers = new Intl.NumberFormat(locale);
const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });

const minuteMs = 60_000;
const byteUnits = ['bytes', 'kB', 'MB', 'GB', 'TB'];
const maxCellText = 300;

export function formatNumber(value: number): string {
  return numbers.format(value);
}

/** `1.2K`, `35M`: for axes, where room is short. */
export function formatCompact(value: number): string {
  return compact.format(value);
}

/** A share that is not zero never reads as zero, and one that is not all never as all. */
export function formatShare(part: number, whole: number): string {
  if (whole === 0) return '–';
  const share = part / whole;
  if (share > 0 && share < 0.001) return '< 0.1%';
  if (share < 1 && share > 0.999) return '> 99.9%';
  return percents.format(share);
}

/** `3 stored, 1 refused`: what became of imported mails and files. */
export function importSentence(counts: MessageCounts): string {
  if (counts.fetched === 0) return words.import.nothing;
  const outcomes = (['stored', 'duplicate', 'refused'] as const).filter((outcome) => counts[outcome] > 0);
  return outcomes.map((outcome) => `${formatNumber(counts[outcome])} ${words.import.counted[outcome]}`).join(', ');
}

/** Decimal units, as file managers show them. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && value < 10 ? 1 : 0;
  return `${value.toFixed(digits)} ${byteUnits[unit] ?? ''}`;
}

/** The days of a report's range in UTC, for a list: `2026-11-24`, or `2026-11-23 – 11-24`. */
export function formatDays(start: string, end: string): string {
  const [startDay, endDay] = [start.slice(0, 10), end.slice(0, 10)];
  if (startDay === endDay || isWholeDay(start, end)) return startDay;
  return `${startDay} – ${startDay.slice(0, 5) === endDay.slice(0, 5) ? endDay.slice(5) : endDay}`;
}

/** A report's range in UTC: one date for a whole day, else both ends to the minute. */
export function formatRange(start: string, end: string): string {
  const startDay = start.slice(0, 10);
  if (isWholeDay(start, end)) return startDay;
  return `${startDay} ${start.slice(11, 16)} – ${endLabel(startDay, end)}`;
}

/** Reporters end a day at 23:59:59 or at the next midnight. */
function isWholeDay(start: string, end: string): boolean {
  if (start.slice(11, 19) !== '00:00:00') return false;
  const lengthMs = Date.parse(end) - Date.parse(start);
  return lengthMs >= 86_399_000 && lengthMs <= 86_400_000;
}

function endLabel(startDay: string, end: string): string {
  const time = end.slice(11, 16);
  return end.slice(0, 10) === startDay ? time : `${end.slice(0, 10)} ${time}`;
}

/** An instant in the person's own time zone, `2026-11-24 08:05`; '' for none. */
export function formatMoment(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return '';
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** `5 minutes ago`, `in 2 hours`; '' for no instant. */
export function formatRelative(iso: string, nowMs: number): string {
  const distanceMs = Date.parse(iso) - nowMs;
  if (Number.isNaN(distanceMs)) return '';
  const minutes = Math.round(distanceMs / minuteMs);
  if (minutes === 0) return distanceMs <= 0 ? 'just now' : 'in a moment';
  if (Math.abs(minutes) < 60) return relative.format(minutes, 'minute');
  if (Math.abs(minutes) < 24 * 60) return relative.format(Math.round(minutes / 60), 'hour');
  return relative.format(Math.round(minutes / (24 * 60)), 'day');
}

/** How long ago; the clock that the window looks at now and then never makes it the future. */
export function formatSince(iso: string, nowMs: number): string {
  return formatRelative(iso, Math.max(nowMs, Date.parse(iso)));
}

/** A number of seconds as a person would say it, for a policy's max_age. */
export function formatDuration(seconds: number): string {
  const units: [number, string][] = [
    [86_400, 'day'],
    [3_600, 'hour'],
    [60, 'minute'],
  ];
  for (const [length, unit] of units) {
    if (seconds < length) continue;
    const count = Math.round(seconds / length);
    return `${formatNumber(count)} ${unit}${count === 1 ? '' : 's'}`;
  }
  return `${formatNumber(seconds)} seconds`;
}

/** Without the characters that turn the direction of text: in a name they make `evil@x` look like `x@live`. */
function withoutDirections(text: string): string {
  return text.replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
}

/** Text from outside as it is shown: it may be huge, and a cell or a tooltip needs only its beginning. */
export function clip(text: string, length = maxCellText): string {
  const shown = withoutDirections(text.slice(0, length));
  return text.length > length ? `${shown}…` : shown;
}
