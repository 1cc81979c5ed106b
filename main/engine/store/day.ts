import type { Day } from '../../../shared/contract.ts';

const dayMs = 86_400_000;

/** The UTC day of an ISO 8601 time or of a Day, in days since 1970. */
export function dayNumber(datetime: string): number {
  return Math.floor(Date.parse(datetime) / dayMs);
}

export function dayText(day: number): Day {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}
