import { expect, test, vi } from 'vitest';
import { Addresses, type Lookups } from '../../main/engine/address.ts';

const noSuchName = () => Promise.reject(Object.assign(new Error('queryTxt ENOTFOUND'), { code: 'ENOTFOUND' }));
const unreachable = () => Promise.reject(Object.assign(new Error('queryTxt ETIMEOUT'), { code: 'ETIMEOUT' }));

/** DNS with these TXT records and nothing else. */
function lookups(names: string[], records: Record<string, string[][]>) {
  return {
    reverse: vi.fn<Lookups['reverse']>(() => (names.length === 0 ? noSuchName() : Promise.resolve(names))),
    resolveTxt: vi.fn<Lookups['resolveTxt']>((name) =>
      records[name] === undefined ? noSuchName() : Promise.resolve(records[name]),
    ),
  };
}

const google = { 'AS15169.asn.cymru.com': [['15169 | US | arin | 2000-03-30 | GOOGLE, ', 'US']] };

test('an address has its names, and the network that announces it', async () => {
  const dns = lookups(['mail.example.net'], {
    '1.2.0.192.origin.asn.cymru.com': [['15169 36040 | 192.0.2.0/24 | US | arin | 2000-03-30']],
    ...google,
  });
  expect(await new Addresses(dns).info('192.0.2.1')).toEqual({
    names: ['mail.example.net'],
    owner: 'AS15169 GOOGLE, US',
  });
});

test.each([
  ['2001:db8::1', '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2'],
  ['::', '0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0'],
  ['2001:DB8:1:2:3:4:5:6', '6.0.0.0.5.0.0.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2'],
  ['64:ff9b::192.0.2.1', '1.0.2.0.0.0.0.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.b.9.f.f.4.6.0.0'],
])('%s is asked for by its 32 digits', async (address, digits) => {
  const dns = lookups([], { [`${digits}.origin6.asn.cymru.com`]: [['15169 | 2001:db8::/32 | US']], ...google });
  expect(await new Addresses(dns).info(address)).toEqual({ names: [], owner: 'AS15169 GOOGLE, US' });
});

test('an address of IPv4 that was written as one of IPv6 is asked for as what it is', async () => {
  const dns = lookups(['mail.example.net'], {
    '1.2.0.192.origin.asn.cymru.com': [['15169 | 192.0.2.0/24']],
    ...google,
  });
  for (const written of ['::ffff:192.0.2.1', '::FFFF:C000:201', '0:0:0:0:0:ffff:c000:0201']) {
    expect((await new Addresses(dns).info(written)).owner, written).toBe('AS15169 GOOGLE, US');
    expect(dns.reverse).toHaveBeenLastCalledWith('192.0.2.1');
  }
});

test('what one half does not know or cannot ask leaves the other', async () => {
  const owned = lookups([], { '1.2.0.192.origin.asn.cymru.com': [['64496 | 192.0.2.0/24']] });
  expect(await new Addresses(owned).info('192.0.2.1')).toEqual({ names: [], owner: 'AS64496' });
  const named = { ...lookups(['mail.example.net'], {}), resolveTxt: unreachable };
  expect(await new Addresses(named).info('192.0.2.1')).toEqual({ names: ['mail.example.net'], owner: '' });
});

test('an answer is remembered, a resolver that could not be reached is asked again', async () => {
  const dns = lookups(['mail.example.net'], {});
  const addresses = new Addresses(dns);
  dns.reverse.mockImplementationOnce(unreachable);
  expect((await addresses.info('192.0.2.1')).names).toEqual([]);
  const again = [await addresses.info('192.0.2.1'), await addresses.info('192.0.2.1')];
  expect(again.map(({ names }) => names)).toEqual([['mail.example.net'], ['mail.example.net']]);
  expect(dns.reverse).toHaveBeenCalledTimes(2);
});

test('hostile answers are cut and cannot write to a terminal', async () => {
  const names = Array.from({ length: 1_000 }, (_, index) => `${index}\u001b[2J${'x'.repeat(10_000)}`);
  const owner = `64496 | | | | \u001b[2J${'x'.repeat(10_000)}`;
  const dns = lookups(names, {
    '1.2.0.192.origin.asn.cymru.com': [['64496 | 192.0.2.0/24']],
    'AS64496.asn.cymru.com': [[owner]],
  });
  const info = await new Addresses(dns).info('192.0.2.1');
  expect(info.names).toHaveLength(8);
  expect(Math.max(...[...info.names, info.owner].map((text) => text.length))).toBe(255);
  expect(JSON.stringify(info)).not.toContain('u001b');
});
