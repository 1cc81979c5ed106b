import { gzipSync } from 'node:zlib';

/** A report's JSON, small and always another one. */
export function reportJson(number: number): string {
  return JSON.stringify({
    'organization-name': 'Example Mail',
    'date-range': { 'start-datetime': '2026-11-23T00:00:00Z', 'end-datetime': '2026-11-23T23:59:59Z' },
    'contact-info': 'tls-reports@sender.example',
    'report-id': `2026-11-23-${number}@sender.example`,
    policies: [
      {
        policy: { 'policy-type': 'sts', 'policy-string': ['version: STSv1'], 'policy-domain': 'example.net' },
        summary: { 'total-successful-session-count': number, 'total-failure-session-count': 0 },
      },
    ],
  });
}

export function base64Lines(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll(/.{76}/g, '$&\r\n');
}

export interface MailParts {
  header?: string[];
  /** Content-Type of the whole. */
  type?: string;
  parts: string[];
}

/** A mail with the boundary `b`; every part is its header lines, an empty line and its body. */
export function multipart({ header = [], type = 'multipart/report; report-type=tlsrpt', parts }: MailParts): Buffer {
  const lines = [
    'From: TLS reports <noreply@sender.example>',
    'To: tls@example.net',
    'Date: Tue, 24 Nov 2026 01:02:03 +0000',
    ...header,
    'MIME-Version: 1.0',
    `Content-Type: ${type}; boundary="b"`,
    '',
    'A preamble that nobody reads.',
    ...parts.flatMap((part) => ['--b', part]),
    '--b--',
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}

export const textPart = 'Content-Type: text/plain; charset=us-ascii\r\n\r\nThis is an aggregate TLS report.\r\n';

export function gzipPart(json: string, lines: string[] = []): string {
  const fileName = 'sender.example!example.net!1795392000!1795478399.json.gz';
  const header = [
    `Content-Type: application/tlsrpt+gzip;\r\n name="${fileName}"`,
    `Content-Disposition: attachment; filename="${fileName}"`,
    'Content-Transfer-Encoding: base64',
    ...lines,
  ];
  return `${header.join('\r\n')}\r\n\r\n${base64Lines(gzipSync(json))}\r\n`;
}

/** A mail as most reporters send it. */
export function reportMail(number: number): Buffer {
  const id = `<2026-11-23-${number}@sender.example>`;
  return multipart({
    header: [
      `Subject: Report Domain: example.net Submitter: sender.example\r\n Report-ID: ${id}`,
      `Message-ID: ${id}`,
      'TLS-Report-Domain: example.net',
      'TLS-Report-Submitter: sender.example',
    ],
    parts: [textPart, gzipPart(reportJson(number))],
  });
}

export function* reportMails(count: number, first = 1): Generator<Buffer> {
  for (let number = first; number < first + count; number += 1) yield reportMail(number);
}

/** A mail of exactly so many bytes. */
export function mailOfSize(sizeBytes: number): Buffer {
  const header = 'Subject: large\r\n\r\n';
  return Buffer.concat([Buffer.from(header), Buffer.alloc(sizeBytes - header.length, 'x')]);
}
