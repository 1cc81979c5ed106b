import { gzipSync } from 'node:zlib';

const dayMs = 86_400_000;
/** Days that the reports are about; their numbers follow the days, and begin again. */
const spanDays = 300;
/** What the reports' days lie before, where nothing looks at them as of today. */
const someDay = new Date('2026-10-28T00:00:00Z');

/**
 * Some mails of each kind that intake knows, numbered: mostly reports, here and there a duplicate or something else. The
 * reports are about the 300 days before `until`.
 */
export function testMails(count: number, until = someDay): Buffer[] {
  return Array.from({ length: count }, (_, number) => {
    if (number % 50 === 7)
      return Buffer.from(`From: someone@example.com\r\nSubject: Lunch ${number}\r\n\r\nAt noon?\r\n`);
    if (number % 50 === 23) return reportMail(number - 1, number, until);
    return reportMail(number, number, until);
  });
}

/** A report's mail as RFC 8460 section 5 describes it. Reports of one `number` are equal, whatever the mail's own. */
export function reportMail(number: number, mailNumber = number, until = someDay): Buffer {
  const json = JSON.stringify(testReport(number, until));
  const attachment = gzipSync(json).toString('base64').replace(/.{76}/g, '$&\r\n');
  return Buffer.from(
    [
      'From: TLS reports <noreply@reporter.example.net>',
      'To: tls-reports@example.org',
      `Subject: Report Domain: example.org Submitter: reporter.example.net Report-ID: <${number}@reporter.example.net>`,
      `Message-ID: <${mailNumber}@reporter.example.net>`,
      'TLS-Report-Domain: example.org',
      'TLS-Report-Submitter: reporter.example.net',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type="tlsrpt"; boundary="b"',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'This is an aggregate TLS report.',
      '--b',
      'Content-Type: application/tlsrpt+gzip',
      'Content-Transfer-Encoding: base64',
      `Content-Disposition: attachment; filename="reporter.example.net!example.org!1!2!${number}.json.gz"`,
      '',
      attachment,
      '--b--',
      '',
    ].join('\r\n'),
  );
}

/** Of one of the days before `until`: number 299 is about the last of them. */
export function testReport(number: number, until = someDay) {
  const daysAgo = spanDays - (number % spanDays);
  const day = new Date(until.getTime() - daysAgo * dayMs).toISOString().slice(0, 10);
  const failed = number % 4;
  return {
    'organization-name': `Reporter ${number % 12}`,
    'date-range': { 'start-datetime': `${day}T00:00:00Z`, 'end-datetime': `${day}T23:59:59Z` },
    'contact-info': 'tls@reporter.example.net',
    'report-id': `${number}@reporter.example.net`,
    policies: [
      {
        policy: {
          'policy-type': 'sts',
          'policy-string': ['version: STSv1', 'mode: enforce', 'mx: mx.example.org', 'max_age: 86400'],
          'policy-domain': 'example.org',
          'mx-host': ['mx.example.org'],
        },
        summary: { 'total-successful-session-count': number, 'total-failure-session-count': failed },
        'failure-details':
          failed === 0
            ? []
            : [
                {
                  'result-type': number % 8 === 1 ? 'certificate-expired' : 'validation-failure',
                  'sending-mta-ip': `192.0.2.${number % 250}`,
                  'receiving-mx-hostname': 'mx.example.org',
                  'receiving-ip': '198.51.100.1',
                  'failed-session-count': failed,
                  'failure-reason-code': number % 8 === 1 ? '' : 'tls-remote-alert-40-handshake-failure',
                },
              ],
      },
    ],
  };
}
