import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { Refusal } from '../../../shared/error.ts';
import { maxArchiveDepth, maxFiles, maxInflatedBytes, Room } from '../../../main/engine/packed/room.ts';
import { inflateReports, unpacked } from '../inflated.ts';

const json = Buffer.from(JSON.stringify({ policies: [], text: 'x'.repeat(1_000) }));
const gzip = gzipSync(json);
/** All that one file may come to. */
const longest = Buffer.alloc(maxInflatedBytes, ' ').fill('{}', 0, 2);
const half = longest.subarray(0, maxInflatedBytes / 2);

function read(bytes: Uint8Array): { texts: string[]; codes: string[] } {
  const reports = inflateReports(Buffer.from(bytes));
  return {
    texts: reports.map((report) => report.bytes.toString()),
    codes: reports.flatMap(({ deviations }) => deviations.map(({ code }) => code)),
  };
}

function refusalOf(bytes: Uint8Array): string {
  try {
    inflateReports(Buffer.from(bytes));
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
    ['in gzip within a zip, in a folder', zipSync({ 'a/': [{}, {}], 'a/r.json.gz': gzip } as never), []],
  ];
  test.each(ways)('%s', (_, bytes, codes) => {
    const found = read(bytes);
    expect(found.texts.map((each) => each.replace(/^\uFEFF?\s*/, ''))).toEqual([text]);
    expect(found.codes).toEqual(codes);
  });

  test('and several of one zip, each', () => {
    expect(read(zipSync({ 'a.json': json, 'b.json.gz': gzipSync('{"b":1}') })).texts).toEqual([text, '{"b":1}']);
  });

  test('up to the largest allowed', () => {
    expect(refusalOf(gzipSync(longest))).toBe('none');
    expect(refusalOf(longest)).toBe('none');
  });
});

describe('what cannot be read is refused with its reason:', () => {
  const zip = (files: Record<string, Uint8Array>) => Buffer.from(zipSync(files));
  const encrypted = zip({ 'a.json': json });
  encrypted[encrypted.indexOf('PK\x01\x02', undefined, 'latin1') + 8] = 1;
  const lzma = zip({ 'a.json': json });
  lzma[lzma.indexOf('PK\x01\x02', undefined, 'latin1') + 10] = 14;
  const ways: [string, () => Uint8Array, string][] = [
    ['gzip with a flipped bit', () => flipped(gzip, gzip.length - 6), 'gzip-broken'],
    ['gzip of noise', () => Buffer.concat([gzip.subarray(0, 10), Buffer.alloc(99, 0xff)]), 'gzip-broken'],
    ['gzip of nothing', () => gzipSync(''), 'archive-empty'],
    ['gzip cut after its header', () => gzip.subarray(0, 11), 'archive-truncated'],
    ['archives within each other, one more than allowed', () => gzipped(json, maxArchiveDepth + 1), 'nested-too-deep'],
    ['a zip of an empty file', () => zip({ 'a.json': Buffer.alloc(0) }), 'archive-empty'],
    ['a zip of nothing', () => zip({}), 'archive-empty'],
    ['a cut zip', () => zip({ 'a.json': json }).subarray(0, 90), 'archive-truncated'],
    ['a zip cut in its directory', () => zip({ 'a.json': json }).subarray(0, -30), 'archive-truncated'],
    ['a zip with a flipped bit', () => flipped(zipSync({ a: json }, { level: 0 }), 99), 'zip-broken'],
    ['an encrypted zip', () => encrypted, 'archive-encrypted'],
    ['a zip packed in a way that only few can', () => lzma, 'archive-unsupported'],
    ['a zip of too many files', () => zipSync(manyFiles(maxFiles + 1)), 'zip-too-many-entries'],
    ['gzip of one byte too many', () => gzipSync(Buffer.concat([longest, Buffer.from(' ')])), 'report-too-large'],
    ['members that are too large together', () => Buffer.concat([gzipSync(longest), gzip]), 'report-too-large'],
    ['a zip of one byte too many', () => zip({ 'a.json': Buffer.concat([longest, json]) }), 'report-too-large'],
    ['a zip of files that are too large together', () => zip({ a: half, b: half, c: half }), 'report-too-large'],
  ];
  test.each(ways)('%s', (_, bytes, code) => {
    expect(refusalOf(bytes())).toBe(code);
  });

  test('members that fill what one file may have, and one byte more: no more of them is inflated', () => {
    const room = new Room();
    expect(() => unpacked(Buffer.concat([gzipSync(half), gzipSync(longest)]), room)).toThrow('report-too-large');
    expect(room.isSpent).toBe(true);
    const halves = [longest.subarray(0, 99), longest.subarray(99)].map((each) => gzipSync(each));
    expect(refusalOf(Buffer.concat(halves))).toBe('none');
  });

  test('archives that are small enough, and too large together', () => {
    const room = new Room();
    const large = gzipSync(half);
    inflateReports(large, room);
    inflateReports(large, room);
    expect(() => inflateReports(large, room)).toThrow('report-too-large');
    expect(() => inflateReports(gzip, room)).toThrow('report-too-large');
    expect(room.isSpent).toBe(true);
  });

  test('many gzips within a zip, too large together', () => {
    const files = Array.from({ length: 9 }, (_, number) => [`${number}.json.gz`, gzipSync(half)] as const);
    expect(refusalOf(zipSync(Object.fromEntries(files)))).toBe('report-too-large');
  });

  test('a gzip of gigabytes, cut at the limit', () => {
    const bomb = Buffer.concat(Array.from({ length: 10 }, () => gzipSync(longest)));
    const before = process.memoryUsage().rss;
    expect(refusalOf(bomb)).toBe('report-too-large');
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024);
  });
});

describe('what can be had of an archive is, whatever is wrong with the rest:', () => {
  const small = Buffer.from('{"a":1}');
  const other = Buffer.from('{"b":2}');
  const zip = Buffer.from(zipSync({ 'a.json': [small, { level: 0 }], 'b.json': [other, { level: 0 }] }));
  const directory = zip.indexOf('PK\x01\x02', undefined, 'latin1');
  const changed = (at: number, byte: number) => {
    const copy = Buffer.from(zip);
    copy[at] = byte;
    return copy;
  };
  const ways: [string, Buffer, string[]][] = [
    ['one file of a zip is encrypted', changed(directory + 8, 1), ['archive-encrypted', '{"b":2}']],
    ['one is packed in another way', changed(directory + 10, 99), ['archive-unsupported', '{"b":2}']],
    ['one has another checksum', changed(zip.indexOf(small), 0x20), ['zip-broken', '{"b":2}']],
    ['one says that it is larger than any may be', changed(directory + 27, 0x7f), ['report-too-large', '{"b":2}']],
    [
      'one member of a gzip has another checksum',
      Buffer.concat([gzipSync(small), flipped(gzipSync('{}'), gzipSync('{}').length - 6), gzipSync(other)]),
      ['{"a":1}', 'gzip-broken', '{"b":2}'],
    ],
    [
      'one member of a gzip is noise',
      Buffer.concat([gzipSync(small), gzipSync('{}').subarray(0, 10), Buffer.alloc(99, 0xff), gzipSync(other)]),
      ['{"a":1}', 'gzip-broken', '{"b":2}'],
    ],
    [
      'a gzip beside a report is nested too deeply',
      Buffer.from(zipSync({ a: gzipped(small, maxArchiveDepth), b: other })),
      ['nested-too-deep', '{"b":2}'],
    ],
  ];
  test.each(ways)('%s', (_, bytes, expected) => {
    expect(unpacked(bytes)).toEqual(expected);
  });

  test('one file is more than a mail may hold: what is at its beginning', () => {
    const [text = '', code] = unpacked(gzipSync(Buffer.concat([small, Buffer.alloc(2 * maxInflatedBytes, ' ')])));
    expect([text.trimEnd(), text.length, code]).toEqual(['{"a":1}', maxInflatedBytes, 'report-too-large']);
  });

  test('the members of a gzip are one file, as many as may be', () => {
    const members = (count: number) => Buffer.concat(Array.from({ length: count }, () => gzipSync('{}')));
    expect(unpacked(members(maxFiles))).toEqual(['{}'.repeat(maxFiles)]);
    expect(unpacked(members(maxFiles + 1))).toEqual(['{}'.repeat(maxFiles), 'too-many-files']);
  });

  test('a zip that announces less than it holds, or follows the sizes of zip64', () => {
    const large = Buffer.from(`{"a":"${'y'.repeat(5_000_000)}"}`);
    const lying = Buffer.from(zipSync({ 'a.json': large }));
    lying.writeUInt32LE(10, lying.indexOf('PK\x01\x02', undefined, 'latin1') + 24);
    expect(unpacked(lying)).toEqual([large.toString()]);
    expect(unpacked(withZip64Sizes(small))).toEqual(['{"a":1}']);
  });
});

/** Section 4.5.3 of the APPNOTE: a zip of one stored file, its sizes in the extra field of the directory. */
function withZip64Sizes(data: Buffer): Buffer {
  const extra = Buffer.alloc(20);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(16, 2);
  extra.writeBigUInt64LE(BigInt(data.length), 4);
  extra.writeBigUInt64LE(BigInt(data.length), 12);
  const plain = Buffer.from(zipSync({ a: data }, { level: 0 }));
  const directory = plain.indexOf('PK\x01\x02', undefined, 'latin1');
  plain.fill(0xff, directory + 20, directory + 28);
  plain.writeUInt16LE(extra.length, directory + 30);
  const nameEnd = directory + 46 + 1;
  return Buffer.concat([plain.subarray(0, nameEnd), extra, plain.subarray(nameEnd)]);
}

function gzipped(bytes: Buffer, times: number): Buffer {
  return times === 0 ? bytes : gzipped(gzipSync(bytes), times - 1);
}

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
