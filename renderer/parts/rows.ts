import { breakdownKeysLimit, type BreakdownRows, type Day, type Dimension } from '../../shared/contract.ts';
import type { Caller } from '../engine.ts';

/** Failed sessions, one entry a day. */
export interface Trend {
  firstDay: Day;
  daily: Float64Array;
}

/** Each row's trend, under its key. */
export interface Trends {
  by: Dimension;
  rows: Map<string, Trend>;
}

/** Each row's failed sessions by part, under its key; the parts are the second dimension's keys. */
export interface Parts {
  by: Dimension;
  then: Dimension;
  parts: string[];
  rows: Map<string, Float64Array>;
}

/** As many keys as there are, in questions of as many as the engine takes. */
export async function askTrends(engine: Caller, asked: BreakdownRows, signal: AbortSignal): Promise<Trends> {
  const { by } = asked;
  const rows: Trends['rows'] = new Map();
  for (let first = 0; first < asked.keys.length; first += breakdownKeysLimit) {
    const keys = asked.keys.slice(first, first + breakdownKeysLimit);
    const { firstDay, daily } = await engine.call('breakdown.trends', { ...asked, keys }, { signal });
    keys.forEach((key, index) => rows.set(key, { firstDay, daily: daily[index] ?? new Float64Array() }));
  }
  return { by, rows };
}

/** At most `breakdownKeysLimit` keys: the parts of two questions would not be the same. */
export async function askParts(
  engine: Caller,
  asked: BreakdownRows & { then: Dimension },
  signal: AbortSignal,
): Promise<Parts> {
  const { by, then, keys } = asked;
  const { parts, failedSessions } = await engine.call('breakdown.parts', asked, { signal });
  return {
    by,
    then,
    parts,
    rows: new Map(keys.map((key, index) => [key, failedSessions[index] ?? new Float64Array()])),
  };
}
