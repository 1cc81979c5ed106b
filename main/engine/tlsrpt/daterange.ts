import { Refusal } from '../../../shared/error.ts';
import { oneLine } from '../../../shared/plaintext.ts';
import { readDateTime, type DateTime, type RangeEdge } from './dates.ts';
import type { Deviations } from './deviations.ts';
import type { Fields } from './fields.ts';
import { rangeInFileName, type Range } from './filename.ts';

/** Of what was written for a date, in a refusal. */
const maxQuotedLength = 60;
/** File names have the range in UTC where the report may have it in the reporter's own day. */
const nearMs = 24 * 60 * 60 * 1000;

type Ends = Record<RangeEdge, string | null>;

/**
 * The report's date-range (RFC 8460 section 4.4). What it lacks, or leaves open, its file's name may say (section
 * 5.1); else one end alone stands for both. Throws Refusal date-range-unreadable with what was written.
 */
export function readDateRange(report: Fields, fileName: string, deviations: Deviations): Range {
  const range = report.objectOrBeside('date-range', ['start-datetime', 'end-datetime']);
  const written = { start: range.requiredText('start-datetime'), end: range.requiredText('end-datetime') };
  const dates = readDates(written);
  for (const edge of ['start', 'end'] as const) {
    for (const code of dates[edge]?.deviations ?? []) deviations.note(code, range.path(`${edge}-datetime`));
  }
  const named = rangeInFileName(fileName);
  const ends = chosenEnds(dates, named, () => deviations.note('date-by-file-name', report.path('date-range')));
  if (ends === null) throw unreadable(written);
  const whole = completed(ends, named, range, deviations);
  if (whole === null) throw unreadable(written);
  if (whole.startDatetime <= whole.endDatetime) return whole;
  deviations.note('date-range-reversed', report.path('date-range'));
  return turned(whole, written);
}

function readDates({ start, end }: Record<RangeEdge, string>): Record<RangeEdge, DateTime | null> {
  return { start: readDateTime(start, 'start'), end: readDateTime(end, 'end') };
}

/**
 * The ends by the one order of day and month that makes dates of both, or whose range is the file name's; null where
 * either could be meant, or neither.
 */
function chosenEnds(
  { start, end }: Record<RangeEdge, DateTime | null>,
  named: Range | null,
  onNamed: () => void,
): Ends | null {
  const orders = (['monthFirst', 'dayFirst'] as const)
    .map((order): Ends => ({ start: start?.[order] ?? null, end: end?.[order] ?? null }))
    .filter((ends) => (start === null) === (ends.start === null) && (end === null) === (ends.end === null));
  const [first, second] = orders;
  if (first === undefined || second === undefined) return first ?? null;
  if (first.start === second.start && first.end === second.end) return first;
  const fitting = orders.filter((ends) => named !== null && fits(ends, named));
  if (fitting.length !== 1) return null;
  onNamed();
  return fitting[0] ?? null;
}

/** Whether the ends that are known are those of the name, or their days are. */
function fits({ start, end }: Ends, named: Range): boolean {
  const isNear = (one: string | null, other: string) =>
    one === null || Math.abs(Date.parse(one) - Date.parse(other)) <= nearMs;
  const isForward = (start ?? named.startDatetime) <= (end ?? named.endDatetime);
  return isForward && isNear(start, named.startDatetime) && isNear(end, named.endDatetime);
}

function completed({ start, end }: Ends, named: Range | null, range: Fields, deviations: Deviations): Range | null {
  if (start !== null && end !== null) return { startDatetime: start, endDatetime: end };
  const isNamed = named !== null && fits({ start, end }, named);
  const code = isNamed ? 'date-by-file-name' : 'date-of-other-end';
  const [startDatetime, endDatetime] = isNamed
    ? [start ?? named.startDatetime, end ?? named.endDatetime]
    : [start ?? end, end ?? start];
  if (startDatetime === null || endDatetime === null) return null;
  if (start === null) deviations.note(code, range.path('start-datetime'));
  if (end === null) deviations.note(code, range.path('end-datetime'));
  return { startDatetime, endDatetime };
}

/** Each is read anew, since a date without a time begins or ends with its day. */
function turned({ startDatetime, endDatetime }: Range, written: Record<RangeEdge, string>): Range {
  const ends = chosenEnds(readDates({ start: written.end, end: written.start }), null, () => {});
  return { startDatetime: ends?.start ?? endDatetime, endDatetime: ends?.end ?? startDatetime };
}

function unreadable({ start, end }: Record<RangeEdge, string>): Refusal {
  const quoted = [start, end].map((text) => {
    const cut = oneLine(text.slice(0, maxQuotedLength)).toWellFormed();
    return text === '' ? 'nothing' : `"${cut}${text.length > maxQuotedLength ? '…' : ''}"`;
  });
  return new Refusal('date-range-unreadable', `from ${quoted[0]} to ${quoted[1]}`);
}
