import { describe, expect, test } from 'vitest';
import {
  clip,
  formatBytes,
  formatDays,
  formatDuration,
  formatRange,
  formatRelative,
  formatShare,
  formatSince,
  importSentence,
} from '../../renderer/format.ts';

describe('numbers', () => {
  test.each([
    [0, 0, '–'],
    [0, 10, '0%'],
    [10, 10, '100%'],
    [1, 3, '33.3%'],
    [1, 1_000_000, '< 0.1%'],
    [999_999, 1_000_000, '> 99.9%'],
  ])('%i of %i is %s', (part, whole, text) => {
    expect(formatShare(part, whole)).toBe(text);
  });

  test.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1_500, '1.5 kB'],
    [31_457_280, '31 MB'],
  ])('%i bytes are %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe('dates', () => {
  test.each([
    ['2026-11-24T00:00:00Z', '2026-11-24T23:59:59Z', '2026-11-24', '2026-11-24'],
    ['2026-11-24T00:00:00Z', '2026-11-25T00:00:00Z', '2026-11-24', '2026-11-24'],
    ['2026-11-23T14:05:00Z', '2026-11-24T14:05:00Z', '2026-11-23 – 11-24', '2026-11-23 14:05 – 2026-11-24 14:05'],
    ['2026-12-31T12:00:00Z', '2027-01-01T12:00:00Z', '2026-12-31 – 2027-01-01', '2026-12-31 12:00 – 2027-01-01 12:00'],
    ['2026-11-24T08:00:00Z', '2026-11-24T20:00:00Z', '2026-11-24', '2026-11-24 08:00 – 20:00'],
  ])('%s to %s', (start, end, days, range) => {
    expect([formatDays(start, end), formatRange(start, end)]).toEqual([days, range]);
  });

  const now = Date.UTC(2026, 10, 24, 12);
  test.each([
    ['', ''],
    ['2026-11-24T11:59:40Z', 'just now'],
    ['2026-11-24T12:00:20Z', 'in a moment'],
    ['2026-11-24T11:55:00Z', '5 minutes ago'],
    ['2026-11-24T15:00:00Z', 'in 3 hours'],
    ['2026-11-23T12:00:00Z', 'yesterday'],
  ])('%s is %s', (iso, text) => {
    expect(formatRelative(iso, now)).toBe(text);
  });

  test('what has been is never in the future, however late the window looks at its clock', () => {
    expect(formatSince('2026-11-24T12:00:20Z', now)).toBe('just now');
    expect(formatSince('2026-11-24T11:55:00Z', now)).toBe('5 minutes ago');
  });

  test.each([
    [604_800, '7 days'],
    [86_400, '1 day'],
    [3_600, '1 hour'],
    [30, '30 seconds'],
  ])('a max_age of %i is %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});

test('an import is summed up in what became of it', () => {
  expect(importSentence({ fetched: 1_204, stored: 1_200, duplicate: 0, refused: 4, pending: 0 })).toBe(
    '1,200 stored, 4 refused',
  );
  expect(importSentence({ fetched: 0, stored: 0, duplicate: 0, refused: 0, pending: 0 })).toBe(
    'Nothing to import was found',
  );
});

test('text from outside is cut before it reaches the page', () => {
  expect(clip('x'.repeat(1_000_000))).toHaveLength(301);
});

test('a name cannot turn its letters around to look like another', () => {
  expect(clip('\u202eevil@x\u202c')).toBe('evil@x');
});
