import { maxHeaderText } from './limits.ts';

/** A header's text for people: unfolded, and cut where a sender overdoes it. */
export function tidy(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, maxHeaderText);
}

/** '' for what is no date. */
export function isoDate(text: string): string {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}
