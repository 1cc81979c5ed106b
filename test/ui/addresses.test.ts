import { describe, expect, test } from 'vitest';
import { defaultPreferences } from '../../shared/contract.ts';
import { DeskError } from '../../shared/error.ts';
import { Addresses, isAddress } from '../../renderer/parts/addresses.svelte.ts';
import { engineOf, settle } from './engine.ts';

function start(lookUpAddresses: boolean) {
  const asked: string[] = [];
  const { engine } = engineOf({
    'preferences.get': () => ({ ...defaultPreferences, lookUpAddresses }),
    'address.info': (address) => {
      asked.push(address);
      if (address === '192.0.2.9') throw new DeskError('connect-timeout');
      return { names: [`host-${address}`], owner: 'AS64500 EXAMPLE' };
    },
  });
  return { addresses: new Addresses(engine), asked };
}

describe('looking up an address', () => {
  test('DNS is not asked unless the person allowed it', async () => {
    const { addresses, asked } = start(false);
    addresses.lookUp('192.0.2.1');
    await settle();
    expect([addresses.answer.value, asked]).toEqual(['off', []]);
  });

  test('names and owner are told', async () => {
    const { addresses } = start(true);
    addresses.lookUp('192.0.2.1');
    await settle();
    expect(addresses.answer.value).toEqual({ names: ['host-192.0.2.1'], owner: 'AS64500 EXAMPLE' });
  });

  test('an answer never stands beside another address', async () => {
    const { addresses } = start(true);
    addresses.lookUp('192.0.2.1');
    await settle();
    addresses.lookUp('192.0.2.9');
    expect(addresses.answer.value).toBeNull();
    await settle();
    expect([addresses.answer.value, addresses.answer.problem?.code]).toEqual([null, 'connect-timeout']);
  });

  test.each([
    ['192.0.2.1', true],
    ['2001:db8::1', true],
    ['::ffff:192.0.2.1', true],
    ['', false],
    ['dead', false],
    ['unknown', false],
    ['<b>1.2.3.4</b>', false],
    ['1'.repeat(40) + '.'.repeat(40), false],
  ])('%s: offered %s', (text, isOffered) => {
    expect(isAddress(text)).toBe(isOffered);
  });
});
