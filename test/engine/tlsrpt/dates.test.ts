import { expect, test } from 'vitest';
import { readDateTime } from '../../../main/engine/tlsrpt/dates.ts';

const read = (written: string) => readDateTime(written, 'start')?.text ?? null;

test.each([
  ['2026-11-24T01:30:00+02:00', '2026-11-23T23:30:00Z'],
  ['2026-11-24T23:30:00-02:00', '2026-11-25T01:30:00Z'],
  ['2026-11-24T12:00:00-0330', '2026-11-24T15:30:00Z'],
  ['2026-11-24T12:00:00+05:45', '2026-11-24T06:15:00Z'],
  ['2026-11-24T00:00:00-00:00', '2026-11-24T00:00:00Z'],
  ['2026-12-31T23:00:00-01', '2027-01-01T00:00:00Z'],
])('a zone is taken from the time, whichever its sign: %s is %s', (written, utc) => {
  expect(read(written)).toBe(utc);
});

test.each([
  // RFC 3339 section 5.7: the sixtieth second of a minute is there, and is the first of the next one where none is kept.
  ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00Z'],
  ['2016-12-31T23:59:61Z', null],
  // ISO 8601: the end of a day, of which nothing is left.
  ['2026-11-24T24:00:00Z', '2026-11-25T00:00:00Z'],
  ['2026-11-24T24:00:01Z', null],
  ['2026-11-24T24:01:00Z', null],
  ['2026-11-24T25:00:00Z', null],
  ['2026-11-24T23:60:00Z', null],
])('the last moments of a day are those that exist: %s is %s', (written, utc) => {
  expect(read(written)).toBe(utc);
});
