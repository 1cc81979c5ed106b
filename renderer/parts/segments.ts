import type { BreakdownRow } from '../../shared/contract.ts';
import { words } from '../../shared/words.ts';
import { daysBefore, valueLabel } from '../filter.ts';
import { clip, formatNumber, formatShare } from '../format.ts';
import type { Parts, Trend } from './rows.ts';

/** A piece of a row's bar. */
export interface Segment {
  /** Which of the parts, 0 for the first; -1 for what is in none of them. */
  part: number;
  failedSessions: number;
}

/** The bar of a row in pieces, those of no session left out. One piece that is no part where it is not known yet. */
export function segmentsOf({ key, failedSessions }: BreakdownRow, parts: Parts | null): Segment[] {
  const counts = parts?.rows.get(key) ?? [];
  const segments = Array.from(counts, (count, part) => ({ part, failedSessions: count }));
  const rest = segments.reduce((left, segment) => left - segment.failedSessions, failedSessions);
  return [...segments, { part: -1, failedSessions: rest }].filter((segment) => segment.failedSessions > 0);
}

/** The parts' colours go by their order, in bars and legend alike. */
export function partColour(part: number): string {
  return `var(--part-${part === -1 ? 'rest' : part + 1})`;
}

/** A piece in words: `mx1.example.org: 212 (78%)`. */
export function segmentLabel({ part, failedSessions }: Segment, row: BreakdownRow, parts: Parts): string {
  const label = part === -1 ? words.failures.otherParts : clip(valueLabel(parts.then, parts.parts[part] ?? ''), 80);
  return words.failures.part(label, formatNumber(failedSessions), formatShare(failedSessions, row.failedSessions));
}

/** A sparkline in words: when it failed, and when most. */
export function trendLabel({ firstSeen, lastSeen }: BreakdownRow, { firstDay, daily }: Trend): string {
  const most = daily.reduce((max, sessions) => Math.max(max, sessions), 0);
  const mostDay = firstDay === '' ? '' : daysBefore(firstDay, -daily.indexOf(most));
  return words.failures.trend(firstSeen, lastSeen, formatNumber(most), mostDay);
}
