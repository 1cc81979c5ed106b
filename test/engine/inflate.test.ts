import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { Refusal } from '../../shared/error.ts';
import { formatOf, maxInflatedBytes, maxZipEntries, Room } from '../../main/engine/inflate.ts';
import { maxReportBytes } from '../../main/engine/tlsrpt/limits.ts';
import { inflateReports } from './inflated.ts';

const json = Buffer.from(JSON.stringify({ policies: [], text: 'x'.repeat(1_000) }));
const gzip = gzipSync(json);
/** As long as a report may be. */
const longest = Buffer.alloc(maxReportBytes, ' ').fill('{}', 0, 2);

function read(bytes: Uint8Array): { texts: string[]; codes: string[] } {
  const reports = inflateReports(bytes);
  return {
    texts: reports.map((report) => report.json.toString()),
    codes: reports.flatMap(({ deviations }) => deviations.map(({ code }) => code)),
  };
}

function refusalOf(bytes: Uint8Array): string {
  try {
    inflateReports(bytes);
    return 'none';
  } catch (refusal) {
    return (refusal as Refusal).code;
  }
}

const text = json.toString();

describe('a report is read', () => {
  const ways: [string, Uint8Array, string[]][] = [
    ['as plain JSON', json, []],
    ['with white space and a byte order mark before it', Buffer.from(`\uFEFF \r\n${text}`), []],
    ['in gzip', gzip, []],
    ['in gzip with a file name, a comment and extra fields', withGzipFields(), []],
    ['in gzip of several members', Buffer.concat([gzipSync(json.subarray(0, 99)), gzipSync(json.subarray(99))]), []],
    ['in gzip padded with zeros', Buffer.concat([gzip, Buffer.alloc(500)]), []],
    [
      'in gzip that something else follows',
      Buffer.concat([gzip, Buffer.from('\r\n-- \r\nVirus free')]),
      ['trailing-data'],
    ],
    ['in gzip that lost its checksum', gzip.subarray(0, -8), ['truncated-gzip']],
    ['in gzip that lost half its checksum', gzip.subarray(0, -3), ['truncated-gzip']],
    ['in gzip within gzip', gzipSync(gzip), []],
    ['in a zip', zipSync({ 'report.json': json }), []],
    [
      'in gzip within a zip, beside a read-me',
      zipSync({ 'a/': [{}, {}], 'a/r.json.gz': gzip, 'README.txt': Buffer.from('Hi') } as never),
      [],
    ],
  ];
  test.each(ways)('%s', (_, bytes, codes) => {
    const found = read(bytes);
    expect(found.texts.map((each) => each.replace(/^\uFEFF?\s*/, ''))).toEqual([text]);
    expect(found.codes).toEqual(codes);
  });

  test('and several of one zip, each', () => {
    expect(read(zipSync({ 'a.json': json, 'b.json.gz': gzipSync('{"b":1}') })).texts).toEqual([text, '{"b":1}']);
  });

  test('in gzip of a hundred members; what comes after them is not', () => {
    const members = (count: number) =>
      Buffer.concat([gzipSync(json), ...Array.from({ length: count - 1 }, () => gzipSync(' '))]);
    expect(read(members(100))).toEqual({ texts: [text + ' '.repeat(99)], codes: [] });
    expect(read(members(101))).toEqual({ texts: [text + ' '.repeat(99)], codes: ['trailing-data'] });
  });

  test('up to the largest allowed', () => {
    expect(refusalOf(gzipSync(longest))).toBe('none');
    expect(refusalOf(longest)).toBe('none');
  });
});

describe('what cannot be read is refused with its reason:', () => {
  const ways: [string, () => Uint8Array, string][] = [
    ['gzip with a flipped bit', () => flipped(gzip, gzip.length - 6), 'gzip-broken'],
    ['gzip of noise', () => Buffer.concat([gzip.subarray(0, 10), Buffer.alloc(99, 0xff)]), 'gzip-broken'],
    ['gzip in gzip in gzip', () => gzipSync(gzipSync(gzip)), 'nested-too-deep'],
    ['a zip in gzip', () => gzipSync(zipSync({ 'a.json': json })), 'nested-too-deep'],
    ['a zip within a zip', () => zipSync({ 'a.zip': zipSync({ 'a.json': json }) }), 'nested-too-deep'],
    ['a zip without JSON', () => zipSync({ 'a.txt': Buffer.from('prose') }), 'no-report'],
    ['an empty zip entry', () => zipSync({ 'a.json': Buffer.alloc(0) }), 'no-report'],
    ['a cut zip', () => zipSync({ 'a.json': json }).subarray(0, 90), 'zip-broken'],
    ['a zip of too many files', () => zipSync(manyFiles(maxZipEntries + 1)), 'zip-too-many-entries'],
    ['JSON of one byte too many', () => Buffer.concat([longest, Buffer.from(' ')]), 'report-too-large'],
    ['gzip of one byte too many', () => gzipSync(Buffer.concat([longest, Buffer.from(' ')])), 'report-too-large'],
    ['members that are too large together', () => Buffer.concat([gzipSync(longest), gzip]), 'report-too-large'],
    ['a zip of one byte too many', () => zipSync({ 'a.json': Buffer.concat([longest, json]) }), 'report-too-large'],
    [
      'a zip of files that are too large together',
      () => zipSync({ a: longest, b: longest, c: longest, d: longest }),
      'report-too-large',
    ],
  ];
  test.each(ways)('%s', (_, bytes, code) => {
    expect(refusalOf(bytes())).toBe(code);
  });

  test('members that fill what one report may have, and one byte more: no more of them is inflated', () => {
    const room = new Room();
    expect(() => inflateReports(Buffer.concat([gzipSync(longest), gzipSync(longest)]), room)).toThrow(
      'report-too-large',
    );
    // Of the second member not even a byte was wanted.
    expect(room.bytes).toBeGreaterThanOrEqual(maxInflatedBytes - maxReportBytes - 1);
    const halves = [longest.subarray(0, 99), longest.subarray(99)].map((half) => gzipSync(half));
    expect(refusalOf(Buffer.concat(halves))).toBe('none');
  });

  test('a zip with one file that is larger than a report may be, whatever else is in it', () => {
    const large = Buffer.alloc(maxReportBytes + 1);
    expect(refusalOf(zipSync({ 'a.json': json, 'b.bin': large }))).toBe('report-too-large');
    expect(refusalOf(zipSync({ 'a.json': json, 'b.bin': large.subarray(1) }))).toBe('none');
  });

  test('archives that are small enough, and too large together', () => {
    const room = new Room();
    const large = gzipSync(longest);
    for (let bytes = maxReportBytes; bytes <= maxInflatedBytes; bytes += maxReportBytes) inflateReports(large, room);
    expect(() => inflateReports(large, room)).toThrow('report-too-large');
    expect(() => inflateReports(gzip, room)).toThrow('report-too-large');
    expect(room.isSpent).toBe(true);
  });

  test('many gzips within a zip, too large together', () => {
    const files = Array.from({ length: 9 }, (_, number) => [`${number}.json.gz`, gzipSync(longest)] as const);
    expect(refusalOf(zipSync(Object.fromEntries(files)))).toBe('report-too-large');
  });

  test('a gzip of gigabytes, cut at the limit', () => {
    const bomb = Buffer.concat(Array.from({ length: 10 }, () => gzipSync(Buffer.alloc(maxReportBytes))));
    const before = process.memoryUsage().rss;
    expect(refusalOf(bomb)).toBe('report-too-large');
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  });

  test('a zip that announces less than it holds, without room for the rest', () => {
    const zip = Buffer.from(zipSync({ 'a.json': Buffer.from(`{"a":"${'y'.repeat(5_000_000)}"}`) }));
    zip.writeUInt32LE(10, zip.indexOf(Buffer.from('PK\x01\x02', 'latin1')) + 24);
    expect(read(zip).texts.map(({ length }) => length)).toEqual([10]);
  });
});

test('formats are told by their bytes', () => {
  expect([gzip, zipSync({ a: json }), json, Buffer.from('prose'), Buffer.alloc(0)].map(formatOf)).toEqual([
    'gzip',
    'zip',
    'json',
    'other',
    'other',
  ]);
  expect(formatOf(Buffer.from('\uFEFF {', 'utf16le'))).toBe('json');
});

/** FEXTRA, FNAME, FCOMMENT and FHCRC (RFC 1952 section 2.3.1). */
function withGzipFields(): Buffer {
  const header = Buffer.from(gzip.subarray(0, 10));
  header[3] = 2 | 4 | 8 | 16;
  const fields = Buffer.from('\x03\x00abcreport.json\0a comment\0\x00\x00', 'latin1');
  return Buffer.concat([header, fields, gzip.subarray(10)]);
}

function flipped(bytes: Uint8Array, index: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[index] = (copy[index] ?? 0) ^ 1;
  return copy;
}

function manyFiles(count: number): Record<string, Uint8Array> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`${index}.json`, Buffer.from('{}')]));
}
