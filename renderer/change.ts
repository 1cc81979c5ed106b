import { overviewWords } from '../shared/overview-words.ts';
import { formatNumber, formatShare } from './format.ts';

export type Direction = 'up' | 'down' | 'same';

/** How a figure did against the period before, in words that do not need the arrow. */
export interface Change {
  direction: Direction;
  text: string;
}

const words = overviewWords.changes;
/** From here on a factor says more than a percentage. */
const timesFrom = 3;
const timesMost = 100;
const pointDigits = 2;

export function changeOf(now: number, before: number): Change {
  if (now === before) return { direction: 'same', text: words.none };
  if (before === 0) return { direction: 'up', text: words.noneBefore };
  const factor = now / before;
  if (factor > timesMost) return { direction: 'up', text: words.manyTimes };
  if (factor >= timesFrom)
    return { direction: 'up', text: words.times(formatNumber(rounded(factor, factor < 10 ? 1 : 0))) };
  const share = formatShare(Math.abs(now - before), before);
  return now > before ? { direction: 'up', text: words.more(share) } : { direction: 'down', text: words.fewer(share) };
}

/** Shares differ by percentage points; null where one of the periods had no sessions. */
export function changeOfShare(now: [part: number, whole: number], before: [number, number]): Change | null {
  if (now[1] === 0 || before[1] === 0) return null;
  const points = (now[0] / now[1] - before[0] / before[1]) * 100;
  const shown = rounded(Math.abs(points), Math.abs(points) < 1 ? pointDigits : 1);
  if (shown === 0) return { direction: 'same', text: words.none };
  const text = formatNumber(shown);
  return points > 0
    ? { direction: 'up', text: words.pointsUp(text) }
    : { direction: 'down', text: words.pointsDown(text) };
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
