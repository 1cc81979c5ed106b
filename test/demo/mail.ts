import { gzipSync } from 'node:zlib';
import { formatReport, reportFileName } from '../../main/engine/tlsrpt/format.ts';
import type { Report } from '../../shared/model.ts';
import { recipient, type Reporter } from './cast.ts';

export interface DemoMail {
  raw: Buffer;
  internalDate: Date;
}

/** The mail that carries a report as RFC 8460 section 5.3 lays it out. */
export function reportMail(reporter: Reporter, report: Report, internalDate: Date, messageId: string): DemoMail {
  const policyDomain = report.policies[0]?.policy.policyDomain ?? '';
  const boundary = `=_${messageId.replace(/[^a-z0-9]/g, '').slice(0, 40)}`;
  const raw = lines(
    `From: ${reporter.name} <${report.contactInfo}>`,
    `To: ${recipient}`,
    `Date: ${mailDate(internalDate)}`,
    `Subject: Report Domain: ${policyDomain}`,
    ` Submitter: ${reporter.domain}`,
    ` Report-ID: ${reporter.quirky ? report.reportId : `<${report.reportId}>`}`,
    `Message-ID: <${messageId}@${reporter.domain}>`,
    `TLS-Report-Domain: ${policyDomain}`,
    `TLS-Report-Submitter: ${reporter.domain}`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type="tlsrpt"; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=us-ascii',
    '',
    `This is an aggregate TLS report from ${reporter.name}.`,
    '',
    `--${boundary}`,
    ...attachment(reporter, report),
    '',
    `--${boundary}--`,
  );
  return { raw, internalDate };
}

/** The mail as it arrives when the connection breaks: the end of its attachment is missing. */
export function cutMail({ raw, internalDate }: DemoMail): DemoMail {
  const attachment = raw.lastIndexOf('\r\n\r\n', raw.length - 200);
  return { raw: raw.subarray(0, (attachment + raw.length) / 2), internalDate };
}

/** What else arrives in any mailbox. */
export function ordinaryMail(internalDate: Date): DemoMail {
  const headers = [
    'From: Backup <backup@example.org>',
    `To: ${recipient}`,
    `Date: ${mailDate(internalDate)}`,
    'Subject: Nightly backup finished',
    'Message-ID: <backup-1@example.org>',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
  ];
  return { raw: lines(...headers, '', 'All 12 volumes were saved.'), internalDate };
}

function attachment(reporter: Reporter, report: Report): string[] {
  const gzip = reporter.attachment === 'gzip';
  const fileName = reportFileName(report, gzip ? 'json.gz' : 'json', '001');
  const json = reporter.quirky ? withoutZones(formatReport(report)) : formatReport(report);
  return [
    `Content-Type: application/tlsrpt+${gzip ? 'gzip' : 'json'}; name="${fileName}"`,
    'Content-Transfer-Encoding: base64',
    `Content-Disposition: attachment; filename="${fileName}"`,
    '',
    ...base64Lines(gzip ? gzipSync(json) : Buffer.from(json)),
  ];
}

function withoutZones(json: string): string {
  return json.replaceAll(/("(?:start|end)-datetime":"[^"]+)Z"/g, '$1"');
}

/** RFC 2045 section 6.8 allows 76 characters a line. */
function base64Lines(bytes: Buffer): string[] {
  return bytes.toString('base64').match(/.{1,76}/g) ?? [];
}

function mailDate(date: Date): string {
  return date.toUTCString().replace('GMT', '+0000');
}

function lines(...texts: string[]): Buffer {
  return Buffer.from(`${texts.join('\r\n')}\r\n`);
}
