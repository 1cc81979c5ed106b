import { describe, expect, test } from 'vitest';
import { readFileItem } from '../../../main/engine/reading.ts';
import { base64Lines, gzipPart, multipart, reportJson, reportMail, textPart } from './mails.ts';

async function read(mail: Buffer) {
  const item = { source: 'a mail', sizeBytes: mail.length, kind: 'message' as const, bytes: mail };
  const { reports, refusal, bytes } = await readFileItem(item, null);
  return { reports: reports.length, refusal: refusal?.code ?? null, isKept: bytes === mail };
}

const part = (type: string, body: string, ...lines: string[]) =>
  [`Content-Type: ${type}`, ...lines, '', body, ''].join('\r\n');
const within = (mail: Buffer, boundary: string) =>
  mail.toString().replaceAll('--b', `--${boundary}`).replace('"b"', `"${boundary}"`);

const report = part('message/rfc822', within(reportMail(1), 'c'));
const status = part('message/delivery-status', 'Reporting-MTA: dns; mx.example.net\r\n\r\nAction: failed');
const receipt = part('message/disposition-notification', 'Disposition: automatic-action/MDN-sent; deleted');
const complaint = part('message/feedback-report', 'Feedback-Type: abuse\r\nVersion: 1');
const typed = (type: string, ...parts: string[]) => multipart({ type: `multipart/report; report-type=${type}`, parts });
const mixed = (...parts: string[]) => multipart({ type: 'multipart/mixed', parts });
const bounce = typed('delivery-status', textPart, status, report);

describe('a report that comes back is not one that was received:', () => {
  const returning: [string, Buffer][] = [
    ['in a bounce', bounce],
    ['in a bounce whose type is in capitals and quoted', typed('"Delivery-Status"', textPart, report)],
    ['in a receipt', typed('disposition-notification', textPart, receipt, report)],
    ['in a complaint about abuse', typed('feedback-report', textPart, complaint, report)],
    ['in a bounce without a report-type', multipart({ type: 'multipart/report', parts: [textPart, status, report] })],
    ['in a bounce that is known by its status alone', mixed(textPart, status, report)],
    ['in a bounce with the parts in another order', mixed(report, textPart, status)],
    ['in a receipt that is known by its notification alone', mixed(textPart, receipt, report)],
    ['in a complaint that is known by its report alone', mixed(textPart, complaint, report)],
    [
      'in an international bounce',
      mixed(
        textPart,
        part('message/global-delivery-status', 'Action: failed'),
        part('message/global', reportMail(1).toString()),
      ),
    ],
    ['beside the status, without a mail around it', mixed(textPart, status, gzipPart(reportJson(1)))],
    ['in base64 in a bounce', typed('delivery-status', status, base64Mail('message/rfc822', reportMail(1)))],
    [
      'as a file in a bounce',
      typed('delivery-status', status, base64Mail('application/octet-stream; name=a.eml', reportMail(1))),
    ],
    ['in a bounce that was forwarded', mixed(textPart, part('message/rfc822', within(bounce, 'd')))],
    [
      'in a bounce of a mail that forwarded it',
      typed('delivery-status', status, part('message/rfc822', forwarded('d'))),
    ],
    ['in a bounce that was cut', bounce.subarray(0, bounce.length - 120)],
  ];
  test.each(returning)('%s', async (_, mail) => {
    expect(await read(mail)).toEqual({ reports: 0, refusal: 'report-returned', isKept: true });
  });
});

describe('a report is read', () => {
  const received: [string, Buffer][] = [
    ['in a mail that was forwarded', mixed(textPart, report)],
    ['beside a bounce, where both were forwarded', mixed(part('message/rfc822', within(bounce, 'd')), report)],
    [
      'in a mail whose type is that of a bounce, which it is not',
      typed('delivery-status', textPart, gzipPart(reportJson(1))),
    ],
  ];
  test.each(received)('%s', async (_, mail) => {
    expect(await read(mail)).toMatchObject({ reports: 1, refusal: null });
  });
});

test('a bounce of a private mail is no report', async () => {
  const letter = 'Subject: us\r\nContent-Type: application/zip; name=photos.zip\r\n\r\nPK\x03\x04 and so on';
  for (const mail of [typed('delivery-status', textPart, status), mixed(status, part('message/rfc822', letter))]) {
    const { refusal } = await read(mail);
    expect(refusal).not.toBe('report-returned');
  }
});

function base64Mail(type: string, mail: Buffer): string {
  return part(type, base64Lines(mail), 'Content-Transfer-Encoding: base64');
}

function forwarded(boundary: string): string {
  return within(mixed(textPart, report), boundary);
}
