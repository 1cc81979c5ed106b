import { DeskError } from '../../shared/error.ts';
import type { Typed } from './command.ts';

// What a typed value may be. Each throws usage, saying what `name` (`--by`) takes.

export function requiredText({ text }: Typed, name: string): string {
  const value = text[name];
  if (value === undefined || value === '') throw new DeskError('usage', `--${name} is missing`);
  return value;
}

export function oneOf<T extends string>(name: string, text: string, known: readonly T[]): T {
  const found = known.find((each) => each === text);
  if (found === undefined) throw new DeskError('usage', `${name} takes one of ${known.join(', ')}; not ${text}`);
  return found;
}

/** A UTC day that the calendar has, such as 2026-11-24. */
export function dayIn(name: string, text: string): string {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  // Date.parse takes the 30th of February for the 2nd of March.
  const isDay = !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
  if (!isDay) throw new DeskError('usage', `${name} takes a day such as 2026-11-24; ${text} is none`);
  return text;
}

/** From 1 to `max`, in digits alone; `more` says what else is taken. */
export function numberIn(name: string, text: string, max: number, more = ''): number {
  const number = wholeNumber(text);
  if (number !== null && number <= max) return number;
  throw new DeskError('usage', `${name} takes a number from 1 to ${max}${more}; not ${text}`);
}

/** The number of a report, a removal or a mailbox. */
export function idIn(text: string): number {
  const id = wholeNumber(text);
  if (id === null) throw new DeskError('usage', `${text} is no id, which is a number as in the lists`);
  return id;
}

/** null where it is none from 1. */
function wholeNumber(text: string): number | null {
  const number = /^\d{1,16}$/.test(text) ? Number(text) : 0;
  return Number.isSafeInteger(number) && number >= 1 ? number : null;
}
