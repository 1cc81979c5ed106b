import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { Store } from '../../../main/engine/store/store.ts';
import { settings } from './settings.ts';
import { newFolder, newPath, openStore } from './temporary.ts';

const secretId = 'f0b7c1de-4a11-4b0c-9d5e-1f2e3d4c5b6a';
const certificateAuthority = '-----BEGIN CERTIFICATE-----\nTm90IGEgY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----';
const trusting = { ...settings, secretId, certificateAuthority };
const withheld = { ...settings, secretId: '', certificateAuthority: '' };

async function backupOf(store: Store): Promise<string> {
  const path = join(newFolder(), 'backup.sqlite');
  await store.backup(path);
  return path;
}

test('a backup names no password and holds no certificate authority, and the store keeps both', async () => {
  const store = openStore();
  store.saveMailbox(0, trusting);
  const bytes = readFileSync(await backupOf(store)).toString('latin1');
  for (const withheldText of [secretId, 'BEGIN CERTIFICATE']) expect(bytes).not.toContain(withheldText);
  expect(bytes).toContain(settings.host);
  expect(store.mailboxes()).toMatchObject([{ settings: trusting }]);
});

test('what somebody put into a backup is trusted no more: its mailboxes ask for both again', async () => {
  const store = openStore();
  store.saveMailbox(0, settings);
  const backup = await backupOf(store);
  const edited = new Database(backup);
  edited.prepare('UPDATE mailbox SET secret_id = ?, certificate_authority = ?').run(secretId, certificateAuthority);
  edited.close();
  const path = newPath();
  Store.open(path).close();
  Store.restore(backup, path);
  expect(openStore(path).mailboxes()).toMatchObject([{ settings: withheld }]);
});
