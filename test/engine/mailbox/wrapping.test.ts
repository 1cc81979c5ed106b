import { describe, expect, test } from 'vitest';
import { readFileItem } from '../../../main/engine/reading.ts';
import { base64Lines, gzipPart, multipart, reportJson, textPart } from './mails.ts';

const part = (type: string, body: Buffer | string, ...lines: string[]) =>
  [`Content-Type: ${type}`, 'Content-Transfer-Encoding: base64', ...lines, '', base64Lines(Buffer.from(body)), ''].join(
    '\r\n',
  );
const mixed = (...parts: string[]) => multipart({ type: 'multipart/mixed', parts });
const octets = 'application/octet-stream';

const tnef = Buffer.from('789f3e22010006900800', 'hex');
const compound = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(504)]);
const outlook = Buffer.concat([compound, Buffer.from('__properties_version1.0', 'utf16le')]);
const pgp = '-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----\r\n';

async function read(bytes: Buffer, source = 'a mail') {
  const item = { source, sizeBytes: bytes.length, kind: 'message' as const, bytes };
  const { reports, refusal, bytes: kept } = await readFileItem(item, null);
  return { code: refusal?.code ?? null, reports: reports.length, isKept: kept === bytes };
}

describe('what hides a report is refused by its name, and is not kept:', () => {
  const mails: [string, string, Buffer][] = [
    ['winmail.dat', 'winmail-dat', mixed(textPart, part('application/ms-tnef; name=winmail.dat', tnef))],
    [
      'winmail.dat under another type',
      'winmail-dat',
      mixed(textPart, part(octets, tnef, 'Content-Disposition: attachment')),
    ],
    [
      'S/MIME that is encrypted',
      'smime-wrapped',
      Buffer.from(
        `Subject: x\r\n${part('application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m', '0\x80')}`,
      ),
    ],
    [
      'S/MIME that is signed and opaque',
      'smime-wrapped',
      Buffer.from(`Subject: x\r\n${part('application/x-pkcs7-mime; smime-type=signed-data', '0\x80')}`),
    ],
    ['S/MIME by its name', 'smime-wrapped', mixed(textPart, part(`${octets}; name="smime.p7m"`, '0\x80'))],
    [
      'PGP/MIME',
      'pgp-encrypted',
      multipart({
        type: 'multipart/encrypted; protocol="application/pgp-encrypted"',
        parts: [part('application/pgp-encrypted', 'Version: 1'), part(octets, pgp)],
      }),
    ],
    ['PGP in the text', 'pgp-encrypted', Buffer.from(`Subject: x\r\n\r\n${pgp}`)],
    [
      'an Outlook message that was forwarded',
      'outlook-file',
      mixed(textPart, part('application/vnd.ms-outlook; name=r.msg', compound)),
    ],
    ['an Outlook message without its name', 'outlook-file', mixed(textPart, part(octets, outlook))],
  ];
  test.each(mails)('%s', async (_, code, mail) => {
    expect(await read(mail)).toEqual({ code, reports: 0, isKept: false });
  });

  test.each([
    ['winmail.dat', tnef, 'winmail-dat'],
    ['saved.msg', compound, 'outlook-file'],
    ['saved', outlook, 'outlook-file'],
    ['old.pst', Buffer.from('!BDN and so on'), 'outlook-file'],
    ['mail.p7m', Buffer.from('0\x80'), 'smime-wrapped'],
    ['mail.asc', Buffer.from(pgp), 'pgp-encrypted'],
  ])('a file %s', async (name, bytes, code) => {
    expect(await read(bytes, `/home/a/${name}`)).toEqual({ code, reports: 0, isKept: false });
  });
});

describe('it hides nothing', () => {
  test('where a report is beside it', async () => {
    const mail = mixed(gzipPart(reportJson(1)), part('application/ms-tnef; name=winmail.dat', tnef));
    expect(await read(mail)).toMatchObject({ code: null, reports: 1 });
  });

  test('where it is a signature beside what it signs', async () => {
    const signature = part('application/pkcs7-signature; name=smime.p7s', '0\x80');
    const signed = multipart({
      type: 'multipart/signed; protocol="application/pkcs7-signature"',
      parts: [gzipPart(reportJson(1)), signature],
    });
    expect(await read(signed)).toMatchObject({ code: null, reports: 1 });
    const letter = multipart({
      type: 'multipart/signed; protocol="application/pkcs7-signature"',
      parts: [textPart, signature],
    });
    expect(await read(letter)).toMatchObject({ code: 'no-report' });
  });

  test('where it is another old office file', async () => {
    expect((await read(mixed(textPart, part('application/msword; name=a.doc', compound)))).code).not.toBe(
      'outlook-file',
    );
  });
});
