import { describe, expect, test } from 'vitest';
import { formatReport, reportFileName } from '../../../main/engine/tlsrpt/format.ts';
import { details, makeResult, tlsaPolicy } from '../../../main/engine/tlsrpt/result.ts';
import type { Report } from '../../../shared/model.ts';

const report: Report = {
  organizationName: 'Northwind Mail',
  startDatetime: '2026-03-02T00:00:00Z',
  endDatetime: '2026-03-02T23:59:59Z',
  contactInfo: 'tls-reports@northwind.example',
  reportId: 'one',
  policies: [makeResult('sts', 'harbour.example', details('certificate-expired', ''))],
};

describe('a report as RFC 8460 JSON', () => {
  test('has lists that are never null, and every text but an empty receiving-mx-helo', () => {
    expect(JSON.parse(formatReport(report))).toEqual({
      'organization-name': 'Northwind Mail',
      'date-range': { 'start-datetime': '2026-03-02T00:00:00Z', 'end-datetime': '2026-03-02T23:59:59Z' },
      'contact-info': 'tls-reports@northwind.example',
      'report-id': 'one',
      policies: [
        {
          policy: { 'policy-type': 'sts', 'policy-string': [], 'policy-domain': 'harbour.example', 'mx-host': [] },
          summary: { 'total-successful-session-count': 0, 'total-failure-session-count': 0 },
          'failure-details': [
            {
              'result-type': 'certificate-expired',
              'sending-mta-ip': '',
              'receiving-mx-hostname': '',
              'receiving-ip': '',
              'failed-session-count': 1,
              'additional-information': '',
              'failure-reason-code': '',
            },
          ],
        },
      ],
    });
  });

  test('keeps a receiving-mx-helo that was given', () => {
    const greeted = { ...details('validation-failure', ''), receivingMxHelo: 'mx1.harbour.example' };
    expect(formatReport({ ...report, policies: [makeResult('sts', 'harbour.example', greeted)] })).toContain(
      '"receiving-mx-helo":"mx1.harbour.example"',
    );
  });
});

describe('the name of a report’s file', () => {
  test('follows RFC 8460 section 5.1', () => {
    expect(reportFileName(report, 'json.gz')).toBe('northwind.example!harbour.example!1772409600!1772495999.json.gz');
    expect(reportFileName(report, 'json', '001')).toBe(
      'northwind.example!harbour.example!1772409600!1772495999!001.json',
    );
  });

  test('stays a plain file name, whatever the report says', () => {
    const hostile = { ...report, contactInfo: 'x@../../etc/passwd\0', policies: [makeResult('sts', 'a'.repeat(300))] };
    const name = reportFileName(hostile, 'json');
    expect(name).toMatch(/^[a-z0-9][a-z0-9!.-]*$/);
    expect(name.length).toBeLessThan(255);
  });

  test('falls back on the organization, and on a word where nothing is given', () => {
    expect(reportFileName({ ...report, contactInfo: '', policies: [] }, 'json')).toBe(
      'northwind-mail!unknown!1772409600!1772495999.json',
    );
  });
});

test('a TLSA policy lists its records sorted, as text', () => {
  const record = (byte: number) => ({ certUsage: 3, selector: 1, match: 1, data: Uint8Array.of(byte, 0xff).buffer });
  expect(tlsaPolicy([record(0xb0), record(0x0a)], 'mx1.harbour.example')).toEqual({
    policyType: 'tlsa',
    policyString: ['3 1 1 0aff', '3 1 1 b0ff'],
    policyDomain: 'mx1.harbour.example',
    mxHost: [],
  });
});
