import { generateKeyPairSync } from 'node:crypto';
import { dkimSign } from 'mailauth/lib/dkim/sign.js';
import { expect, test, vi } from 'vitest';
import { authenticateByHeader, authenticateByKeys } from '../../../main/engine/mailbox/authenticity.ts';
import type { ResolveTxt } from '../../../main/engine/mailbox/keys.ts';

type AuthenticityMethod = { kind: 'dns'; resolveTxt: ResolveTxt } | { kind: 'header'; trustedServer: string };

const authenticate = async (source: Buffer, contacts: string[], at: Date, method: AuthenticityMethod) =>
  method.kind === 'dns'
    ? authenticateByKeys(source, contacts, at, method.resolveTxt)
    : authenticateByHeader(source, contacts, method.trustedServer);

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const privatePem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const publicBase64 = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
const now = new Date('2026-11-24T06:00:00Z');

function mail(from = 'Reports <noreply@reporter.example.net>'): string {
  return `From: ${from}\r\nTo: tls@example.org\r\nSubject: Report Domain: example.org\r\n\r\n{"report-id": "1"}\r\n`;
}

interface SignOptions {
  domain?: string;
  maxBodyLength?: number;
}

async function signed(text: string, { domain = 'reporter.example.net', maxBodyLength }: SignOptions = {}) {
  const signature = {
    signingDomain: domain,
    selector: 'key',
    privateKey: privatePem,
    ...(maxBodyLength === undefined ? {} : { maxBodyLength }),
  };
  const { signatures } = await dkimSign(text, { ...signature, signTime: now, signatureData: [signature] });
  return Buffer.from(signatures + text);
}

function dns(tags = '', domain = 'reporter.example.net'): AuthenticityMethod {
  return {
    kind: 'dns',
    resolveTxt: async (name) => {
      if (name !== `key._domainkey.${domain}`) throw Object.assign(new Error('none'), { code: 'ENOTFOUND' });
      // Two strings, as DNS cuts long records.
      const record = `v=DKIM1; k=rsa; ${tags} p=${publicBase64}`;
      return [[record.slice(0, 200), record.slice(200)]];
    },
  };
}

const contacts = ['tls@reporter.example.net'];

test('a mail signed by the domain of From and contact is verified', async () => {
  const verdict = await authenticate(await signed(mail()), contacts, now, dns());
  expect(verdict).toEqual({ authenticity: 'verified', signingDomain: 'reporter.example.net' });
});

test('a signature of the organizational domain vouches for its sub-domains', async () => {
  const source = await signed(mail('noreply@mail.example.net'), { domain: 'example.net' });
  expect(await authenticate(source, ['a@tls.example.net'], now, dns('', 'example.net'))).toMatchObject({
    authenticity: 'verified',
  });
});

test('a key for the service tlsrpt alone verifies reports', async () => {
  expect(await authenticate(await signed(mail()), contacts, now, dns('s=tlsrpt;'))).toMatchObject({
    authenticity: 'verified',
  });
});

test('a key for another service does not', async () => {
  expect(await authenticate(await signed(mail()), contacts, now, dns('s=other;'))).toMatchObject({
    authenticity: 'failed',
  });
});

test('a signature that covers only part of the body does not count, though it is valid', async () => {
  expect(await authenticate(await signed(mail(), { maxBodyLength: 4 }), contacts, now, dns())).toMatchObject({
    authenticity: 'failed',
  });
});

test('a valid signature of somebody else is unaligned', async () => {
  const source = await signed(mail(), { domain: 'elsewhere.example.com' });
  expect(await authenticate(source, contacts, now, dns('', 'elsewhere.example.com'))).toEqual({
    authenticity: 'unaligned',
    signingDomain: 'elsewhere.example.com',
  });
});

test('a signature aligned with From but not with the contact of the report is unaligned', async () => {
  expect(await authenticate(await signed(mail()), ['tls@other.example'], now, dns())).toMatchObject({
    authenticity: 'unaligned',
  });
});

test('a mail changed after signing has failed', async () => {
  const source = Buffer.from((await signed(mail())).toString().replace('"1"', '"2"'));
  expect(await authenticate(source, contacts, now, dns())).toMatchObject({ authenticity: 'failed' });
});

test('a second From header makes a valid signature worthless', async () => {
  const source = Buffer.from((await signed(mail())).toString().replace(/^To:/m, 'From: other@example.com\r\nTo:'));
  expect(await authenticate(source, contacts, now, dns())).toMatchObject({ authenticity: 'failed' });
});

const silent = (code = 'ETIMEOUT'): AuthenticityMethod => ({
  kind: 'dns',
  resolveTxt: () => Promise.reject(Object.assign(new Error(code), { code })),
});

test('when DNS does not answer for the domain of the sender nothing is claimed', async () => {
  for (const code of ['ETIMEOUT', 'ESERVFAIL', 'ECONNREFUSED']) {
    expect(await authenticate(await signed(mail()), contacts, now, silent(code)), code).toMatchObject({
      authenticity: 'not-checked',
    });
  }
});

test('a stranger whose DNS does not answer has failed: nothing it could answer would be the sender’s word', async () => {
  const source = await signed(mail(), { domain: 'stranger.example' });
  expect(await authenticate(source, contacts, now, silent())).toMatchObject({ authenticity: 'failed' });
});

test('a name that no resolver can ask for has no key: it is not left undecided', async () => {
  expect(await authenticate(await signed(mail()), contacts, now, silent('EBADNAME'))).toMatchObject({
    authenticity: 'failed',
  });
});

test('a look-up without an end is given up, and the mail left undecided', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const resolveTxt = () => new Promise<never>(() => {});
    const verdict = authenticate(await signed(mail()), contacts, now, { kind: 'dns', resolveTxt });
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await verdict).toMatchObject({ authenticity: 'not-checked' });
  } finally {
    vi.useRealTimers();
  }
});

test('three keys at most are looked up, all at once, the sender’s own among them wherever it stands', async () => {
  const others = (count: number, domain: (index: number) => string) =>
    Array.from(
      { length: count },
      (_, index) => `DKIM-Signature: v=1; a=rsa-sha256; d=${domain(index)}; s=k${index}; h=from; bh=AAAA; b=AAAA\r\n`,
    ).join('');
  const asked: string[][] = [];
  const { resolveTxt } = dns() as Extract<AuthenticityMethod, { kind: 'dns' }>;
  const counting = async (name: string) => {
    asked.at(-1)?.push(name);
    // Nothing is answered before the last is asked.
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked.at(-1)).toHaveLength(3);
    return resolveTxt(name);
  };
  const own = (await signed(mail())).toString();
  const end = own.indexOf('From:');
  const after = (more: string) => own.slice(0, end) + more + own.slice(end);
  for (const source of [
    others(8, (index) => `list${index}.example`) + own,
    after(others(8, (index) => `list${index}.example`)),
    others(8, () => 'reporter.example.net') + own,
  ]) {
    asked.push([]);
    expect(await authenticate(Buffer.from(source), contacts, now, { kind: 'dns', resolveTxt: counting })).toMatchObject(
      { authenticity: 'verified' },
    );
    expect(asked.at(-1)).toContain('key._domainkey.reporter.example.net');
  }
});

test('a contact that names no domain is nobody’s, and one that is left out says nothing', async () => {
  for (const contact of ['https://reporter.example.net/contact', 'postmaster', '<tls@>']) {
    expect(await authenticate(await signed(mail()), [contact], now, dns()), contact).toMatchObject({
      authenticity: 'unaligned',
    });
  }
  for (const contact of ['', 'mailto:tls@reporter.example.net', 'TLS Reports <tls@reporter.example.net>']) {
    expect(await authenticate(await signed(mail()), [contact], now, dns()), contact).toMatchObject({
      authenticity: 'verified',
    });
  }
});

test('customers of one hosting service do not vouch for each other, nor does the service', async () => {
  for (const domain of ['evil.github.io', 'github.io']) {
    const source = await signed(mail('noreply@reporter.github.io'), { domain });
    expect(await authenticate(source, [], now, dns('', domain)), domain).toMatchObject({ authenticity: 'unaligned' });
  }
  const own = await signed(mail('noreply@mail.reporter.github.io'), { domain: 'reporter.github.io' });
  expect(await authenticate(own, [], now, dns('', 'reporter.github.io'))).toMatchObject({ authenticity: 'verified' });
});

test('an unsigned mail costs no look-up', async () => {
  const resolveTxt = vi.fn();
  expect(await authenticate(Buffer.from(mail()), contacts, now, { kind: 'dns', resolveTxt })).toEqual({
    authenticity: 'unsigned',
    signingDomain: '',
  });
  expect(resolveTxt).not.toHaveBeenCalled();
});

test('a mail with a flood of signatures costs no look-up', async () => {
  const resolveTxt = vi.fn();
  const header = 'DKIM-Signature: v=1; a=rsa-sha256; d=example.net; s=key; h=from; bh=AAAA; b=AAAA\r\n';
  const source = Buffer.from(header.repeat(11) + mail());
  expect(await authenticate(source, contacts, now, { kind: 'dns', resolveTxt })).toMatchObject({
    authenticity: 'failed',
  });
  expect(resolveTxt).not.toHaveBeenCalled();
});

const trusted: AuthenticityMethod = { kind: 'header', trustedServer: 'mx.example.org' };

async function withResults(results: string): Promise<Buffer> {
  return Buffer.concat([Buffer.from(`Authentication-Results: ${results}\r\n`), await signed(mail())]);
}

test('the trusted server’s result is believed without DNS', async () => {
  const source = await withResults(
    'mx.example.org (filter; v2);\r\n spf=pass smtp.mailfrom=x.example; dkim=pass header.d=reporter.example.net header.s=key',
  );
  expect(await authenticate(source, contacts, now, trusted)).toMatchObject({ authenticity: 'verified' });
  const identity = await withResults('MX.example.org; dkim=pass (ok) header.i=@reporter.example.net');
  expect(await authenticate(identity, contacts, now, trusted)).toMatchObject({ authenticity: 'verified' });
});

test('the trusted server’s failure is believed too', async () => {
  const source = await withResults('mx.example.org; dkim=fail header.d=reporter.example.net');
  expect(await authenticate(source, contacts, now, trusted)).toMatchObject({ authenticity: 'failed' });
});

test('a result by any other server is not believed', async () => {
  const source = await withResults('forged.example; dkim=pass header.d=reporter.example.net');
  expect(await authenticate(source, contacts, now, trusted)).toMatchObject({ authenticity: 'not-checked' });
});

test('a result by a server whose name only begins like the trusted one’s, or is its beginning, is not believed', async () => {
  for (const server of ['mx.example.org.evil.example', 'mx.example.organic', 'mx.example', 'x.mx.example.org']) {
    const source = await withResults(`${server}; dkim=pass header.d=reporter.example.net`);
    expect(await authenticate(source, contacts, now, trusted), server).toMatchObject({ authenticity: 'not-checked' });
  }
});

test('a mail with two From headers, or with none, is nobody’s, whatever the trusted server says', async () => {
  const pass = (await withResults('mx.example.org; dkim=pass header.d=reporter.example.net')).toString();
  const other = 'From: <noreply@reporter.example.net>\r\n';
  for (const source of [pass.replace(/^To:/m, `${other}To:`), pass.replace(/^From: .*\r\n/m, '')]) {
    expect(await authenticate(Buffer.from(source), contacts, now, trusted)).toMatchObject({
      authenticity: 'unaligned',
    });
  }
});

test('below the trusted server’s own header a forged one of its name is ignored', async () => {
  const forged = 'Authentication-Results: mx.example.org; dkim=pass header.d=reporter.example.net\r\n';
  const source = await withResults(`mx.example.org; dkim=fail header.d=reporter.example.net\r\n${forged.trimEnd()}`);
  expect(await authenticate(source, contacts, now, trusted)).toMatchObject({ authenticity: 'failed' });
});

test('a sender writes no result into what the trusted server quotes or remarks', async () => {
  for (const forged of [
    'spf=pass smtp.mailfrom="a; dkim=pass header.d=reporter.example.net "@elsewhere.example',
    'dkim=fail reason="x\\"; dkim=pass header.d=reporter.example.net " header.d=reporter.example.net',
    'dkim=fail (bad (key); dkim=pass header.d=reporter.example.net ) header.d=reporter.example.net',
    'dkim=fail (a \\) b; dkim=pass header.d=reporter.example.net ) header.d=reporter.example.net',
  ]) {
    const source = await withResults(`mx.example.org; ${forged}`);
    expect(await authenticate(source, contacts, now, trusted), forged).toMatchObject({ authenticity: 'failed' });
  }
  const quoted = await withResults('mx.example.org; dkim=pass reason="(" header.d="reporter.example.net"');
  expect(await authenticate(quoted, contacts, now, trusted)).toMatchObject({ authenticity: 'verified' });
});

test('a signature vouches for every address in From, or for none', async () => {
  for (const from of [
    'Google <noreply@google.com>, <noreply@reporter.example.net>',
    'noreply@google.com, noreply@reporter.example.net',
    'Reports <noreply@[192.0.2.1]>',
  ]) {
    expect(await authenticate(await signed(mail(from)), contacts, now, dns()), from).toMatchObject({
      authenticity: 'unaligned',
    });
  }
  for (const from of [
    'noreply@reporter.example.net (Reports)',
    '"Reports, <daily>" <noreply@reporter.example.net>',
    'Reporter, Inc. <noreply@reporter.example.net>',
  ]) {
    expect(await authenticate(await signed(mail(from)), contacts, now, dns()), from).toMatchObject({
      authenticity: 'verified',
    });
  }
});
