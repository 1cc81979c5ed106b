import { beforeEach, describe, expect, test } from 'vitest';
import type { Account } from '../../shared/account.ts';
import { defaultPreferences, type MailboxSettings } from '../../shared/contract.ts';
import { DeskError } from '../../shared/error.ts';
import { ConnectForm } from '../../renderer/views/connect.svelte.ts';
import { engineOf, mailboxOf, settle } from './engine.ts';

const certificate = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';

class Secrets {
  offered: string[] = [];
  accounts: Account[] = [];
  kept: string[] = [];
  forgotten: string[] = [];
  offerPassword = ({ password, account }: { password: string; account: Account }) => {
    this.offered.push(password);
    this.accounts.push(account);
    return Promise.resolve({ secretId: `secret-${this.offered.length}` });
  };
  keepPassword = ({ secretId, inPlaceOf }: { secretId: string; inPlaceOf: string }) => {
    this.kept.push(secretId);
    if (inPlaceOf !== '') this.forgotten.push(inPlaceOf);
    return Promise.resolve(true);
  };
  forgetPassword = (secretId: string) => {
    this.forgotten.push(secretId);
    return Promise.resolve();
  };
}

let secrets: Secrets;
let tested: MailboxSettings[];
let saved: { id: number; settings: MailboxSettings }[];
let failure: DeskError | null;

const { engine } = engineOf({
  'mailboxes.test': (settings) => {
    tested.push(settings);
    if (failure) throw failure;
    return { folders: ['Reports/TLS', 'INBOX'] };
  },
  'mailboxes.save': (mailbox) => {
    saved.push(mailbox);
    if (failure) throw failure;
    return mailboxOf(mailbox);
  },
});

beforeEach(() => {
  secrets = new Secrets();
  [tested, saved, failure] = [[], [], null];
});

function filledForm(): ConnectForm {
  const form = new ConnectForm(engine, secrets);
  form.host = ' imap.example.org ';
  form.user = 'reports@example.org';
  form.password = 'correct horse';
  return form;
}

describe('a new mailbox', () => {
  test('the usual port follows the security, one of the person’s own stays', () => {
    const form = new ConnectForm(engine, secrets);
    form.security = 'starttls';
    expect(form.port).toBe(143);
    form.security = 'tls';
    expect(form.port).toBe(993);
    form.port = 10_993;
    form.security = 'starttls';
    expect(form.port).toBe(10_993);
  });

  test('an incomplete form is not tested, and says what is missing', async () => {
    const form = new ConnectForm(engine, secrets);
    form.port = 70_000;
    form.certificateAuthority = 'no certificate';
    await form.test();
    expect(Object.keys(form.errors).toSorted()).toEqual(['certificateAuthority', 'host', 'password', 'port', 'user']);
    expect([form.isChecked, tested, secrets.offered]).toEqual([true, [], []]);
  });

  test('the password goes to main once, for what the form says, and is gone from the form when it works', async () => {
    const form = filledForm();
    await form.test();
    expect(form.password).toBe('');
    expect(secrets.offered).toEqual(['correct horse']);
    expect(secrets.accounts).toEqual([
      { host: 'imap.example.org', port: 993, security: 'tls', user: 'reports@example.org', certificateAuthority: '' },
    ]);
    expect(JSON.stringify(tested)).not.toContain('correct horse');
    expect(tested[0]).toMatchObject({ host: 'imap.example.org', secretId: 'secret-1', port: 993 });
  });

  test('a test that succeeds offers the folders, the likeliest chosen, and allows to save', async () => {
    const form = filledForm();
    expect(form.canSave).toBe(false);
    await form.test();
    expect([form.folders, form.folder, form.isTested, form.canSave]).toEqual([
      ['Reports/TLS', 'INBOX'],
      'Reports/TLS',
      true,
      true,
    ]);
  });

  test('a test that fails tells why, and can be tried again without typing the password again', async () => {
    failure = new DeskError('host-not-found', 'imap.example.org');
    const form = filledForm();
    await form.test();
    expect(form.problem).toEqual({ code: 'host-not-found', detail: 'imap.example.org' });
    expect(form.canSave).toBe(false);
    failure = null;
    form.host = 'mail.example.org';
    await form.test();
    expect([form.problem, form.isTested, form.passwordNote]).toEqual([null, true, '']);
    expect(secrets.accounts.map(({ host }) => host)).toEqual(['imap.example.org', 'mail.example.org']);
    expect(secrets.forgotten).toEqual(['secret-1']);
  });

  test('what changes the connection after the test asks for another test', async () => {
    const form = filledForm();
    await form.test();
    form.host = 'other.example.org';
    expect([form.isTested, form.canSave]).toEqual([false, false]);
    form.host = 'imap.example.org';
    expect(form.canSave).toBe(true);
    form.password = 'x';
    expect(form.canSave).toBe(false);
    form.password = '';
    form.certificateAuthority = certificate;
    expect(form.canSave).toBe(false);
  });

  test('saving keeps the password and answers the mailbox', async () => {
    const form = filledForm();
    form.pollMinutes = 5;
    await form.test();
    form.folder = 'INBOX';
    const state = await form.save();
    expect(state?.settings).toMatchObject({ folder: 'INBOX', pollMinutes: 5, secretId: 'secret-1' });
    expect([saved.length, secrets.kept]).toEqual([1, ['secret-1']]);
    await form.abandon();
    expect(secrets.forgotten).toEqual([]);
  });

  test('a password that is replaced before saving is forgotten, and so is the last one when the form is left', async () => {
    failure = new DeskError('login-failed');
    const form = filledForm();
    await form.test();
    form.password = 'battery staple';
    await form.test();
    expect(secrets.forgotten).toEqual(['secret-1']);
    await form.abandon();
    expect(secrets.forgotten).toEqual(['secret-1', 'secret-2']);
  });

  test('checking signatures, when it is chosen, is on before the first mail comes', async () => {
    const calls: unknown[] = [];
    const choosing = engineOf({
      'mailboxes.test': () => ({ folders: ['INBOX'] }),
      'mailboxes.save': (mailbox) => {
        calls.push('save');
        return mailboxOf(mailbox);
      },
      'preferences.get': () => ({ ...defaultPreferences, keepMonths: 6 }),
      'preferences.save': (preferences) => {
        calls.push(preferences);
        return null;
      },
    });
    const form = new ConnectForm(choosing.engine, secrets);
    [form.host, form.user, form.password, form.verifies] = ['imap.example.org', 'reports', 'correct horse', true];
    await form.test();
    await form.save();
    expect(calls).toMatchObject([{ keepMonths: 6, verification: 'dns', verificationAsked: true }, 'save']);
  });

  test('a keychain that fails does not undo the save: saving again would add the mailbox twice', async () => {
    const form = filledForm();
    await form.test();
    secrets.keepPassword = () => Promise.reject(new DeskError('keychain-unavailable'));
    expect(await form.save()).not.toBeNull();
    expect([saved.length, form.problem?.code]).toEqual([1, 'keychain-unavailable']);
  });

  test('a save that fails leaves the form as it was', async () => {
    const form = filledForm();
    await form.test();
    failure = new DeskError('store-full');
    expect(await form.save()).toBeNull();
    expect([form.problem?.code, form.phase, form.canSave]).toEqual(['store-full', 'editing', true]);
  });

  test('a cancelled test is no problem', async () => {
    const silent = engineOf({
      'mailboxes.test': (_settings, { signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new DeskError('cancelled')))),
    });
    const form = new ConnectForm(silent.engine, secrets);
    [form.host, form.user, form.password] = ['imap.example.org', 'reports', 'correct horse'];
    const testing = form.test();
    await settle();
    expect(form.phase).toBe('testing');
    form.cancelTest();
    await testing;
    expect([form.problem, form.phase]).toEqual([null, 'editing']);
  });
});

describe('the folder', () => {
  const at = (folder: string) => mailboxOf({ settings: { ...mailboxOf().settings, folder } });

  test('of a saved mailbox stays, whatever the server lists: it is said to be missing, and saved only as it was', async () => {
    const form = new ConnectForm(engine, secrets, at('Elsewhere'));
    form.password = 'new';
    await form.test();
    expect([form.folder, form.isUnlisted, form.canSave]).toEqual(['Elsewhere', true, true]);
    expect(form.folders).toEqual(['Elsewhere', 'Reports/TLS', 'INBOX']);
    await form.save();
    expect(saved[0]?.settings.folder).toBe('Elsewhere');
  });

  test('of a saved mailbox that the server lists is nothing to speak of', async () => {
    const form = new ConnectForm(engine, secrets, at('INBOX'));
    form.password = 'new';
    await form.test();
    expect([form.folder, form.isUnlisted, form.folders]).toEqual(['INBOX', false, ['Reports/TLS', 'INBOX']]);
  });

  test('can be typed, and INBOX in any case is INBOX', async () => {
    const form = filledForm();
    await form.test();
    form.chosenFolder = '';
    expect([form.isTypingFolder, form.folder, form.canSave]).toEqual([true, '', false]);
    form.folder = ' Shared.tlsrpt ';
    expect([form.chosenFolder, form.isUnlisted, form.canSave]).toEqual(['', true, true]);
    await form.test();
    expect(form.folder).toBe(' Shared.tlsrpt ');
    form.folder = 'inbox';
    expect(form.isUnlisted).toBe(false);
    await form.save();
    expect(saved[0]?.settings.folder).toBe('INBOX');
    form.chosenFolder = 'Reports/TLS';
    expect([form.isTypingFolder, form.folder]).toEqual([false, 'Reports/TLS']);
  });

  test('of another server’s list does not stay with the new server', async () => {
    const other = engineOf({
      'mailboxes.test': ({ host }) => ({ folders: host === 'imap.example.org' ? ['Reports/TLS'] : ['INBOX'] }),
    });
    const form = new ConnectForm(other.engine, secrets);
    [form.host, form.user, form.password] = ['imap.example.org', 'reports', 'correct horse'];
    await form.test();
    expect(form.folder).toBe('Reports/TLS');
    [form.host, form.password] = ['other.example.org', 'battery staple'];
    await form.test();
    expect(form.folder).toBe('INBOX');
  });
});

describe('changing a mailbox', () => {
  test('another interval needs neither test nor password', async () => {
    const form = new ConnectForm(engine, secrets, mailboxOf());
    form.pollMinutes = 60;
    expect([form.canSave, form.isTested]).toEqual([true, false]);
    await form.save();
    expect(saved[0]).toMatchObject({ id: 1, settings: { pollMinutes: 60, secretId: 'kept' } });
    expect([secrets.kept, secrets.forgotten]).toEqual([[], []]);
  });

  test('a new password replaces the old one only when it is saved', async () => {
    const form = new ConnectForm(engine, secrets, mailboxOf());
    form.password = 'new';
    await form.test();
    expect(secrets.forgotten).toEqual([]);
    await form.save();
    expect([secrets.kept, secrets.forgotten]).toEqual([['secret-1'], ['kept']]);
  });

  test('leaving without saving keeps the old password', async () => {
    const form = new ConnectForm(engine, secrets, mailboxOf());
    form.password = 'new';
    await form.test();
    await form.abandon();
    expect(secrets.forgotten).toEqual(['secret-1']);
  });

  test('a mailbox that waits for its password asks for it', () => {
    const form = new ConnectForm(engine, secrets, mailboxOf({ phase: 'needs-password' }));
    expect([form.hasPassword, form.canSave, form.errors.password !== undefined]).toEqual([false, false, true]);
  });

  test('the password of a mailbox is not tried at another server, and the form says whose it is', async () => {
    const changes: ((form: ConnectForm) => unknown)[] = [
      (form) => (form.host = 'imap.example.net'),
      (form) => (form.port = 10_993),
      (form) => (form.user = 'other@example.org'),
      (form) => (form.security = 'starttls'),
      (form) => (form.certificateAuthority = certificate),
    ];
    for (const change of changes) {
      const form = new ConnectForm(engine, secrets, mailboxOf());
      expect([form.hasPassword, form.passwordNote]).toEqual([true, '']);
      change(form);
      await form.test();
      expect([form.hasPassword, form.errors.password !== undefined, form.canSave]).toEqual([false, true, false]);
      expect(form.passwordNote).toMatch(/reports@example\.org at imap\.example\.org/);
    }
    expect(tested).toEqual([]);
  });

  test('with a password for its new server it is tested and saved, and the old password forgotten', async () => {
    const form = new ConnectForm(engine, secrets, mailboxOf());
    form.host = 'imap.example.net';
    form.password = 'new';
    await form.test();
    await form.save();
    expect(secrets.accounts).toMatchObject([{ host: 'imap.example.net' }]);
    expect([form.passwordNote, secrets.kept, secrets.forgotten]).toEqual(['', ['secret-1'], ['kept']]);
  });

  test('a mailbox out of a backup says why it has neither password nor certificate authority', () => {
    const { settings } = mailboxOf();
    const restored = mailboxOf({ phase: 'needs-password', settings: { ...settings, secretId: '' } });
    expect(new ConnectForm(engine, secrets, restored).passwordNote).toMatch(/comes from a backup/);
    const locked = mailboxOf({ phase: 'needs-password' });
    expect(new ConnectForm(engine, secrets, locked).passwordNote).toMatch(/forgotten when the app quits/);
  });
});
