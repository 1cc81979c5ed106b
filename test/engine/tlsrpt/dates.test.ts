import { expect, test } from 'vitest';
import { readDateTime } from '../../../main/engine/tlsrpt/dates.ts';

const read = (written: string) => readDateTime(written, 'start')?.monthFirst ?? null;

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

test.each([
  // Go's time.String, of a clock that has a monotonic reading too.
  ['2026-11-24 00:00:00.123456789 -0700 MST m=+0.000012', '2026-11-24T07:00:00Z'],
  ['2026-11-24 03:00:00 +0300 +03', '2026-11-24T00:00:00Z'],
  ['2026-11-24 00:00:00 UTC', '2026-11-24T00:00:00Z'],
  ['2026-11-24T01:00+01:00[Europe/Berlin]', '2026-11-24T00:00:00Z'],
  ['2026-11-24T05:30:00 05:30', '2026-11-24T00:00:00Z'],
  ['20261124T000000Z', '2026-11-24T00:00:00Z'],
  ['20261124', '2026-11-24T00:00:00Z'],
  ['1795478400', '2026-11-24T00:00:00Z'],
  ['1795478400.75', '2026-11-24T00:00:00Z'],
  ['1795478400999', '2026-11-24T00:00:00Z'],
  ['/Date(1795478400000-0800)/', '2026-11-24T00:00:00Z'],
  ['11/24/2026 12:30:00 AM', '2026-11-24T00:30:00Z'],
  ['11/24/2026 12:30 pm -05:00', '2026-11-24T17:30:00Z'],
  ['24.11.2026 00:00:00', '2026-11-24T00:00:00Z'],
  ['Tue, 24 Nov 2026 00:00:00 +0000', '2026-11-24T00:00:00Z'],
  ['24 Nov 2026 01:00 +0100 (CET)', '2026-11-24T00:00:00Z'],
  ['Tuesday, 24-Nov-2026 00:00:00 GMT', '2026-11-24T00:00:00Z'],
  ['Tue Nov 24 00:00:00 UTC 2026', '2026-11-24T00:00:00Z'],
  ['Mon Nov 23 2026 16:00:00 GMT-0800 (Pacific Standard Time)', '2026-11-24T00:00:00Z'],
  ['November 24, 2026', '2026-11-24T00:00:00Z'],
])('a date in the manner of another language or system is that date: %s', (written, utc) => {
  expect(read(written)).toBe(utc);
});

test.each([
  ...['2026-02-29', '2026-02-30T00:00:00Z', '29 Feb 2026', '02/30/2026', '31.11.2026', '2026-13-01', '00/11/2026'],
  ...['13/13/2026', '11/24/2026 13:00:00 PM', '11/24/2026 00:00:00 AM', '11/24-2026'],
  ...['0', '179547840', '17954784000', '1795478400000000', '-1795478400', '/Date(0)/', '1.79e9', '9999999999'],
  ...['2026-11-24 00:00:00 CET', '24 Nov 2026 00:00:00 IST', '24 Nov 2026 2027', 'Nov 2026', '24 Foo 2026', 'today'],
  ...['2026-11-24T00:00:00+25:00', '24 Nov 2026 00:00 +0000 +0000', 'Tue', '', ' '.repeat(1_000), '1'.repeat(100_000)],
])('a date that does not exist, or that may be several, is none: %s', (written) => {
  expect(read(written)).toBe(null);
});
