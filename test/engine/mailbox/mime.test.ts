import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Refusal } from '../../../shared/error.ts';
import { maxAttachedBytes, maxHeaderBytes, maxNesting, maxParts } from '../../../main/engine/mailbox/limits.ts';
import { readMessage } from '../../../main/engine/mailbox/mime.ts';
import { inflateReports } from '../inflated.ts';
import { base64Lines, gzipPart, multipart, reportJson, reportMail, textPart } from './mails.ts';

const json = reportJson(1);
const gzip = base64Lines(gzipSync(json));

interface Reading {
  texts: string[];
  codes: string[];
}

async function read(mail: Buffer | string): Promise<Reading> {
  const { candidates } = await readMessage(Buffer.from(mail));
  return {
    texts: candidates.flatMap(({ bytes }) => inflateReports(bytes).map((report) => report.bytes.toString().trim())),
    codes: candidates.flatMap(({ deviations }) => deviations.map(({ code }) => code)),
  };
}

function part(type: string, body: string, ...lines: string[]): string {
  return [`Content-Type: ${type}`, ...lines, '', body, ''].join('\r\n');
}

function whole(type: string, body: string, ...lines: string[]): string {
  return ['From: a@sender.example', 'Subject: x', 'MIME-Version: 1.0', part(type, body, ...lines)].join('\r\n');
}

const base64 = 'Content-Transfer-Encoding: base64';
const named = (name: string) => `Content-Disposition: attachment; filename="${name}"`;
const inReport = (...parts: string[]) => multipart({ parts: [textPart, ...parts] });
const inMixed = (...parts: string[]) => multipart({ type: 'multipart/mixed', parts });

describe('a report is found', () => {
  const shapes: [string, Buffer | string, string[]][] = [
    ['in multipart/report, as gzip', inReport(gzipPart(json)), []],
    ['in multipart/report, as JSON', inReport(part('application/tlsrpt+json', json)), []],
    ['as the whole mail', whole('application/tlsrpt+json', json), ['not-multipart-report']],
    ['as the whole mail, gzip', whole('application/tlsrpt+gzip', gzip, base64), ['not-multipart-report']],
    ['in multipart/mixed', inMixed(textPart, gzipPart(json)), ['not-multipart-report']],
    ['in multipart/report within mixed', inMixed(textPart, within('report; report-type=tlsrpt', gzipPart(json))), []],
    ['in mixed within multipart/report', inReport(within('mixed', gzipPart(json))), []],
    ['without report-type', multipart({ type: 'multipart/report', parts: [gzipPart(json)] }), ['report-type-missing']],
    [
      'with another report-type',
      multipart({ type: 'multipart/report; report-type=delivery-status', parts: [gzipPart(json)] }),
      ['report-type-missing'],
    ],
    [
      'with report-type in capitals',
      multipart({ type: 'Multipart/Report; REPORT-TYPE="TLSRPT"', parts: [gzipPart(json)] }),
      [],
    ],
    [
      'in a forwarded mail',
      inMixed(
        textPart,
        part('message/rfc822', reportMail(1).toString().replaceAll('--b', '--c').replace('"b"', '"c"')),
      ),
      ['nested-message'],
    ],
    [
      'in a forwarded mail in base64',
      inMixed(part('message/rfc822', base64Lines(reportMail(1)), base64)),
      ['nested-message'],
    ],
    [
      'in a mail attached as a file',
      inMixed(part('application/octet-stream', base64Lines(reportMail(1)), base64, named('r.eml'))),
      ['nested-message'],
    ],
    [
      'behind a text/html part, with an empty part after it',
      inReport(part('text/html', '<p>{</p>'), gzipPart(json), part('text/plain', '')),
      [],
    ],
    [
      'below a gateway banner',
      multipart({ parts: [part('text/plain', 'EXTERNAL MAIL\r\n{be careful}'), gzipPart(json)] }),
      [],
    ],
    [
      'as quoted-printable',
      inReport(
        part(
          'application/tlsrpt+json',
          json.replaceAll('=', '=3D').replaceAll(/.{60}/g, '$&=\r\n'),
          'Content-Transfer-Encoding: quoted-printable',
        ),
      ),
      [],
    ],
    [
      'as 8bit with a byte order mark',
      inReport(part('application/tlsrpt+json', `\uFEFF${json}`, 'Content-Transfer-Encoding: 8bit')),
      [],
    ],
    ['with lines ended by LF alone', inReport(gzipPart(json)).toString().replaceAll('\r\n', '\n'), []],
    ['without the closing boundary', inReport(gzipPart(json)).toString().replace('--b--\r\n', ''), []],
    ['labelled application/tlsrpt (Stalwart’s tests)', inReport(part('application/tlsrpt', json)), ['media-type']],
    ['labelled application/tlsrpt+x-gzip', inReport(part('application/tlsrpt+x-gzip', gzip, base64)), ['media-type']],
    ['labelled application/gzip', inReport(part('application/gzip', gzip, base64)), ['media-type']],
    ['labelled application/octet-stream', inReport(part('application/octet-stream', gzip, base64)), ['media-type']],
    ['labelled application/json', inReport(part('application/json', json)), ['media-type']],
    ['labelled text/plain, named .json', inReport(part('text/plain', json, named('r.json'))), ['media-type']],
    ['labelled text/plain, as the whole mail', whole('text/plain', json), ['media-type', 'not-multipart-report']],
    ['without any label', `Subject: x\r\n\r\n${json}`, ['media-type', 'not-multipart-report']],
    ['as JSON labelled gzip', inReport(part('application/tlsrpt+gzip', json)), ['label-contradicts-content']],
    ['as gzip labelled JSON', inReport(part('application/tlsrpt+json', gzip, base64)), ['label-contradicts-content']],
    [
      'as gzip named .zip',
      inReport(part('application/tlsrpt+gzip', gzip, base64, named('r.zip'))),
      ['label-contradicts-content'],
    ],
    [
      'under the header ContentType (Trustwave)',
      inReport(gzipPart(json)).toString().replaceAll('Content-Type', 'ContentType'),
      [],
    ],
  ];
  test.each(shapes)('%s', async (_, mail, codes) => {
    expect(await read(mail)).toEqual({ texts: [json], codes });
  });

  test('under a name split and encoded by RFC 2231', async () => {
    const disposition =
      'Content-Disposition: attachment;\r\n filename*0*=utf-8\'\'sender%2Eexample%21;\r\n filename*1="b!1!2.json.gz"';
    const { candidates } = await readMessage(inMixed(part('application/x-unknown', gzip, base64, disposition)));
    expect(candidates.map(({ fileName }) => fileName)).toEqual(['sender.example!b!1!2.json.gz']);
  });

  test('each, where a mail holds several', async () => {
    const mail = inReport(gzipPart(json), gzipPart(reportJson(2)), part('application/tlsrpt+json', reportJson(3)));
    expect((await read(mail)).texts).toEqual([json, reportJson(2), reportJson(3)]);
  });

  test('where it says so, though its content is broken: the reason is found on reading it', async () => {
    const { candidates } = await readMessage(
      inReport(part('application/tlsrpt+gzip', base64Lines(Buffer.from('gone')), base64)),
    );
    expect(candidates).toHaveLength(1);
  });
});

describe('no report is seen in', () => {
  const others: [string, Buffer | string][] = [
    ['prose', whole('text/plain', 'Dear postmaster,\r\nall is well.')],
    ['prose that begins with a brace', whole('text/plain', '{name}, your mailbox is full')],
    ['HTML', whole('text/html', `<pre>${json}</pre>`)],
    ['an image', inMixed(part('image/png', base64Lines(Buffer.from('\x89PNG')), base64, named('a.png')))],
    [
      'a delivery status',
      multipart({
        type: 'multipart/report; report-type=delivery-status',
        parts: [part('message/delivery-status', 'Action: failed')],
      }),
    ],
    ['an empty mail', ''],
    ['a header alone', 'Subject: x\r\n'],
    ['noise', Buffer.from(Array.from({ length: 5_000 }, (_, index) => (index * 7919) % 256))],
    ['a multipart without a boundary', 'Content-Type: multipart/report\r\n\r\n--b\r\n\r\nx\r\n'],
  ];
  test.each(others)('%s', async (_, mail) => {
    expect((await readMessage(Buffer.from(mail))).candidates).toEqual([]);
  });
});

describe('the header', () => {
  test('is read with folds and encoded words undone', async () => {
    const header = ['Subject: =?utf-8?Q?Bericht_f=C3=BCr?=\r\n =?utf-8?B?IGV4YW1wbGU=?=', 'Message-ID:\r\n <a@b>'];
    expect(await readMessage(multipart({ header, parts: [gzipPart(json)] }))).toMatchObject({
      subject: 'Bericht für example',
      from: 'TLS reports <noreply@sender.example>',
      messageId: '<a@b>',
      date: '2026-11-24T01:02:03.000Z',
    });
  });

  test('is kept of a mail without a report', async () => {
    const found = await readMessage(Buffer.from('Subject: Hello\r\nFrom: a@b\r\nDate: yesterday\r\n\r\nHi'));
    expect({ ...found, outline: null }).toEqual({
      outline: null,
      wrapping: null,
      subject: 'Hello',
      from: 'a@b',
      messageId: '',
      date: '',
      candidates: [],
    });
  });

  test('is cut where a sender overdoes it', async () => {
    const { subject } = await readMessage(Buffer.from(`Subject: ${'x '.repeat(50_000)}\r\n\r\n`));
    expect(subject).toHaveLength(1_000);
  });
});

describe('a mail is refused', () => {
  const refusals: [string, () => string, string][] = [
    ['with 10,000 multiparts in each other', () => nested(10_000), 'nested-too-deep'],
    ['with one multipart too many in each other', () => nested(maxNesting + 1), 'nested-too-deep'],
    ['with 10,000 mails in each other', () => forwarded(10_000), 'nested-too-deep'],
    ['with a large mail in a mail', () => whole('message/rfc822', 'x'.repeat(maxAttachedBytes + 1)), 'nested-too-deep'],
    ['with one part too many', () => flat(maxParts), 'too-many-parts'],
    ['with 100,000 parts', () => flat(100_000), 'too-many-parts'],
    ['with a million parts', () => flat(1_000_000), 'message-unreadable'],
    ['with millions of empty lines', () => `Subject: x\r\n\r\n${'\n'.repeat(15_000_000)}`, 'message-unreadable'],
    [
      'with parts without headers or end',
      () => `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n'.repeat(100_000)}`,
      'too-many-parts',
    ],
    ['with a header of megabytes', () => `X: ${'y'.repeat(maxHeaderBytes)}\r\n\r\n`, 'message-unreadable'],
    ['with a million header lines', () => 'X: y\r\n'.repeat(1_000_000), 'message-unreadable'],
  ];
  test.each(refusals)('%s', async (_, mail, code) => {
    const refusal = await readMessage(Buffer.from(mail())).catch((error: Refusal) => error);
    expect(refusal).toMatchObject({ name: 'Refusal', code });
  });

  test('but not with as many parts and levels as allowed', async () => {
    expect((await read(nested(maxNesting))).texts).toEqual([json]);
    await expect(readMessage(Buffer.from(flat(maxParts - 1)))).resolves.toMatchObject({ candidates: [] });
  });
});

/** A multipart as a part. */
function within(type: string, ...parts: string[]): string {
  return part(
    `multipart/${type}; boundary="inner"`,
    [...parts.flatMap((each) => ['--inner', each]), '--inner--'].join('\r\n'),
  );
}

function nested(levels: number): string {
  const open = Array.from(
    { length: levels },
    (_, level) => `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`,
  );
  return `${open.join('')}${part('application/tlsrpt+json', json)}`;
}

function forwarded(levels: number): string {
  return `${'Content-Type: message/rfc822\r\n\r\n'.repeat(levels)}${whole('application/tlsrpt+json', json)}`;
}

function flat(parts: number): string {
  return `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\nX: y\r\n\r\nz\r\n'.repeat(parts)}--b--\r\n`;
}
