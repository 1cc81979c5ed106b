import type { Report } from '../../../shared/model.ts';
import { maxFailureDetails } from './limits.ts';

/** Of a range that is spread over its days; a longer one is a clock's fault, and counts on its last day. */
export const maxSpreadDays = 92;

const dayS = 86_400;

/** UTC days since 1970 on which a report counts, the first and how many. */
export interface Days {
  day: number;
  days: number;
}

/**
 * As many days as the range is long, rounded, and those that hold most of it: a day of another zone, or one that ends
 * an hour after midnight, is one day. A report so large that its details on each of its days would be more than any
 * report may have counts on its last day.
 */
export function daysOf({ startDatetime, endDatetime, policies }: Report): Days {
  const start = Date.parse(startDatetime) / 1000;
  // Its last second is within the range: most say 23:59:59.
  const end = Date.parse(endDatetime) / 1000 + 1;
  // Of one that was stored before ranges were turned, its beginning is known.
  if (end < start) return { day: Math.floor(start / dayS), days: 1 };
  const days = Math.max(1, Math.floor((end - start + dayS / 2) / dayS));
  const details = policies.reduce((sum, { failureDetails }) => sum + failureDetails.length, policies.length);
  if (days > maxSpreadDays || (days > 1 && days * details > maxFailureDetails)) {
    return { day: Math.floor((end - 1) / dayS), days: 1 };
  }
  // From half of them before the range's middle on.
  return { day: Math.floor((start + end - days * dayS + dayS) / (2 * dayS)), days };
}
