import { describe, expect, test } from 'vitest';
import { normalAddress } from '../../../main/engine/tlsrpt/address.ts';
import { normalDomain } from '../../../main/engine/tlsrpt/domain.ts';
import { normalOrganization } from '../../../main/engine/tlsrpt/organization.ts';
import { parseReport } from '../../../main/engine/tlsrpt/report.ts';
import { canonicalSts, stsMode } from '../../../main/engine/tlsrpt/sts.ts';

describe('an address has one form, however it is written', () => {
  test.each([
    [
      '2001:db8:0:1::9',
      [
        ...['2001:DB8:0:1::9', '2001:0db8:0000:0001:0000:0000:0000:0009', '2001:db8:0:1:0:0:0:9'],
        ...['[2001:db8:0:1::9]', '[2001:db8:0:1::9]:25', 'IPv6:2001:db8:0:1::9', '[IPv6:2001:DB8:0:1::9]'],
        ...['2001:db8:0:1::9%eth0', '2001:db8:0:1::9%25en1', '2001:db8:0:1::9/128', ' 2001:db8:0:1::9/64 '],
        ...['2001:db8:0:1::0.0.0.9'],
      ],
    ],
    // Section 4.2.3 of RFC 5952: the longest run, and of two the first; section 4.2.2: not a single zero.
    ['2001:db8::1:0:0:9', ['2001:db8:0:0:1:0:0:9', '2001:db8:0:0:1::9']],
    ['2001:db8:0:1:1:1:1:9', ['2001:db8::1:1:1:1:9']],
    [
      '198.51.100.9',
      [
        ...['::ffff:198.51.100.9', '::FFFF:C633:6409', '0:0:0:0:0:ffff:198.51.100.9', '[::ffff:198.051.100.009]'],
        ...['198.051.100.009', '[198.51.100.9]', '198.51.100.9:25', '198.51.100.9/32', '198.51.100.9/24'],
      ],
    ],
    // A network is not the address that it begins with.
    ['2001:db8::/32', ['2001:0DB8:0:0::/32']],
    ['198.51.100.0/24', ['198.51.100.000/24']],
  ])('%s', (normal, forms) => {
    expect(forms.map(normalAddress)).toEqual(forms.map(() => normal));
    expect(normalAddress(normal)).toBe(normal);
  });

  test.each(['', 'unknown', 'mx.example.org', '1.2.3', '3232235777', '0x7f.1', '300.1.1.1', '2001:db8:::1', '[mx]'])(
    'what is none stays as written: %j',
    (text) => {
      expect(normalAddress(text)).toBe(text);
    },
  );

  test('whatever stands around it, a long text is none', () => {
    for (const text of ['['.repeat(60_000), `${'1'.repeat(60_000)}.1.1.1`, `2001:db8::1%${'e'.repeat(60_000)}`]) {
      expect(normalAddress(text)).toBe(text);
    }
  });
});

describe('a domain has one form: A-labels in lower case', () => {
  test.each([
    [
      'mx.xn--mller-kva.example',
      [
        ...['mx.müller.example', 'MX.MÜLLER.Example', 'mx.mu\u0308ller.example', 'mx.müller.example.'],
        ...['mx。müller．example', 'MX.XN--MLLER-KVA.example..', 'mx.mül\u00adler.example', ' mx.Müller.example '],
      ],
    ],
    ['*.xn--mller-kva.example', ['*.müller.example', '*.xn--Mller-KVA.example']],
    ['_mta.xn--mller-kva.example', ['_MTA.müller.example']],
    ['xn--strae-oqa.example', ['straße.example', 'STRAßE.example']],
  ])('%s', (normal, forms) => {
    expect(forms.map(normalDomain)).toEqual(forms.map(() => normal));
    expect(normalDomain(normal)).toBe(normal);
  });

  test.each([
    ['müller example', 'müller example'],
    ['müller.example/path', 'müller.example/path'],
    ['M\u00fc%41', 'mü%41'],
    ['192.168.1', '192.168.1'],
    ['0x7f.1', '0x7f.1'],
    ['ü.xn--a', 'ü.xn--a'],
  ])('what is none stays as written but for its case: %j', (text, normal) => {
    expect(normalDomain(text)).toBe(normal);
  });
});

describe('an organization has one form for what looks the same', () => {
  test.each([
    [
      'Fabrikam GmbH',
      [' Fabrikam GmbH', 'Fabrikam\u00a0GmbH', 'Fabrikam \t\u2003GmbH\r\n', 'Fab\u200brikam GmbH\ufeff'],
    ],
    ['Müller AG', ['Mu\u0308ller AG', '\u202aMüller\u202c AG', 'M\u00adüller\u3000AG']],
  ])('%s', (normal, forms) => {
    expect(forms.map(normalOrganization)).toEqual(forms.map(() => normal));
  });

  test.each(['fabrikam gmbh', 'FABRIKAM GmbH', 'Fabrikam, GmbH', 'Fabrikam'])('%s is another to the eye', (name) => {
    expect(normalOrganization(name)).toBe(name);
  });
});

describe('an MTA-STS policy is the same', () => {
  const lines = ['version: STSv1', 'mode: enforce', 'mx: a.example', 'mx: *.b.example', 'max_age: 604800'];
  test.each([
    ['in any order', lines.toReversed()],
    ['with other line ends and blanks', lines.map((line) => ` ${line.replace(': ', ':\t')} \r\n`)],
    ['as one text', [lines.join('\r\n')]],
    ['with MX patterns in another case', lines.map((line) => line.replace('a.example', 'A.Example.'))],
    ['with a pattern twice, and a second mode that does not count', [...lines, 'mx: a.example', 'mode: none']],
  ])('%s', (_, others) => {
    expect(canonicalSts(others)).toEqual(canonicalSts(lines));
    expect(stsMode(others)).toBe('enforce');
  });

  test.each([
    ['mode', lines.map((line) => line.replace('enforce', 'testing'))],
    ['pattern', lines.map((line) => line.replace('a.example', 'c.example'))],
    ['age', lines.map((line) => line.replace('604800', '86400'))],
    ['number of lines', lines.slice(1)],
  ])('but not with another %s', (_, others) => {
    expect(canonicalSts(others)).not.toEqual(canonicalSts(lines));
  });
});

test('another form is noted where RFC 8460 asks for one, and only there', () => {
  const read = (address: string, domain: string, organization = 'Fabrikam') => {
    const policy = { 'policy-type': 'no-policy-found', 'policy-domain': domain };
    const summary = { 'total-successful-session-count': 0, 'total-failure-session-count': 1 };
    const failure = { 'result-type': 'validation-failure', 'sending-mta-ip': address, 'failed-session-count': 1 };
    const report = {
      'organization-name': organization,
      'date-range': { 'start-datetime': '2026-03-02T00:00:00Z', 'end-datetime': '2026-03-02T23:59:59Z' },
      'contact-info': 'tls@fabrikam.example',
      'report-id': 'r',
      policies: [{ policy, summary, 'failure-details': [failure] }],
    };
    return parseReport(Buffer.from(JSON.stringify(report))).deviations.map(({ code }) => code);
  };
  for (const address of ['2001:db8::9', '198.51.100.9', '::ffff:198.51.100.9']) {
    expect(read(address, 'EXAMPLE.org', 'Fabrikam  GmbH '), address).toEqual([]);
  }
  for (const address of ['2001:DB8::9', '198.051.100.009', '[198.51.100.9]', '2001:db8::/32']) {
    expect(read(address, 'example.org'), address).toEqual(['address-other-form']);
  }
  expect(read('198.51.100.9', 'müller.example')).toEqual(['domain-in-u-labels']);
  expect(read('198.51.100.9', 'Example.org.')).toEqual(['domain-trailing-dot']);
});
