import { expect, test } from 'vitest';
import { authenticateByHeader, authenticateByKeys } from '../../main/engine/mailbox/authenticity.ts';
import { readMessage } from '../../main/engine/mailbox/mime.ts';
import { normalDomain } from '../../main/engine/tlsrpt/domain.ts';
import { maxDomainLength, maxTextLength } from '../../main/engine/tlsrpt/limits.ts';
import { parseReport } from '../../main/engine/tlsrpt/report.ts';
import { readTlsaRecord } from '../../renderer/policy.ts';
import { reportMail } from '../engine/mails.ts';
import { importReports, report, result } from '../engine/store/messages.ts';
import { openStore } from '../engine/store/temporary.ts';

// Each of these went through a pattern that took minutes, hours or days for it: that they end at all is the promise.

test('a mail of base64 line ends and one wrong character is read', async () => {
  const ordinary = reportMail(1).toString();
  const start = ordinary.lastIndexOf('\r\n\r\n') + 4;
  const mail = `${ordinary.slice(0, start)}${'\r\n'.repeat(300_000)}!\r\n--b--\r\n`;
  expect((await readMessage(Buffer.from(mail))).candidates).toHaveLength(0);
});

test('a header of blanks and semicolons is read', async () => {
  const type = `multipart/report; report-type=tlsrpt${' ;'.repeat(2_000)}${' '.repeat(8_000)}x; boundary="b"`;
  const mail = reportMail(1)
    .toString()
    .replace(/Content-Type: multipart[^\r]*/, `Content-Type: ${type}`);
  expect((await readMessage(Buffer.from(mail))).subject).toContain('Report Domain: example.org');
});

test.each(['header.d=', 'header.d=a@', ' ; ', '(', '"', '\\"', ' = ', 'dkim=pass '])(
  'a server’s results of %j over and over are read',
  (pump) => {
    const results = `Authentication-Results: mx.example.org; dkim=pass ${pump.repeat(200_000 / pump.length)}!`;
    const mail = Buffer.from(`${results}\r\nDKIM-Signature: v=1\r\nFrom: a@b.example\r\n\r\n`);
    const verdict = authenticateByHeader(mail, [], 'mx.example.org');
    expect(verdict.authenticity).not.toBe('verified');
  },
);

test('a domain of dots is none, and a domain beyond what a name can be is refused', () => {
  const withDomain = (policyDomain: string) => {
    const policy = { 'policy-type': 'sts', 'policy-domain': policyDomain, 'mx-host': [], 'policy-string': [] };
    const range = { 'start-datetime': '2026-03-01T00:00:00Z', 'end-datetime': '2026-03-01T23:59:59Z' };
    return parseReport(Buffer.from(JSON.stringify({ 'date-range': range, policies: [{ policy }] }))).report;
  };
  expect(withDomain('.'.repeat(maxDomainLength)).policies[0]?.policy.policyDomain).toBe('');
  expect(withDomain(`A${'. '.repeat(400)}`).policies[0]?.policy.policyDomain).toBe('a');
  expect(() => withDomain(`${'.'.repeat(maxTextLength - 1)}!`)).toThrow(/^string-too-long: policies\[0\]/);
  expect(normalDomain(`${'.'.repeat(1_000_000)}!`)).toHaveLength(1_000_001);
});

test('the overview shows a domain whose policy is a text of line ends', () => {
  const store = openStore();
  const blank = '\n'.repeat(maxTextLength - 20);
  const withPolicy = (domain: string, text: string) =>
    result(domain, [], { policy: { ...result(domain).policy, policyString: [text] } });
  const policies = [withPolicy('a.example', blank), withPolicy('b.example', `${blank} MODE = Testing`)];
  importReports(store, [report({ policies })]);
  const { domains } = store.domains({});
  expect(domains.map(({ policyDomain, stsMode }) => [policyDomain, stsMode])).toEqual([
    ['a.example', ''],
    ['b.example', 'testing'],
  ]);
});

test('a TLSA record of blanks is no record, and one with blanks in its data is', () => {
  expect(readTlsaRecord(`3 1 1${' '.repeat(maxTextLength)}!`)).toBeNull();
  expect(readTlsaRecord(` 3  1\t1 0A ${' '.repeat(maxTextLength)}0b `)).toMatchObject({ data: '0a0b' });
});

test.each([' ', '\t', '\r\n ', '\r\n\t\r\n '])(
  'a signed mail with a header of %j over and over is no proof',
  async (pump) => {
    const signature = 'v=1; a=rsa-sha256; d=b.example; s=k; h=from:subject; bh=AAAA; b=AAAA';
    const blanks = pump.repeat(200_000 / pump.length);
    for (const fields of [
      `Subject: ${blanks}!\r\nDKIM-Signature: ${signature}`,
      `DKIM-Signature: ${signature}${blanks}!`,
    ]) {
      const mail = Buffer.from(`${fields}\r\nFrom: a@b.example\r\n\r\nhello\r\n`);
      const keys = () => Promise.resolve([['v=DKIM1; p=']]);
      const { authenticity } = await authenticateByKeys(mail, ['a@b.example'], new Date(0), keys);
      expect(authenticity).toBe('failed');
    }
  },
);
