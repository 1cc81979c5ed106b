import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAnything } from '../../../main/engine/mailbox/mime.ts';
import { readOrdinary } from '../../../main/engine/mailbox/ordinary.ts';
import { base64Lines, gzipPart, multipart, reportJson, reportMail, textPart } from './mails.ts';

const json = reportJson(1);
const payload = base64Lines(gzipSync(json));

/** Mostly what is usual, now and then what is odd. */
function mostly(usual: string[], odd: string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...usual) },
    { weight: 1, arbitrary: fc.constantFrom(...odd) },
  );
}

const headers = fc.tuple(
  mostly(['From: TLS reports <noreply@sender.example>', 'from:a@b'], ['From: =?utf-8?Q?caf=C3=A9?= <a@b>', 'X: y']),
  mostly(
    [
      'Subject: Report Domain: example.net\r\n Submitter: sender.example\r\n\tReport-ID: <1@b>',
      'SUBJECT: a (b)',
      'Subject:',
    ],
    ['Subject: café', 'Subject: a\r\nSubject: b', 'X Bad: header', 'no colon at all', 'Subject\t: a'],
  ),
  mostly(
    ['Message-ID: <1@b>', 'Message-Id:\r\n <2@b>', 'X-Long: a\r\n\tb;\r\n  c'],
    ['From: twice@b', ' starts with a space'],
  ),
  mostly(
    ['Date: Tue, 24 Nov 2026 01:02:03 +0000 (UTC)', 'Date: never', 'MIME-Version: 1.0'],
    [
      'Content-Transfer-Encoding: base64',
      'Content-Disposition: attachment',
      'ContentType: text/plain',
      'A: b\rc',
      'From a@b',
    ],
  ),
);

const types = mostly(
  [
    'multipart/report; report-type=tlsrpt; boundary="b"',
    'multipart/report; boundary=b; report-type="tlsrpt"',
    'Multipart/Report;\r\n\tBOUNDARY="b";\r\n\treport-type=TLSRPT',
  ],
  [
    'multipart/report; report-type=tlsrpt; boundary="b";',
    'multipart/report; report-type=tlsrpt (really); boundary=b',
    'multipart/report; report-type=tlsrpt; boundary=b; boundary=c',
    'multipart/report; boundary=b',
    'multipart/mixed; boundary="b"',
    'multipart/report; report-type=delivery-status; boundary=b',
    "multipart/report; report-type=tlsrpt; boundary*=utf-8''b",
  ],
);

const proseParts = mostly(
  [
    textPart,
    'Content-Type: text/plain; charset="utf-8"; format=flowed\r\n\r\nA report.\r\n',
    'content-type:TEXT/PLAIN\r\n\r\n\r\n',
  ],
  [
    'Content-Type: text/plain; name=x.json\r\n\r\n{}\r\n',
    'Content-Type: text/html\r\n\r\n<p>A report.</p>\r\n',
    'Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\neyJwb2xpY2llcyI6W119\r\n',
    `Content-Type: text/plain\r\n\r\n${json}\r\n`,
    '\r\nNo header.\r\n',
    'Content-Type: text/plain\r\n\r\n--bb\r\n',
    gzipPart(json),
  ],
);

const reportParts = fc
  .tuple(
    mostly(
      [
        'Content-Type: application/tlsrpt+gzip',
        'content-type: Application/TLSRPT+json; name="a!b!1!2.json"',
        'Content-Type: application/tlsrpt+gzip;\r\n\tname="a!b!1!2.json.gz"',
      ],
      [
        "Content-Type: application/tlsrpt+gzip; name*=utf-8''a.json.gz",
        'Content-Type: application/tlsrpt+gzip; name=a.json.gz',
        'Content-Type: application/tlsrpt+gzip; name="a%20(b).json.gz"',
        'Content-Type: application/gzip; name="x.gz"',
        'X: no type',
      ],
    ),
    mostly(
      [
        'X-Other: y',
        'Content-Disposition: attachment',
        'Content-Disposition: attachment;\r\n filename="other!b!1!2.json.gz"',
        'Content-Description: a report\r\nContent-ID: <1@b>',
      ],
      [
        'Content-Disposition: inline; filename=x.json.gz',
        'Content-Disposition: attachment; filename="=?utf-8?Q?x=2Ejson?="',
        'Content-Disposition: attachment; filename="x.eml"',
        'Content-Disposition: attachment; filename="x.zip"',
      ],
    ),
    mostly(
      ['Content-Transfer-Encoding: base64', 'Content-Transfer-Encoding: BASE64'],
      ['X: none', 'Content-Transfer-Encoding: 8bit', 'Content-Transfer-Encoding: base64 (really)'],
    ),
    mostly(
      [payload, Buffer.from(json).toString('base64'), `${payload}\r\n`],
      ['', ' ', '\r\n\r\n', `${payload}====\r\n${payload}`, '!!!!', json, '\uFEFF{}', '-b-'],
    ),
  )
  .map(([type, disposition, encoding, body]) => `${type}\r\n${disposition}\r\n${encoding}\r\n\r\n${body}\r\n`);

/** A mail written with the habits of many senders, from ordinary to odd. */
const mails = fc
  .tuple(
    headers,
    types,
    mostly(['', 'This is MIME.\r\n', '\r\n'], ['no line end', '--bb\r\n', 'x\n', '--b--\r\n']),
    proseParts,
    fc.oneof({ weight: 12, arbitrary: reportParts.map((part) => [part]) }, fc.array(reportParts, { maxLength: 2 })),
    mostly(
      ['--b--\r\n', '--b--', '--b--\r\nepilogue\r\n'],
      ['--b-- \r\n', '--b\r\n', '', '--b--x\r\n', '--b--\r\n--b\r\n\r\n{}'],
    ),
    mostly(['\r\n'], ['\n']),
  )
  .map(([header, type, preamble, prose, reports, end, lineEnd]) => {
    const body = [prose, ...reports].map((part) => `--b\r\n${part}\r\n`).join('');
    const mail = `${header.join('\r\n')}\r\nContent-Type: ${type}\r\n\r\n${preamble}${body}${end}`;
    return Buffer.from(mail.replaceAll('\r\n', lineEnd));
  });

describe('the short way', () => {
  test('reads the mails of most reporters', () => {
    expect(readOrdinary(reportMail(1))?.candidates).toHaveLength(1);
    const google = multipart({
      header: ['Subject: x', 'DKIM-Signature: v=1; a=rsa-sha256;\r\n        h=to:from;\r\n        b=abc='],
      parts: [
        'Content-Type: text/plain; charset="UTF-8"; format=flowed; delsp=yes\r\n\r\nThis is an aggregate TLS report.\r\n',
        gzipPart(json),
      ],
    });
    expect(readOrdinary(google)?.candidates).toHaveLength(1);
  });

  test('comes to the same result as the long way, wherever it comes to one', async () => {
    let ordinary = 0;
    await fc.assert(
      fc.asyncProperty(mails, async (mail) => {
        const short = readOrdinary(mail);
        if (short === null) return;
        ordinary += 1;
        expect(short).toEqual(await readAnything(mail));
      }),
      { numRuns: 10_000 },
    );
    expect(ordinary).toBeGreaterThan(1_000);
  });

  test('comes to the same result for every prefix and every changed byte of an ordinary mail', async () => {
    const mail = reportMail(1);
    for (let index = 0; index < mail.length; index += 1) {
      const changed = Buffer.from(mail);
      changed[index] = (changed[index] ?? 0) ^ (1 << (index % 8));
      for (const variant of [mail.subarray(0, index), changed]) {
        const short = readOrdinary(variant);
        if (short !== null) expect(short, `at ${index}`).toEqual(await readAnything(variant));
      }
    }
  });
});
