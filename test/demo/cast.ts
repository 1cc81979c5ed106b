/** Who reports about whom in the demonstration: everyone invented, names and addresses set aside for documentation. */

export interface Reporter {
  name: string;
  domain: string;
  /** Sessions a working day with example.org, the median. */
  volume: number;
  /** What it validates: MTA-STS policies of the domains, TLSA records of the MX hosts. */
  validates: readonly ('sts' | 'tlsa')[];
  /** Which of our domains it writes to. */
  writesTo: readonly string[];
  sendingMtaIps: readonly [string, ...string[]];
  attachment: 'gzip' | 'json';
  /** Date-times without zone and a Report-ID without angle brackets, as Microsoft sent them. */
  quirky: boolean;
  weekdaysOnly: boolean;
}

export const recipient = 'tls-reports@example.org';

export interface Domain {
  name: string;
  /** Of a reporter's volume. */
  share: number;
  hasPolicy: boolean;
}

export interface MxHost {
  name: string;
  ip: string;
  /** Its TLSA record. */
  record: string;
}

/** The shop, its newsletter, and an old brand without any policy. */
export const domains: readonly Domain[] = [
  { name: 'example.org', share: 1, hasPolicy: true },
  { name: 'example.net', share: 0.3, hasPolicy: true },
  { name: 'example.com', share: 0.05, hasPolicy: false },
];
export const mxHosts: readonly [MxHost, MxHost] = [
  {
    name: 'mx1.example.org',
    ip: '198.51.100.10',
    record: '3 1 1 8f3b1c0d5e7a92460b1d2c3e4f5a6978812233445566778899aabbccddeeff00',
  },
  {
    name: 'mx2.example.org',
    ip: '198.51.100.20',
    record: '3 1 1 1a2b3c4d5e6f708192a3b4c5d6e7f80918273645546372819a0bbc1dde2ffe30',
  },
];
export const stsPolicy = ['version: STSv1', 'mode: enforce', 'mx: *.example.org', 'max_age: 1209600'];

const all = ['example.org', 'example.net', 'example.com'];

function reporter(name: string, domain: string, volume: number, ip: string, more: Partial<Reporter> = {}): Reporter {
  return {
    name,
    domain,
    volume,
    validates: ['sts'],
    writesTo: ['example.org'],
    sendingMtaIps: [`${ip}1`, `${ip}2`, `${ip}3`],
    attachment: 'gzip',
    quirky: false,
    weekdaysOnly: false,
    ...more,
  };
}

/** Its outgoing server at `oldTlsIp` fails all the time: it still speaks TLS 1.1. */
export const withOldServer = 'meridian.example';
export const oldTlsIp = '203.0.113.77';

export const reporters: readonly Reporter[] = [
  reporter('Northwind Mail', 'northwind.example', 4_200, '192.0.2.1', { writesTo: all }),
  reporter('Fabrica Cloud', 'fabrica.example', 2_600, '192.0.2.2', { writesTo: all, quirky: true }),
  reporter('Bluebird Post', 'bluebird.example', 900, '2001:db8:b1::', { validates: ['sts', 'tlsa'] }),
  reporter('Meridian Telecom', withOldServer, 700, '203.0.113.1', { writesTo: ['example.org', 'example.net'] }),
  reporter('Kranich Hosting', 'kranich.example', 600, '192.0.2.5', { validates: ['tlsa'] }),
  reporter('Alpenpost', 'alpenpost.example', 340, '2001:db8:a1::', { validates: ['tlsa'] }),
  reporter('Lumen Newsletters', 'lumen.example', 220, '192.0.2.7', { writesTo: ['example.net'] }),
  reporter('Quay University', 'quay.example', 120, '203.0.113.2', { attachment: 'json' }),
  reporter('Tinkerline', 'tinkerline.example', 80, '203.0.113.3'),
  reporter('Old Oak Bank', 'oldoak.example', 60, '203.0.113.4', { attachment: 'json', weekdaysOnly: true }),
  reporter('Sparrow Systems', 'sparrow.example', 30, '203.0.113.5', { writesTo: ['example.org', 'example.com'] }),
  reporter('Harbourside Council', 'harbourside.example', 15, '203.0.113.6', { weekdaysOnly: true }),
];
