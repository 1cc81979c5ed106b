import { expect, test } from 'vitest';
import { fileNameAgain } from '../../../main/engine/tlsrpt/filename.ts';
import { parseReport } from '../../../main/engine/tlsrpt/report.ts';
import { Refusal } from '../../../shared/error.ts';

const march2 = 1_772_409_600;
const march3 = march2 + 86_400;
const named = `northwind.example!harbour.example!${march2}!${march3 - 1}!001.json.gz`;

function bytes(range: unknown): Buffer {
  return Buffer.from(JSON.stringify({ 'date-range': range, policies: [{ policy: {} }] }));
}

/** The range, and what was noted of it. */
function read(start: unknown, end: unknown, fileName = '') {
  const { report, deviations } = parseReport(bytes({ 'start-datetime': start, 'end-datetime': end }), fileName);
  const noted = deviations.filter(({ path }) => path.startsWith('date-range')).map(({ code }) => code);
  return [report.startDatetime, report.endDatetime, ...new Set(noted)];
}

function refusalOf(start: unknown, end: unknown, fileName = ''): string {
  try {
    read(start, end, fileName);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'date-range-unreadable') return error.detail;
    throw error;
  }
  throw new Error('read');
}

const whole = ['2026-03-02T00:00:00Z', '2026-03-02T23:59:59Z'];

test('the file’s name says what the report leaves out, both ends or one', () => {
  expect(read(undefined, undefined, named)).toEqual([...whole, 'field-missing', 'date-by-file-name']);
  expect(read('2026-03-02T00:00:00Z', 'n/a', named)).toEqual([...whole, 'date-by-file-name']);
  expect(read('2026-02-30T00:00:00Z', '2026-03-02T23:59:59Z', named)).toEqual([...whole, 'date-by-file-name']);
});

test('the report itself is believed before its file’s name', () => {
  const [start, end] = ['2026-05-02T00:00:00Z', '2026-05-02T23:59:59Z'];
  expect(read(start, end, named)).toEqual([start, end]);
  expect(read(start, null, named)).toEqual([start, start, 'field-missing', 'date-of-other-end']);
});

test.each([
  'report.json',
  `northwind.example!harbour.example!${march3}!${march2}.json`,
  `northwind.example!harbour.example!${march2}.json`,
  `northwind.example!harbour.example!${march2}000000000!${march3}000000000.json`,
  'northwind.example!harbour.example!!.json',
])('a file’s name without a range says nothing: %s', (fileName) => {
  expect(refusalOf(undefined, undefined, fileName)).toBe('from nothing to nothing');
});

test('whether day or month comes first is told by the other end or by the file’s name, and else not guessed', () => {
  const noted = ['date-without-zone', 'date-not-rfc3339'];
  expect(read('2/28/2026 12:00:00 AM', '3/1/2026 11:59:59 PM')).toEqual([
    '2026-02-28T00:00:00Z',
    '2026-03-01T23:59:59Z',
    ...noted,
  ]);
  expect(read('03/02/2026 12:00:00 AM', '03/02/2026 11:59:59 PM', named)).toEqual([
    ...whole,
    ...noted,
    'date-by-file-name',
  ]);
  expect(read('02/03/2026 00:00:00', '02/03/2026 23:59:59', named)).toEqual([...whole, ...noted, 'date-by-file-name']);
  expect(refusalOf('03/04/2026', '03/04/2026', named)).toBe('from "03/04/2026" to "03/04/2026"');
  expect(refusalOf('13/02/2026', '02/13/2026')).toBe('from "13/02/2026" to "02/13/2026"');
});

test('a range that ends before it begins is turned, and its days stay whole', () => {
  expect(read('2026-03-02T23:59:59Z', '2026-03-02T00:00:00Z')).toEqual([...whole, 'date-range-reversed']);
  expect(read('2026-03-03', '2026-03-02')).toEqual([
    ...['2026-03-02T00:00:00Z', '2026-03-03T23:59:59Z'],
    ...['date-not-rfc3339', 'date-range-reversed'],
  ]);
  expect(read('14/03/2026', '13/03/2026')[1]).toBe('2026-03-14T23:59:59Z');
});

test('a refusal quotes what was written, cut short and harmless', () => {
  expect(refusalOf('\u001b[31m\u202eyesterday', { at: 'noon' })).toBe('from " [31m yesterday" to "{"at":"noon"}"');
  expect(refusalOf(null, 'x'.repeat(1_000))).toBe(`from nothing to "${'x'.repeat(60)}…"`);
});

test('what a file’s name said is heard again when the original is read again', () => {
  for (const range of [
    {},
    { 'start-datetime': '2026-03-02' },
    { 'start-datetime': '03/02/2026', 'end-datetime': '03/02/2026' },
  ]) {
    const first = parseReport(bytes(range), named);
    expect(parseReport(bytes(range), fileNameAgain(first))).toEqual(first);
  }
  expect(fileNameAgain(parseReport(bytes({ 'start-datetime': '2026-03-02T00:00:00Z' })))).toBe('');
});
