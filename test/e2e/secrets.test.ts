import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Desk, newProfile } from './electron.ts';
import { Keyring } from './keyring.ts';
import { eventually } from './eventually.ts';
import { SmallDesks } from './small-desk.ts';

const password = 'correct-horse-battery-staple';
const account = { host: 'imap.example.org', port: 993, security: 'tls', user: 'u', certificateAuthority: '' } as const;
const offer = { password, account };
const desks = new SmallDesks();
let keyring: Keyring;
const withKeychain = () => ({ flags: ['--password-store=gnome-libsecret'], env: keyring.environment });
const withoutKeychain = () => ({ flags: ['--password-store=basic'], env: { DBUS_SESSION_BUS_ADDRESS: 'disabled:' } });

beforeAll(async () => {
  await desks.prepare();
  keyring = await Keyring.start();
});
afterAll(async () => {
  await keyring.stop();
  desks.remove();
});

let desk: Desk;
let profile: string;
let removeProfile: () => void;
beforeEach(() => {
  ({ profile, remove: removeProfile } = newProfile());
});
afterEach(async () => {
  await desk.app.close();
  removeProfile();
});

/** Offers and keeps the password in the page. */
async function enterPassword(inPlaceOf = ''): Promise<{ secretId: string; kept: boolean }> {
  return desk.page.evaluate(
    async ({ entered, inPlaceOf }) => {
      const { secretId } = await window.shell.offerPassword(entered);
      return { secretId, kept: await window.shell.keepPassword({ secretId, inPlaceOf }) };
    },
    { entered: offer, inPlaceOf },
  );
}

/** Expects them once the engine has been told: the page asks it by another way than main tells it. */
async function expectSecrets(expected: Record<string, string>): Promise<void> {
  // What main says comes in order: with a later one the engine has all that came before.
  const lastOffer = { password: 'the last one', account };
  const { secretId } = await desk.page.evaluate((last) => window.shell.offerPassword(last), lastOffer);
  const known = () => desk.page.evaluate(() => window.probe.call('secrets', null));
  await eventually(async () => Object.keys(await known())).toContain(secretId);
  expect(await known()).toEqual({ ...expected, [secretId]: lastOffer.password });
  await desk.page.evaluate((id) => window.shell.forgetPassword(id), secretId);
}
const keychain = () => desk.page.evaluate(async () => (await window.shell.appInfo()).keychain);
const keychainCommand = () => desk.page.evaluate(async () => (await window.shell.appInfo()).keychainCommand);

describe('with a keychain', () => {
  test('a kept password outlives the app, and a forgotten one does not', async () => {
    desk = await desks.open({ profile, ...withKeychain() });
    expect(await keychain()).toBe(true);
    const { secretId, kept } = await enterPassword();
    expect(kept).toBe(true);
    await expectSecrets({ [secretId]: password });
    await desk.app.close();

    desk = await desks.open({ profile, ...withKeychain() });
    await expectSecrets({ [secretId]: password });
    await desk.page.evaluate((id) => window.shell.forgetPassword(id), secretId);
    await desk.app.close();

    desk = await desks.open({ profile, ...withKeychain() });
    await expectSecrets({});
  });

  test('a password that was not kept is gone with the app', async () => {
    desk = await desks.open({ profile, ...withKeychain() });
    await desk.page.evaluate((entered) => window.shell.offerPassword(entered), offer);
    await desk.app.close();
    desk = await desks.open({ profile, ...withKeychain() });
    await expectSecrets({});
  });

  test('a kept password is nowhere on disk or in the output in clear', async () => {
    desk = await desks.open({ profile, ...withKeychain() });
    const { secretId } = await enterPassword();
    await desk.app.close();
    const kept = join(profile, 'secrets.json');
    expect(Object.keys(JSON.parse(readFileSync(kept, 'utf8')) as object)).toEqual([secretId]);
    expect(statSync(kept).mode & 0o777).toBe(0o600);
    expect(filesWith(password)).toEqual([]);
    expect(desk.output()).not.toContain(password);
  });
});

describe('without a keychain', () => {
  test('a password lasts for the session, and the window is told so', async () => {
    desk = await desks.open({ profile, ...withoutKeychain() });
    expect(await keychain()).toBe(false);
    const { secretId, kept } = await enterPassword();
    expect(kept).toBe(false);
    await expectSecrets({ [secretId]: password });
    await desk.app.close();
    expect(filesWith(password)).toEqual([]);
    expect(desk.output()).not.toContain(password);

    desk = await desks.open({ profile, ...withoutKeychain() });
    await expectSecrets({});
  });

  test('a password kept under a keychain that is gone is missing, and the app starts', async () => {
    desk = await desks.open({ profile, ...withKeychain() });
    await enterPassword();
    await desk.app.close();
    desk = await desks.open({ profile, ...withoutKeychain() });
    await expectSecrets({});
  });

  test('a password that is entered again there is still in the keychain when that is back', async () => {
    desk = await desks.open({ profile, ...withKeychain() });
    const first = await enterPassword();
    await desk.app.close();
    desk = await desks.open({ profile, ...withoutKeychain() });
    const again = await enterPassword(first.secretId);
    await expectSecrets({ [again.secretId]: password });
    await desk.app.close();
    desk = await desks.open({ profile, ...withKeychain() });
    await expectSecrets({ [again.secretId]: password });
  });

  test.runIf(process.platform === 'linux')(
    'on a desktop whose keychain is not looked for, the person is told how to start the app with it',
    async () => {
      const env = { ...keyring.environment, XDG_CURRENT_DESKTOP: 'i3' };
      desk = await desks.open({ profile, env });
      expect(await keychain()).toBe(false);
      // What Electron answers there; the stand-in is too old to be asked.
      await desk.app.evaluate(({ safeStorage }) => {
        safeStorage.getSelectedStorageBackend = () => 'basic_text';
      });
      const command = 'tlsrpt-desk --password-store=gnome-libsecret';
      expect(await keychainCommand()).toBe(command);
      await desk.app.close();

      const [, flag = ''] = command.split(' ');
      desk = await desks.open({ profile, env, flags: [flag] });
      expect([await keychain(), await keychainCommand()]).toEqual([true, null]);
    },
  );
});

test('an engine that was started again has the passwords and the grants of the session', async () => {
  desk = await desks.open({ profile, ...withoutKeychain() });
  const path = join(profile, 'reports.csv');
  await desk.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, path);
  const { secretId } = await enterPassword();
  const chosen = await desk.page.evaluate(() => window.shell.chooseExportFile('reports.csv'));
  const { pid } = await desk.page.evaluate(() => window.probe.call('where', null));
  process.kill(pid, 'SIGKILL');
  await eventually(() => desk.page.evaluate(() => window.probe.portsReceived)).toBe(2);
  await expectSecrets({ [secretId]: password });
  const grants = () => desk.page.evaluate(() => window.probe.call('grants', null));
  await eventually(grants).toEqual({ [chosen?.grant ?? '']: path });
});

/** Files of the profile that hold the text, in an encoding of Chromium's or in the one of secrets.json. */
function filesWith(text: string): string[] {
  const utf8 = Buffer.from(text);
  const needles = [utf8, Buffer.from(text, 'utf16le'), Buffer.from(utf8.toString('base64'))];
  return readdirSync(profile, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      const bytes = readFileSync(path);
      return needles.some((needle) => bytes.includes(needle));
    });
}
