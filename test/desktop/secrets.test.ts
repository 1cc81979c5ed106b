import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Keychain, Secrets } from '../../main/secrets.ts';
import type { Account } from '../../shared/account.ts';
import { eachTestFolder } from './folder.ts';

const file = eachTestFolder();
const path = () => file('secrets.json');

/** Encrypts by a key that can be changed: what an older key made must be renewed, what a lost one made is lost. */
class FakeKeychain implements Keychain {
  present = true;
  backend = 'gnome_libsecret';
  key = 1;
  refuses = false;

  available(): Promise<boolean> {
    return Promise.resolve(this.present);
  }

  encrypt(text: string): Promise<Buffer> {
    if (this.refuses) return Promise.reject(new Error('access refused'));
    return Promise.resolve(Buffer.from(`${this.backend}:${this.key}:${Buffer.from(text).toString('hex')}`));
  }

  decrypt(ciphertext: Buffer): Promise<{ text: string; renew: boolean }> {
    const [backend, key, hex] = ciphertext.toString().split(':');
    if (hex === undefined || backend !== this.backend || Number(key) < this.key - 1)
      return Promise.reject(new Error('wrong key'));
    return Promise.resolve({ text: Buffer.from(hex, 'hex').toString(), renew: Number(key) !== this.key });
  }
}

const account: Account = {
  host: 'imap.example.org',
  port: 993,
  security: 'tls',
  user: 'tls@example.org',
  certificateAuthority: '',
};

const id = 'f0b7c1de-0000-4000-8000-000000000000';
let keychain: FakeKeychain;
beforeEach(() => {
  keychain = new FakeKeychain();
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => vi.restoreAllMocks());

async function reopened(): Promise<Secrets> {
  const secrets = new Secrets(path(), keychain);
  await secrets.unlock();
  return secrets;
}

test('an offered password is told to every engine of the session and written nowhere', async () => {
  const secrets = await reopened();
  const offered = secrets.offer('hunter2', account);
  expect(secrets.messages()).toEqual([offered]);
  expect(existsSync(path())).toBe(false);
  expect((await reopened()).messages()).toEqual([]);
});

test('a kept password is there after a restart, and on disk only as the keychain encrypted it', async () => {
  const secrets = await reopened();
  const offered = secrets.offer('hunter2', account);
  expect(await secrets.keep(offered.id)).toBe(true);
  expect(readFileSync(path(), 'utf8')).not.toContain('hunter2');
  expect((await reopened()).messages()).toEqual([offered]);
});

test('a forgotten password is gone from memory and disk, and others stay', async () => {
  const secrets = await reopened();
  const [gone, stays] = [secrets.offer('a', account), secrets.offer('b', account)];
  await secrets.keep(gone.id);
  await secrets.keep(stays.id);
  expect(secrets.forget(gone.id)).toEqual({ kind: 'forget', id: gone.id });
  expect(secrets.messages()).toEqual([stays]);
  expect((await reopened()).messages()).toEqual([stays]);
});

test('without a keychain nothing is kept, and the password lasts for the session', async () => {
  keychain.present = false;
  const secrets = await reopened();
  const offered = secrets.offer('hunter2', account);
  expect(await secrets.keep(offered.id)).toBe(false);
  expect(existsSync(path())).toBe(false);
  expect(secrets.messages()).toEqual([offered]);
});

test('a keychain that refuses is like none', async () => {
  keychain.refuses = true;
  const secrets = await reopened();
  expect(await secrets.keep(secrets.offer('hunter2', account).id)).toBe(false);
  expect(existsSync(path())).toBe(false);
});

test('an unknown password is not kept', async () => {
  expect(await (await reopened()).keep('no such id')).toBe(false);
});

test('a password that cannot be decrypted is missing, the others are there, and no log has either', async () => {
  const secrets = await reopened();
  const lost = secrets.offer('lost', account);
  await secrets.keep(lost.id);
  keychain.key += 2;
  const kept = secrets.offer('kept', account);
  await secrets.keep(kept.id);
  expect((await reopened()).messages()).toEqual([kept]);
  expect(JSON.stringify(vi.mocked(console.error).mock.calls)).not.toMatch(/lost"|kept"/);
});

test('a password under an older key is encrypted anew', async () => {
  const secrets = await reopened();
  const offered = secrets.offer('hunter2', account);
  await secrets.keep(offered.id);
  keychain.key = 2;
  await reopened();
  keychain.key = 3; // Key 1 is now too old.
  expect((await reopened()).messages()).toEqual([offered]);
});

test('a damaged file does not keep the app from starting', async () => {
  writeFileSync(path(), '{"id": 7');
  expect((await reopened()).messages()).toEqual([]);
});

test('what a password is for is sealed in with it, so that no edited file turns it to another server', async () => {
  const secrets = await reopened();
  const here = secrets.offer('hunter2', account);
  const there = secrets.offer('of another server', { ...account, host: 'mail.example.net' });
  await secrets.keep(here.id);
  await secrets.keep(there.id);
  const file = onDisk();
  expect(JSON.stringify(file)).not.toContain('example');
  writeFileSync(path(), JSON.stringify({ [here.id]: file[there.id], [there.id]: file[here.id] }));
  expect((await reopened()).messages()).toEqual([
    { ...there, id: here.id },
    { ...here, id: there.id },
  ]);
});

test('a password that was kept for no account is asked for once more', async () => {
  const bare = (await keychain.encrypt('hunter2')).toString('base64');
  writeFileSync(path(), JSON.stringify({ [id]: bare }));
  expect((await reopened()).messages()).toEqual([]);
  expect(JSON.stringify(vi.mocked(console.error).mock.calls)).not.toContain('hunter2');
});

describe('under another keychain, as another desktop may bring it', () => {
  test('a password is asked for again and kept there too, and each keychain has its own from then on', async () => {
    const secrets = await reopened();
    const kept = secrets.offer('first', account);
    await secrets.keep(kept.id);

    keychain.backend = 'kwallet6';
    const elsewhere = await reopened();
    expect(elsewhere.messages()).toEqual([]);
    const again = elsewhere.offer('second', account);
    expect(await elsewhere.keep(again.id, kept.id)).toBe(true);
    expect(Object.keys(onDisk())).toEqual([again.id]);
    expect((await reopened()).messages()).toEqual([again]);

    keychain.backend = 'gnome_libsecret';
    expect((await reopened()).messages()).toEqual([{ ...kept, id: again.id }]);
  });

  test('what it cannot read is kept where there is none to keep the new one either', async () => {
    const secrets = await reopened();
    const kept = secrets.offer('hunter2', account);
    await secrets.keep(kept.id);
    [keychain.backend, keychain.present] = ['basic_text', false];
    const session = await reopened();
    const again = session.offer('hunter2', account);
    expect(await session.keep(again.id, kept.id)).toBe(false);
    [keychain.backend, keychain.present] = ['gnome_libsecret', true];
    expect((await reopened()).messages()).toEqual([again]);
  });

  test('what came out as nonsense is kept as well: one wrong key in 256 decrypts without an error', async () => {
    const nonsense = (await keychain.encrypt('\u0007q\u001c')).toString('base64');
    const file = { [id]: { gnome_libsecret: nonsense } };
    writeFileSync(path(), JSON.stringify(file));
    expect((await reopened()).messages()).toEqual([]);
    expect(onDisk()).toEqual(file);
  });

  test('what an earlier version kept is read, and from then on is that keychain’s', async () => {
    const secrets = await reopened();
    const kept = secrets.offer('hunter2', account);
    await secrets.keep(kept.id);
    const ciphertext = onDisk()[kept.id]?.['gnome_libsecret'];
    writeFileSync(path(), JSON.stringify({ [kept.id]: ciphertext }));
    keychain.backend = 'kwallet6';
    expect((await reopened()).messages()).toEqual([]);
    expect(onDisk()).toEqual({ [kept.id]: ciphertext });
    keychain.backend = 'gnome_libsecret';
    expect((await reopened()).messages()).toEqual([kept]);
    expect(onDisk()).toEqual({ [kept.id]: { gnome_libsecret: ciphertext } });
  });

  test('a mailbox that is removed takes its password out of all of them', async () => {
    const secrets = await reopened();
    const kept = secrets.offer('hunter2', account);
    await secrets.keep(kept.id);
    keychain.backend = 'kwallet6';
    (await reopened()).forget(kept.id);
    expect(onDisk()).toEqual({});
  });
});

test('a password that replaces one that could be read is the only one, even where the keychain refuses it', async () => {
  const secrets = await reopened();
  const kept = secrets.offer('old', account);
  await secrets.keep(kept.id);
  const changed = secrets.offer('new', account);
  keychain.refuses = true;
  expect(await secrets.keep(changed.id, kept.id)).toBe(false);
  expect(secrets.messages()).toEqual([changed]);
  expect((await reopened()).messages()).toEqual([]);
});

function onDisk(): Record<string, Record<string, string>> {
  return JSON.parse(readFileSync(path(), 'utf8')) as Record<string, Record<string, string>>;
}
