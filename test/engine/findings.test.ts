import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { readFileItem } from '../../main/engine/reading.ts';
import { maxReports } from '../../main/engine/tlsrpt/limits.ts';
import { parseReport } from '../../main/engine/tlsrpt/report.ts';
import { testReport } from './mails.ts';
import { tarOf } from './packed/tars.ts';

const json = (number: number) => JSON.stringify({ ...testReport(number), 'report-id': `r${number}` });
const pretty = (number: number) => JSON.stringify(JSON.parse(json(number)), null, 2);

async function read(content: string | Buffer) {
  const bytes = Buffer.from(content);
  return readFileItem({ source: 'f', sizeBytes: bytes.length, kind: 'report', bytes }, null);
}

/** The ids of the reports, or the code of the refusal. */
async function found(content: string | Buffer): Promise<string[]> {
  const { reports, refusal } = await read(content);
  return refusal === null ? reports.map(({ parsed }) => parsed.report.reportId) : [refusal.code];
}

/** Why what is beside the reports could not be read. */
async function besides(content: string | Buffer): Promise<string[]> {
  const { reports } = await read(content);
  const notes = reports[0]?.parsed.deviations.flatMap(({ refusal }) => (refusal === undefined ? [] : [refusal])) ?? [];
  return notes.map(({ code, detail }) => (detail === '' ? code : `${code} ${detail}`));
}

describe('every report of a stream is read, whatever separates them', () => {
  const ways: [string, string | Buffer][] = [
    ['lines', `${json(1)}\n${json(2)}\n`],
    ['lines of Windows, some of them empty', `\r\n${json(1)}\r\n\r\n${json(2)}`],
    ['nothing', json(1) + json(2)],
    ['a list', `[${json(1)},${json(2)}]`],
    ['a list over several lines', `[\n  ${json(1)},\n  ${json(2)}\n]\n`],
    ['lists in lines', `[${json(1)}]\n[${json(2)}]`],
    ['record separators (RFC 7464)', `\x1e${json(1)}\n\x1e${json(2)}\n`],
    ['zeros', `${json(1)}\0${json(2)}\0\0`],
    ['indented', `${pretty(1)}\n${pretty(2)}\n`],
    ['members of a gzip', Buffer.concat([gzipSync(json(1)), gzipSync(json(2))])],
    [
      'members of a gzip that end anywhere',
      Buffer.concat([gzipSync(json(1) + json(2).slice(0, 9)), gzipSync(json(2).slice(9))]),
    ],
    ['files of a tar in gzip', gzipSync(tarOf({ name: 'a', data: json(1) }, { name: 'b', data: gzipSync(json(2)) }))],
    ['UTF-16', Buffer.from(`${json(1)}\n${json(2)}`, 'utf16le')],
  ];
  test.each(ways)('%s', async (_, content) => {
    expect(await found(content)).toEqual(['r1', 'r2']);
    expect(await besides(content)).toEqual([]);
    for (const { parsed, original } of (await read(content)).reports) {
      expect(parseReport(original).report).toEqual(parsed.report);
    }
  });

  test('up to a limit, and it is said that there were more', async () => {
    const many = Array.from({ length: maxReports + 1 }, (_, number) => json(number)).join('\n');
    expect(await found(many)).toHaveLength(maxReports);
    expect(await besides(many)).toEqual([`too-many-reports more than ${maxReports}`]);
  }, 120_000);
});

describe('a bad one hides none of the others, and they say why it is missing:', () => {
  const cut = json(2).slice(0, 60);
  const ways: [string, string | Buffer, string[], RegExp][] = [
    ['a line that is cut', `${json(1)}\n${cut}\n${json(3)}\n`, ['r1', 'r3'], /^json-broken/],
    ['the first line, cut', `${cut}\n${json(1)}\n${json(3)}`, ['r1', 'r3'], /^json-broken/],
    [
      'an indented one that is cut',
      `${pretty(1)}\n${pretty(2).slice(0, 90)}\n${pretty(3)}`,
      ['r1', 'r3'],
      /^json-broken/,
    ],
    ['one without dates', `${json(1)}\n${json(2).replace('date-range', 'x')}\n${json(3)}`, ['r1', 'r3'], /^date-range/],
    ['other JSON', `{"index":{}}\n${json(1)}\n${json(3)}`, ['r1', 'r3'], /^not-tls-report/],
    [
      'a gzip that is cut',
      Buffer.from(zipSync({ 'a.gz': gzipSync(json(2)).subarray(0, 90), 'b.json': Buffer.from(json(1)) })),
      ['r1'],
      /^archive-truncated a\.gz/,
    ],
  ];
  test.each(ways)('%s', async (_, content, ids, why) => {
    expect(await found(content)).toEqual(ids);
    expect(await besides(content)).toEqual([expect.stringMatching(why)]);
  });

  test('many bad ones are named a few times, and counted', async () => {
    const notes = await besides(`${json(1)}\n${'{"policies":\n'.repeat(50)}`);
    expect(notes).toHaveLength(10);
    expect(notes.at(-1)).toMatch(/; 40 more$/);
  });

  test('what is known to be something else is not worth a note', async () => {
    const zip = Buffer.from(
      zipSync({ 'README.txt': Buffer.from('Hi'), 'd.xml': Buffer.from('<feedback>'), 'r.json': Buffer.from(json(1)) }),
    );
    expect(await found(zip)).toEqual(['r1']);
    expect(await besides(zip)).toEqual([]);
  });

  test('a report that megabytes follow is read and kept without them', async () => {
    const ballast = Buffer.concat([Buffer.from(json(1)), Buffer.alloc(21 * 1024 * 1024, 'x')]);
    for (const content of [
      ballast,
      gzipSync(ballast),
      gzipSync(Buffer.concat([ballast, Buffer.alloc(42 * 1024 * 1024, ' ')])),
    ]) {
      const { reports } = await read(content);
      expect(reports.map(({ original }) => original.toString())).toEqual([json(1)]);
    }
  });
});

describe('two reports do not become one', () => {
  const withId = (id: string) => json(1).replace('"r1"', id);
  test.each([
    ['numbers beyond 2^53', '133755676493963779', '133755676493963781'],
    ['fractions of many digits', '1.00000000000000001', '1.00000000000000002'],
    ['numbers beyond all that is counted', '1e400', '1e401'],
    ['halves of characters', '"\\ud800"', '"\\ud801"'],
  ])('%s', async (_, one, other) => {
    const [first, second] = await found(`${withId(one)}\n${withId(other)}`);
    expect(first).not.toBe(second);
    expect([first, second]).toEqual([one, other].map((id) => id.replaceAll('"', '')));
  });

  test('characters that are not UTF-8, and those beside them that are', async () => {
    const named = (name: Buffer) => {
      const [before = '', after = ''] = json(1).split('"r1"');
      return Buffer.concat([Buffer.from(`${before}"`), name, Buffer.from(`"${after}`)]);
    };
    expect(await found(named(Buffer.from('S\xfcd \x80', 'latin1')))).toEqual(['Süd €']);
    expect(await found(named(Buffer.concat([Buffer.from('Süd '), Buffer.from([0xf6])])))).toEqual(['Süd ö']);
  });
});

describe('how the bytes are written is noted, and makes no difference', () => {
  const utf16 = Buffer.from(json(1), 'utf16le');
  test.each([
    ['UTF-16 without a mark', utf16, ['utf-16']],
    ['UTF-16 the other way round, without a mark', Buffer.from(utf16).swap16(), ['utf-16']],
    ['two byte order marks', Buffer.from(`\uFEFF\uFEFF${json(1)}`), ['byte-order-mark']],
    [
      'a mark of another encoding',
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(json(1))]),
      ['byte-order-mark'],
    ],
    ['a guard', Buffer.from(`)]}'\n${json(1)}`), ['json-guard']],
    ['a guard with a comma', Buffer.from(`)]}',\n${json(1)}`), ['json-guard']],
  ])('%s', async (_, content, noted) => {
    const { reports } = await read(content);
    expect(reports.map(({ parsed }) => parsed.report)).toEqual([parseReport(Buffer.from(json(1))).report]);
    expect(reports[0]?.parsed.deviations.map(({ code }) => code)).toEqual(expect.arrayContaining(noted));
  });
});

describe('what is no TLS report is called so, by its name:', () => {
  const zip = (files: Record<string, string>) =>
    Buffer.from(zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]))));
  const types = '<?xml version="1.0"?><Types xmlns="x">';
  test.each([
    [
      'a DMARC report in gzip',
      gzipSync('<?xml version="1.0"?><feedback>'),
      'not-tls-report',
      'a DMARC aggregate report',
    ],
    ['a DMARC report in a zip', zip({ 'd.xml': '<feedback>' }), 'not-tls-report', 'd.xml: a DMARC aggregate report'],
    ['an Excel file', zip({ '[Content_Types].xml': types }), 'not-tls-report', 'an office document'],
    [
      'an OpenDocument',
      zip({ mimetype: 'application/vnd.oasis.opendocument.text' }),
      'not-tls-report',
      'an office document',
    ],
    ['other JSON', Buffer.from('{"name":"x","policies":[]}'), 'not-tls-report', 'JSON without'],
    ['other JSON with comments', Buffer.from('{/* x */"a":1}'), 'not-tls-report', ''],
    ['a list of other JSON', Buffer.from('[{"a":1},{"b":2}]'), 'not-tls-report', 'JSON without'],
    ['7z', Buffer.from('7z\xbc\xaf\x27\x1c', 'latin1'), 'archive-unsupported', '7z'],
  ])('%s', async (_, content, code, detail) => {
    const { refusal } = await read(content);
    expect(refusal?.code).toBe(code);
    expect(refusal?.detail).toContain(detail);
  });
});
