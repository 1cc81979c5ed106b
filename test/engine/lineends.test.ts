import { describe, expect, test } from 'vitest';
import { isSigned } from '../../main/engine/mailbox/authenticity.ts';
import { headerBlock } from '../../main/engine/mailbox/header.ts';
import { withUsualLines } from '../../main/engine/lineends.ts';
import { readFileItem } from '../../main/engine/reading.ts';
import { multipart, reportJson, reportMail } from './mailbox/mails.ts';

async function read(mail: string | Buffer) {
  const bytes = Buffer.from(mail);
  const item = { source: 'a mail', sizeBytes: bytes.length, kind: 'message' as const, bytes };
  const { subject, reports, headers } = await readFileItem(item, null);
  const codes = reports.map(({ parsed }) =>
    parsed.deviations.flatMap(({ code }) => (code === 'list-missing' ? [] : [code])),
  );
  return { subject, codes, header: headers?.toString().split('\r\n')[0] };
}

const mail = reportMail(1).toString();
const [firstLine] = mail.split('\r\n');

describe('a report is read, and noted, from a mail', () => {
  const odd: [string, string][] = [
    ['that begins with an empty line', `\r\n${mail}`],
    ['that begins with many empty lines', `\n\r\n \r\n\r\n${mail}`],
    ['that begins with a byte order mark', `\ufeff${mail}`],
    ['that begins with a byte order mark and an empty line', `\ufeff\r\n${mail}`],
    ['whose lines end by CR', mail.replaceAll('\r\n', '\r')],
    ['whose lines end by CR, the last by LF', `${mail.replaceAll('\r\n', '\r')}\n`],
    ['whose lines end by CR, after empty lines', `\r\r${mail.replaceAll('\r\n', '\r')}`],
    ['whose lines end by CRCRLF', mail.replaceAll('\r\n', '\r\r\n')],
    ['whose lines end by CRCRLF below the first station', `Received: from a\r\n${mail.replaceAll('\r\n', '\r\r\n')}`],
  ];
  test.each(odd)('%s', async (name, text) => {
    const first = name.endsWith('station') ? 'Received: from a' : firstLine;
    const subject = 'Report Domain: example.net Submitter: sender.example Report-ID: <2026-11-23-1@sender.example>';
    expect(await read(text)).toEqual({ subject, codes: [['line-ends']], header: first });
  });

  test('that is attached to another', async () => {
    const attached = `Content-Type: message/rfc822\r\n\r\n\r\n${mail.replaceAll('--b', '--c').replace('"b"', '"c"')}`;
    const { codes } = await read(multipart({ type: 'multipart/mixed', parts: [attached] }));
    expect(codes).toEqual([['nested-message']]);
  });
});

test('nothing is changed where lines end by CRLF or LF, whatever else is in them', () => {
  const usual = [
    mail,
    mail.replaceAll('\r\n', '\n'),
    'a: b\r\n\r\nold\rMac\r\r\nlines',
    'a: b\rc\r\n\r\n',
    '',
    '\r\r\r',
    '\ufeff',
  ];
  for (const text of usual) {
    const bytes = Buffer.from(text);
    const isSame = withUsualLines(bytes) === bytes;
    expect([text, isSame]).toEqual([text, text !== 'a: b\rc\r\n\r\n']);
  }
});

test('a signature is seen below an empty line, and the header is kept', () => {
  const signed = Buffer.from('\r\nDKIM-Signature: v=1\r\nFrom: a@b.example\r\n\r\nbody');
  expect(isSigned(signed)).toBe(true);
  expect(headerBlock(signed).toString()).toBe('DKIM-Signature: v=1\r\nFrom: a@b.example');
});

test('a mail of 15 MB of empty lines costs one look at each', async () => {
  for (const line of ['\n', '\r', '\r\r\n', ' \r']) {
    expect((await read(line.repeat(15_000_000 / line.length))).codes).toEqual([]);
  }
});

test('a report as text below an empty header is read as before', async () => {
  const text = Buffer.from(`\r\n${reportJson(1)}`);
  expect(await readFileItem({ source: '', sizeBytes: text.length, kind: 'report', bytes: text }, null)).toMatchObject({
    reports: [{}],
  });
});
