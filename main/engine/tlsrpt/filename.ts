import type { ParsedReport } from '../../../shared/model.ts';
import { reportFileName } from './format.ts';

/** Two instants, as `2026-11-24T00:00:00Z`. */
export interface Range {
  startDatetime: string;
  endDatetime: string;
}

/** Seconds since 1970 of these years. */
const epochSeconds = /^\d{10}(?!\d)/;

/**
 * The range that a report's file name has by RFC 8460 section 5.1 (`sender!policy-domain!begin!end[!unique-id].json`,
 * see reportFileName), with or without folders before it; null where it has none.
 */
export function rangeInFileName(fileName: string): Range | null {
  const [, , begin = '', end = ''] = fileName.split('!', 5);
  const [startDatetime, endDatetime] = [begin, end].map(instantOf);
  if (startDatetime === undefined || endDatetime === undefined || startDatetime > endDatetime) return null;
  return { startDatetime, endDatetime };
}

function instantOf(text: string): string | undefined {
  const seconds = epochSeconds.exec(text)?.[0];
  return seconds === undefined ? undefined : `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}Z`;
}

/** As what the original of a stored report is to be read again, so that it hears once more what its name said then. */
export function fileNameAgain({ report, deviations }: ParsedReport): string {
  return deviations.some(({ code }) => code === 'date-by-file-name') ? reportFileName(report, 'json') : '';
}
