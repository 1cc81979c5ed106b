import type { Totals } from '../shared/contract.ts';
import { overviewWords } from '../shared/overview-words.ts';
import { formatNumber, formatShare } from './format.ts';
import { type Change, changeOf, changeOfShare } from './change.ts';
import type { Figures } from './views/overview.svelte.ts';

const keys = ['sessions', 'secure', 'failed', 'reports', 'reporters'] as const;
export type FigureKey = (typeof keys)[number];

/** One sum as it is shown. */
export interface Figure {
  key: FigureKey;
  /** null while it is not known. */
  value: string | null;
  /** The value of the period before; '' where there is none. */
  before: string;
  change: Change | null;
  /** Whether the change is good or bad news. */
  tone: 'better' | 'worse' | '';
}

export function figuresOf(figures: Figures | null): Figure[] {
  return keys.map((key) =>
    figures === null ? { key, value: null, before: '', change: null, tone: '' } : figureOf(key, figures),
  );
}

function figureOf(key: FigureKey, { totals, previous }: Figures): Figure {
  const change = previous === null ? null : compare(key, totals, previous.totals);
  return {
    key,
    value: format(key, totals),
    before: previous === null ? '' : format(key, previous.totals),
    change,
    tone: change === null ? '' : toneOf(key, change),
  };
}

const sessionsOf = ({ successfulSessions, failedSessions }: Totals) => successfulSessions + failedSessions;

function count(key: Exclude<FigureKey, 'secure'>, totals: Totals): number {
  if (key === 'sessions') return sessionsOf(totals);
  return key === 'failed' ? totals.failedSessions : totals[key];
}

function format(key: FigureKey, totals: Totals): string {
  return key === 'secure'
    ? formatShare(totals.successfulSessions, sessionsOf(totals))
    : formatNumber(count(key, totals));
}

function compare(key: FigureKey, now: Totals, before: Totals): Change | null {
  if (before.reports === 0) return { direction: 'same', text: overviewWords.changes.nothingBefore };
  if (key !== 'secure') return changeOf(count(key, now), count(key, before));
  return changeOfShare([now.successfulSessions, sessionsOf(now)], [before.successfulSessions, sessionsOf(before)]);
}

/** More failures are bad news; of sessions and reports neither more nor fewer are news of that kind. */
function toneOf(key: FigureKey, { direction }: Change): Figure['tone'] {
  if (direction === 'same') return '';
  if (key === 'failed') return direction === 'up' ? 'worse' : 'better';
  if (key === 'secure') return direction === 'up' ? 'better' : 'worse';
  return '';
}
