import type { RangeEdge } from './dates.ts';
import type { WallClock } from './wallclock.ts';

export interface TimeOfDay {
  clock: Pick<WallClock, 'hour' | 'minute' | 'second'>;
  /** As utcText takes it; null where none is written. */
  zone: string | null;
}

/** `15:04`, `15:04:05.999`, `150405`, `3:04:05 PM`. */
const time = /^(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?(?: ?([AP]M))?/i;

/**
 * `Z`, `+01:00`, `+0100`, `+01`, `UTC`; ` 01:00` from who decodes what is no form, which makes a blank of the plus. Go's
 * time.String adds the zone's name and a monotonic reading, Java the zone's name in brackets.
 */
const offset =
  /^( ?Z| ?[+-]\d{2}(?::?\d{2})?| \d{2}:?\d{2}| UTC| GMT)(?: [A-Z]{1,5}| [+-]\d{2}(?:\d{2})?)?(?: m=[+-]\d+\.\d+)?(?:\[[\w/+-]+\])?$/i;

/** What is written after a date; after none, the day's begin or end. null where it is no time. */
export function readTimeOfDay(text: string, edge: RangeEdge): TimeOfDay | null {
  if (text === '') return { clock: edgeOfDay(edge), zone: null };
  const [whole, hour, minute, second, half] = time.exec(text) ?? [];
  if (whole === undefined) return null;
  const clock = { hour: Number(hour), minute: Number(minute), second: Number(second ?? 0) };
  if (half !== undefined) {
    if (clock.hour < 1 || clock.hour > 12) return null;
    clock.hour = (clock.hour % 12) + (half.toUpperCase() === 'PM' ? 12 : 0);
  }
  const rest = text.slice(whole.length);
  const zone = offset.exec(rest)?.[1] ?? null;
  return zone === null && rest !== '' ? null : { clock, zone };
}

export function edgeOfDay(edge: RangeEdge): TimeOfDay['clock'] {
  return edge === 'end' ? { hour: 23, minute: 59, second: 59 } : { hour: 0, minute: 0, second: 0 };
}
