import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readFileItem } from '../../../main/engine/reading.ts';
import { uuencoded } from '../../uuencode.ts';
import { base64Lines, multipart, reportJson, reportMail, textPart } from './mails.ts';

const json = reportJson(1);
const gzip = gzipSync(json);
const base64 = base64Lines(gzip);

async function read(mail: Buffer | string) {
  const bytes = Buffer.from(mail);
  const item = { source: 'a mail', sizeBytes: bytes.length, kind: 'message' as const, bytes };
  const { reports, refusal } = await readFileItem(item, null);
  const noted = reports.flatMap(({ parsed }) => parsed.deviations.map(({ code }) => code));
  return {
    texts: reports.map(({ original }) => original.toString().trim()),
    noted: noted.filter((code) => code === 'transfer-encoding' || code === 'uuencoded'),
    refusal: refusal?.code ?? null,
  };
}

const report = (body: string, ...lines: string[]) =>
  multipart({ parts: [textPart, ['Content-Type: application/tlsrpt+gzip', ...lines, '', body, ''].join('\r\n')] });
const encoding = (name: string) => `Content-Transfer-Encoding: ${name}`;
const uu = uuencoded('report.json.gz', gzip);
const letter = (body: string) => `From: a@sender.example\r\nSubject: x\r\n\r\n${body}`;

describe('base64 is decoded', () => {
  const mails: [string, Buffer | string][] = [
    ['without a transfer encoding', report(base64)],
    ['under "base64" in quotation marks', report(base64, encoding('"base64"'))],
    ['under quoted-printable', report(base64, encoding('quoted-printable'))],
    ['under 7bit', report(base64, encoding('7bit'))],
    ['under binary', report(base64, encoding('binary'))],
    ['under a name that nobody knows', report(base64, encoding('base-64'))],
    ['twice', report(base64Lines(Buffer.from(base64)), encoding('base64'))],
    ['on one line', report(gzip.toString('base64'))],
    ['with blanks around its lines', report(base64.replaceAll('\r\n', ' \r\n\t'))],
    ['of JSON itself', report(base64Lines(Buffer.from(json)))],
    ['as the whole mail', letter(base64)],
    [
      'in a text part with a name',
      multipart({ parts: [`Content-Type: text/plain; name=r.json.gz\r\n\r\n${base64}\r\n`] }),
    ],
  ];
  test.each(mails)('%s', async (_, mail) => {
    expect(await read(mail)).toEqual({ texts: [json], noted: ['transfer-encoding'], refusal: null });
  });

  test('but not a word, which is base64 as well', async () => {
    expect(await read(letter('Congratulations'))).toMatchObject({ texts: [], refusal: 'no-report' });
    expect(await read(letter('QWxsIGlzIHdlbGwsIGRlYXIgcG9zdG1hc3Rlci4='))).toMatchObject({ refusal: 'no-report' });
  });
});

describe('uuencode is decoded', () => {
  const mails: [string, Buffer | string, string[]][] = [
    ['as the whole mail', letter(uu), [json]],
    ['below prose and above it', letter(`The report:\r\n\r\n${uu}\r\nRegards\r\n`), [json]],
    [
      'in a text part',
      multipart({ type: 'multipart/mixed', parts: [`Content-Type: text/plain\r\n\r\n${uu}`] }),
      [json],
    ],
    ['under x-uuencode', report(uu, encoding('x-uuencode')), [json]],
    ['of JSON itself', letter(uuencoded('r.json', Buffer.from(json))), [json]],
    ['each of several', letter(uu + uuencoded('2.json.gz', gzipSync(reportJson(2)))), [json, reportJson(2)]],
    ['with blanks instead of grave accents', letter(uu.replaceAll('`', ' ')), [json]],
    [
      'with blanks lost at the ends of its lines',
      letter(uu.replaceAll('`', ' ').replaceAll(/ +\r\n/g, '\r\n')),
      [json],
    ],
    ['without its end', letter(uu.slice(0, uu.indexOf('`\r\nend'))), [json]],
    ['in base64', letter(`begin-base64 644 r.json.gz\r\n${base64}\r\n====\r\n`), [json]],
    ['after a begin that begins nothing', letter(`begin 644 x\r\nbegin 644 y\r\n${uu}`), [json]],
  ];
  test.each(mails)('%s', async (_, mail, texts) => {
    expect(await read(mail)).toEqual({ texts, noted: texts.map(() => 'uuencoded'), refusal: null });
  });

  test('but not a sentence that begins so', async () => {
    expect(await read(letter('begin 644 times\r\nand end\r\n'))).toMatchObject({ texts: [], refusal: 'no-report' });
  });

  test('of more files than a mail may have parts is refused', async () => {
    const files = uuencoded('a', Buffer.from('{}')).repeat(300);
    expect(await read(letter(files))).toMatchObject({ refusal: 'too-many-parts' });
  });
});

describe('a mail in a digest is read', () => {
  const inDigest = (...parts: string[]) => multipart({ type: 'multipart/digest', parts });
  const mail = (number: number) =>
    reportMail(number).toString().replaceAll('--b', `--c${number}`).replace('"b"', `"c${number}"`);
  test.each([
    ['without a header of its own', inDigest(`\r\n${mail(1)}`, `\r\n${mail(2)}`)],
    ['with one that says nothing of its type', inDigest(`Content-ID: <1@b>\r\n\r\n${mail(1)}`, `\r\n${mail(2)}`)],
    ['with its type', inDigest(`Content-Type: message/rfc822\r\n\r\n${mail(1)}`, `\r\n${mail(2)}`)],
  ])('%s', async (_, digest) => {
    expect((await read(digest)).texts).toEqual([json, reportJson(2)]);
  });
});
