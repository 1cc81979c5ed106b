import type { ReportRow } from '../../../shared/contract.ts';
import type { Authenticity, FailureDetails, Report, Result } from '../../../shared/model.ts';

/** A small deterministic generator: pictures are to stay the same from run to run. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const dayMs = 86_400_000;
export const todayMs = Date.UTC(2026, 10, 24);

const reporters: [organizationName: string, contactInfo: string, volume: number][] = [
  ['Google Inc.', 'smtp-tls-reporting@google.com', 9_400],
  ['Microsoft Corporation', 'tlsrpt-noreply@microsoft.com', 5_200],
  ['Yahoo Inc.', 'tlsrpt@yahooinc.example', 1_900],
  ['Mail.ru', 'tlsrpt@mail.example', 420],
  ['Comcast', 'tls-reports@comcast.example', 310],
  ['mailbox.org', 'tlsrpt@mailbox.example', 240],
  ['GMX', 'tls-report@gmx.example', 610],
  ['Proton AG', 'reports@proton.example', 180],
  ['mox.example', 'postmaster@mox.example', 12],
  ['Universitätsrechenzentrum der Technischen Hochschule Mittelfranken', 'postmaster@urz.example', 33],
  ['', '', 4],
];
const domains = ['example.org', 'example.com', 'shop.example.com', 'verein-der-freunde.example'];
const day = (daysAgo: number) => new Date(todayMs - daysAgo * dayMs).toISOString().slice(0, 10);

function authenticityOf(organizationName: string, index: number): Authenticity {
  if (organizationName === 'Mail.ru') return 'unaligned';
  if (organizationName === 'mox.example') return 'failed';
  if (organizationName === '' || organizationName === 'GMX') return 'unsigned';
  return index % 13 === 0 ? 'not-checked' : 'verified';
}

/** The i-th report of an endless, newest-first supply. */
export function rowOf(index: number): ReportRow {
  const random = randomOf(index * 7919 + 17);
  random();
  const [organizationName, contactInfo, volume] = reporters[Math.floor(random() ** 1.6 * reporters.length)] ?? [
    '',
    '',
    1,
  ];
  const daysAgo = 1 + Math.floor(index / 9);
  const domain = domains[Math.floor(random() ** 2 * domains.length)] ?? '';
  const successfulSessions = Math.floor(volume * (0.6 + random() * 0.8));
  const isIncident = daysAgo >= 12 && daysAgo <= 19 && domain === 'example.org';
  const failedSessions = isIncident
    ? Math.ceil(volume * 0.2 * random())
    : random() < 0.12
      ? Math.ceil(random() * 9)
      : 0;
  const isSplit = organizationName === 'mox.example';
  const start = day(daysAgo);
  return {
    id: index + 1,
    organizationName,
    reportId: `${start}T00:00:00Z_${domain}${organizationName === 'Microsoft Corporation' ? '+e3a9c1f2' : ''}`,
    startDatetime: `${start}T${isSplit ? '14:05' : '00:00'}:00Z`,
    endDatetime: isSplit ? `${day(daysAgo - 1)}T14:05:00Z` : `${start}T23:59:59Z`,
    contactInfo,
    policyDomains: index === 4 ? ['xn--bcher-kva.example'] : index % 7 === 3 ? [domain, `mx1.${domain}`] : [domain],
    policyTypes: index % 7 === 3 ? ['sts', 'tlsa'] : index % 11 === 5 ? ['no-policy-found'] : ['sts'],
    policies: index % 7 === 3 ? 2 : 1,
    successfulSessions,
    failedSessions,
    conflicting: index === 5,
    deviations: index % 4 === 0 ? 2 : 0,
    authenticity: authenticityOf(organizationName, index),
    signingDomain: ['verified', 'unaligned'].includes(authenticityOf(organizationName, index))
      ? (contactInfo.split('@')[1] ?? '')
      : '',
    doubt: index === 2 ? 'count' : index === 9 ? 'signer' : '',
    replacedBy: index === 5 ? 12 : null,
  };
}

/** Everything that an attacker or a careless reporter might write. */
export const hostileRow: ReportRow = {
  ...rowOf(0),
  id: 900_001,
  organizationName: `\u202Egnirts desrever <img src=x onerror=alert(1)> ${'very long organization name '.repeat(20)}`,
  reportId: 'x'.repeat(900),
  policyDomains: ['<script>alert(1)</script>', 'a'.repeat(240) + '.example'],
  failedSessions: 123_456_789,
  successfulSessions: 9_876_543_210,
};

const details: FailureDetails[] = [
  {
    resultType: 'certificate-expired',
    sendingMtaIp: '209.85.222.201',
    receivingMxHostname: 'mx1.example.org',
    receivingMxHelo: '',
    receivingIp: '203.0.113.7',
    failedSessionCount: 212,
    additionalInformation: '',
    failureReasonCode: '',
  },
  {
    resultType: 'certificate-expired',
    sendingMtaIp: '2a00:1450:4864:20::62d',
    receivingMxHostname: 'mx1.example.org',
    receivingMxHelo: 'mail.internal.example.org at your service\r\n250-PIPELINING',
    receivingIp: '2001:db8:cafe:14::7',
    failedSessionCount: 57,
    additionalInformation: 'https://reports.example/why?session=8f3b2c',
    failureReasonCode: '',
  },
  {
    resultType: 'validation-failure',
    sendingMtaIp: '209.85.222.201',
    receivingMxHostname: 'mx2.example.org',
    receivingMxHelo: '',
    receivingIp: '',
    failedSessionCount: 3,
    additionalInformation: '',
    failureReasonCode: 'tls-remote-alert-40-handshake-failure',
  },
];

const policies: Result[] = [
  {
    policy: {
      policyType: 'sts',
      policyString: [
        'version: STSv1',
        'mode: enforce',
        'mx: mx1.example.org',
        'mx: *.backup.example.org',
        'max_age: 604800',
      ],
      policyDomain: 'example.org',
      mxHost: ['mx1.example.org', '*.backup.example.org'],
    },
    totalSuccessfulSessionCount: 8_921,
    totalFailureSessionCount: 272,
    failureDetails: details,
  },
  {
    policy: {
      policyType: 'tlsa',
      policyString: [
        '3 1 1 8BD1DA95272F7FA4FFB24137FC0ED03AAE67E5C4D8B3C50734E1050A7920B922',
        '1 0 1 2C9F1D3A6E5B4C7D8E9F0A1B2C3D4E5F60718293A4B5C6D7E8F9A0B1C2D3E4F5',
        'not a record at all',
      ],
      policyDomain: 'mx1.example.org',
      mxHost: [],
    },
    totalSuccessfulSessionCount: 312,
    totalFailureSessionCount: 0,
    failureDetails: [],
  },
];

export function reportOf(row: ReportRow): Report {
  return {
    organizationName: row.organizationName,
    startDatetime: row.startDatetime,
    endDatetime: row.endDatetime,
    contactInfo: row.contactInfo,
    reportId: row.reportId,
    policies: row.failedSessions > 0 ? policies : policies.slice(1),
  };
}
