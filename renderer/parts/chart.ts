import type { Day, Series } from '../../shared/contract.ts';

export type Unit = 'day' | 'week' | 'month';

/** One bar: all days from `firstDay` to `lastDay`. */
export interface Bucket {
  firstDay: Day;
  lastDay: Day;
  successfulSessions: number;
  failedSessions: number;
}

const dayMs = 86_400_000;
const mondayShift = 6; // getUTCDay counts from Sunday.
const units: Unit[] = ['day', 'week', 'month'];

/** Sums a daily series up to the finest unit of which no more than `maxBuckets` fit. */
export function bucketsOf(series: Series, maxBuckets: number): { unit: Unit; buckets: Bucket[] } {
  for (const unit of units) {
    const buckets = sumUp(series, unit);
    if (buckets.length <= maxBuckets || unit === 'month') return { unit, buckets };
  }
  return { unit: 'month', buckets: [] };
}

function sumUp(series: Series, unit: Unit): Bucket[] {
  const buckets: Bucket[] = [];
  const firstMs = Date.parse(series.firstDay);
  let currentStart = '';
  series.successfulSessions.forEach((successful, index) => {
    const date = new Date(firstMs + index * dayMs);
    const day = date.toISOString().slice(0, 10);
    const start = startOf(date, unit);
    if (start !== currentStart) {
      buckets.push({ firstDay: day, lastDay: day, successfulSessions: 0, failedSessions: 0 });
      currentStart = start;
    }
    const bucket = buckets.at(-1);
    if (bucket === undefined) return;
    bucket.lastDay = day;
    bucket.successfulSessions += successful;
    bucket.failedSessions += series.failedSessions[index] ?? 0;
  });
  return buckets;
}

function startOf(date: Date, unit: Unit): string {
  if (unit === 'month') return date.toISOString().slice(0, 7);
  if (unit === 'day') return date.toISOString().slice(0, 10);
  const daysSinceMonday = (date.getUTCDay() + mondayShift) % 7;
  return new Date(date.getTime() - daysSinceMonday * dayMs).toISOString().slice(0, 10);
}

export interface Band {
  widthPx: number;
  heightPx: number;
  /** The value that fills the height. */
  max: number;
}

/** Bars from the baseline at 0 up (`up`) or down, as one SVG path. A value that is not zero is always seen. */
export function barsPath(values: number[], { widthPx, heightPx, max }: Band, direction: 'up' | 'down'): string {
  const stepPx = widthPx / values.length;
  const gapPx = stepPx >= 4 ? 1 : 0;
  const sign = direction === 'up' ? -1 : 1;
  return values
    .map((value, index) => {
      if (value === 0 || max === 0) return '';
      const lengthPx = Math.max(1, (value / max) * heightPx);
      const [x, width] = [index * stepPx, stepPx - gapPx];
      return `M${x.toFixed(2)} 0h${width.toFixed(2)}v${(sign * lengthPx).toFixed(2)}h${(-width).toFixed(2)}z`;
    })
    .join('');
}

const labelWidthPx = 70;

/** Bars that get a label: about one every `spacingPx`, the first bar first, none so late that its label is cut off. */
export function labelPositions(count: number, widthPx: number, spacingPx: number): number[] {
  const every = Math.max(1, Math.ceil(count / Math.max(1, Math.floor(widthPx / spacingPx))));
  const stepPx = widthPx / Math.max(1, count);
  const positions = Array.from({ length: Math.ceil(count / every) }, (_, index) => index * every);
  return positions.filter((position) => position === 0 || position * stepPx + labelWidthPx <= widthPx);
}
