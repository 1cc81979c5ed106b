import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { maxKeptOutlineBytes, maxParts } from '../../../main/engine/mailbox/limits.ts';
import { readFileItem } from '../../../main/engine/reading.ts';
import { poisonous } from '../../../main/engine/source.ts';
import { base64Lines, multipart, reportMail, textPart } from './mails.ts';

async function read(bytes: Buffer) {
  const { refusal, isOutline, bytes: kept } = await readFileItem(itemOf(bytes), null);
  return { code: refusal?.code ?? null, isOutline, text: kept?.toString('latin1') ?? '', isWhole: kept === bytes };
}

const itemOf = (bytes: Buffer) => ({ source: 'a mail', sizeBytes: bytes.length, kind: 'message' as const, bytes });
const secret = 'meet me at noon';
const attached = (name: string, body: Buffer) =>
  `Content-Type: application/octet-stream; name="${name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64Lines(body)}\r\n`;
const letter = (...parts: string[]) =>
  multipart({
    header: ['Subject: us'],
    type: 'multipart/mixed',
    parts: [`Content-Type: text/plain\r\n\r\n${secret}\r\n`, ...parts],
  });

const tooMany = (type: string) =>
  Buffer.from(
    `Subject: us\r\nContent-Type: ${type}; boundary=b\r\n\r\n${`--b\r\nX: y\r\n\r\n${secret}\r\n`.repeat(maxParts + 1)}`,
  );

describe('of a private mail only the outline is kept', () => {
  const mails: [string, Buffer][] = [
    ['that is ordinary', letter()],
    ['with an archive that is damaged', letter(attached('photos.gz', Buffer.from('\x1f\x8b\x08 and so on', 'latin1')))],
    ['with an archive of something else', letter(attached('photos.gz', gzipSync(secret)))],
    ['of too many parts', tooMany('multipart/mixed')],
    ['of too many lines', Buffer.from(`Subject: us\r\n\r\n${secret}\r\n${'\r\n'.repeat(600_000)}`)],
    ['with a header that is too long', Buffer.from(`Subject: us\r\nX: ${'y'.repeat(300_000)}\r\n\r\n${secret}`)],
    ['that is encrypted', letter(attached('smime.p7m', Buffer.from(secret)))],
  ];
  test.each(mails)('%s', async (_, mail) => {
    const { code, isOutline, text } = await read(mail);
    expect(code).not.toBeNull();
    expect(isOutline).toBe(true);
    expect(text).toContain('Subject: us');
    expect(text).not.toContain(secret);
    expect(text.length).toBeLessThanOrEqual(maxKeptOutlineBytes);
  });

  test('that took too long', () => {
    const { isOutline, bytes } = poisonous({ kind: 'file', key: null, item: itemOf(letter()) }, 'took too long');
    expect(isOutline).toBe(true);
    expect(bytes?.toString()).not.toContain(secret);
  });

  test('and of what is no mail at all nothing that it says', async () => {
    const { isOutline, text } = await read(Buffer.from(`${secret}\nand so on\n`));
    expect(isOutline).toBe(true);
    expect(text).not.toContain(secret);
  });
});

describe('what calls itself a report is kept whole, so that it can be tried again', () => {
  const broken = Buffer.from('\x1f\x8b\x08 and so on', 'latin1');
  const mails: [string, Buffer][] = [
    ['by the type of its mail', multipart({ parts: [textPart, attached('r.gz', broken)] })],
    [
      'by the type of its part',
      letter(`Content-Type: application/tlsrpt+gzip\r\n\r\nremoved by the virus scanner\r\n`),
    ],
    ['by its name', letter(attached('sender.example!example.net!1795392000!1795478399.json.gz', broken))],
    ['by its content', letter(attached('r.json', Buffer.from('{"report-id": "1", "policies": [}')))],
    ['in a mail of too many parts', tooMany('multipart/report; report-type=tlsrpt')],
  ];
  test.each(mails)('%s', async (_, mail) => {
    expect(await read(mail)).toMatchObject({ isOutline: false, isWhole: true });
  });

  test('where it took too long', () => {
    const mail = reportMail(1);
    expect(poisonous({ kind: 'file', key: null, item: itemOf(mail) }, 'took too long').bytes).toBe(mail);
  });
});
