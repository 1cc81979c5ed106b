import {
  type MailboxState,
  type MailboxSettings,
  type Problem,
  problemOf,
  type Security,
} from '../../shared/contract.ts';
import { type Account, accountOf, isSameAccount } from '../../shared/account.ts';
import { folderName } from '../../shared/folder.ts';
import { type Shell } from '../../shared/shell.ts';
import { asDeskError } from '../../shared/error.ts';
import { words } from '../../shared/words.ts';
import type { Caller } from '../engine.ts';

type Secrets = Pick<Shell, 'offerPassword' | 'keepPassword' | 'forgetPassword'>;
type Field = 'host' | 'port' | 'user' | 'password' | 'pollMinutes' | 'certificateAuthority';

const defaultPorts: Record<Security, number> = { tls: 993, starttls: 143 };
const defaultPollMinutes = 30;
const maxPollMinutes = 10_080;

/** The form that connects a mailbox or changes one: fill in, test, choose a folder, save. */
export class ConnectForm {
  host = $state('');
  port = $state<number | null>(defaultPorts.tls);
  #security = $state<Security>('tls');
  user = $state('');
  /** Only what is being typed: it is gone from here as soon as main has it and it works. */
  password = $state('');
  /** As it is chosen, or being typed. */
  folder = $state('');
  isTypingFolder = $state(false);
  pollMinutes = $state<number | null>(defaultPollMinutes);
  certificateAuthority = $state('');
  /** Check the signatures of mails with keys from DNS; null where that is not asked, as after the first run. */
  verifies = $state<boolean | null>(null);

  phase = $state<'editing' | 'testing' | 'saving'>('editing');
  problem = $state.raw<Problem | null>(null);
  /** Errors are shown from the first attempt on, not while the person is still typing. */
  isChecked = $state(false);

  readonly mailboxId: number;
  #engine: Caller;
  #secrets: Secrets;
  #secretId = $state('');
  /** What the password of #secretId was entered for; main hands it over for nothing else. */
  #account = $state.raw<Account | null>(null);
  /** The secret that the mailbox had when the form was opened. */
  #savedSecretId = '';
  /** What the server lists, once it was asked. */
  #listed = $state.raw<string[]>([]);
  #savedFolder = '';
  #testedConnection = $state('');
  #savedConnection = '';
  #test: AbortController | null = null;

  constructor(engine: Caller, secrets: Secrets, mailbox: MailboxState | null = null) {
    this.#engine = engine;
    this.#secrets = secrets;
    this.mailboxId = mailbox?.id ?? 0;
    if (mailbox !== null) this.#fill(mailbox);
  }

  get security(): Security {
    return this.#security;
  }

  /** The usual port follows; one of the person's own stays. */
  set security(security: Security) {
    if (this.port === defaultPorts[this.#security]) this.port = defaultPorts[security];
    this.#security = security;
  }

  /** Main holds a password for what the form says now. */
  get hasPassword(): boolean {
    return this.#account !== null && isSameAccount(this.#account, this.#settings());
  }

  /** Why a saved mailbox needs its password again; '' where it does not. */
  get passwordNote(): string {
    const { passwordElsewhere, passwordNotInBackup, passwordMissing } = words.connect;
    const isNewlyEntered = this.#secretId !== '' && this.#secretId !== this.#savedSecretId;
    if (this.mailboxId === 0 || this.hasPassword || isNewlyEntered) return '';
    if (this.#account !== null) return passwordElsewhere(this.#account.user, this.#account.host);
    return this.#savedSecretId === '' ? passwordNotInBackup : passwordMissing;
  }

  /** What the form says now has been tested and works. */
  get isTested(): boolean {
    return this.password === '' && this.#testedConnection === this.#connection();
  }

  /** The connection is as it was when the form was opened for a mailbox that has its password. */
  get isUnchanged(): boolean {
    return this.password === '' && this.#savedConnection === this.#connection();
  }

  /** Folders to choose from; the saved one is always among them. */
  get folders(): string[] {
    if (this.#savedFolder === '' || this.#listed.includes(this.#savedFolder)) return this.#listed;
    return [this.#savedFolder, ...this.#listed];
  }

  /** The folder chosen of `folders`; '' where it is typed instead. */
  get chosenFolder(): string {
    return this.isTypingFolder ? '' : this.folder;
  }

  set chosenFolder(folder: string) {
    this.isTypingFolder = folder === '';
    this.folder = folder;
  }

  /** The server was asked for its folders, and this one is not among them. */
  get isUnlisted(): boolean {
    const folder = folderName(this.folder.trim());
    return this.isTested && folder !== '' && !this.#listed.includes(folder);
  }

  get canSave(): boolean {
    const isReachable = this.isTested || this.isUnchanged;
    return (
      isReachable && this.folder.trim() !== '' && this.phase === 'editing' && this.errors.pollMinutes === undefined
    );
  }

  /** What is wrong with each field. */
  get errors(): Partial<Record<Field, string>> {
    const { required, portRange, minutesRange, notPem } = words.connect;
    const errors: Partial<Record<Field, string>> = {};
    if (this.host.trim() === '') errors.host = required;
    if (this.user.trim() === '') errors.user = required;
    if (this.password === '' && !this.hasPassword) errors.password = required;
    if (!isWithin(this.port, 1, 65_535)) errors.port = portRange;
    if (!isWithin(this.pollMinutes, 1, maxPollMinutes)) errors.pollMinutes = minutesRange;
    const pem = this.certificateAuthority.trim();
    if (pem !== '' && !pem.includes('-----BEGIN CERTIFICATE-----')) errors.certificateAuthority = notPem;
    return errors;
  }

  /** Connects to the server and learns its folders. */
  async test(): Promise<void> {
    this.isChecked = true;
    if (this.phase !== 'editing' || Object.keys(this.errors).length > 0) return;
    this.phase = 'testing';
    this.problem = null;
    const controller = new AbortController();
    this.#test = controller;
    try {
      await this.#offerPassword();
      const settings = this.#settings();
      const { folders } = await this.#engine.call('mailboxes.test', settings, { signal: controller.signal });
      this.password = '';
      this.#testedConnection = this.#connection();
      this.#offer(folders);
    } catch (thrown) {
      const problem = problemOf(asDeskError(thrown));
      this.problem = problem.code === 'cancelled' ? null : problem;
    } finally {
      this.phase = 'editing';
      this.#test = null;
    }
  }

  /** A folder of another server's list does not stay; one that is saved or typed does, listed or not. */
  #offer(folders: string[]): void {
    this.#listed = folders;
    if (this.isTypingFolder || this.folders.includes(this.folder)) return;
    this.folder = this.#savedFolder === '' ? (folders[0] ?? '') : this.#savedFolder;
  }

  cancelTest(): void {
    this.#test?.abort();
  }

  /**
   * Saves the mailbox, which begins to be polled; answers its state, or null when that failed. A `problem` beside a
   * state means that the password could not be kept: it lasts until the app quits.
   */
  async save(): Promise<MailboxState | null> {
    if (!this.canSave) return null;
    let saved: MailboxState | null = null;
    this.phase = 'saving';
    this.problem = null;
    try {
      // Before the mailbox, so that its first mails are checked already.
      if (this.verifies !== null) await this.#decideVerification(this.verifies);
      saved = await this.#engine.call('mailboxes.save', { id: this.mailboxId, settings: this.#settings() });
      await this.#settlePassword();
    } catch (thrown) {
      this.problem = problemOf(asDeskError(thrown));
    } finally {
      this.phase = 'editing';
    }
    return saved;
  }

  /** The form is left: a password that no saved mailbox uses is forgotten. */
  async abandon(): Promise<void> {
    this.cancelTest();
    this.password = '';
    if (this.#secretId !== this.#savedSecretId) await this.#secrets.forgetPassword(this.#secretId);
    this.#secretId = this.#savedSecretId;
  }

  async #decideVerification(verifies: boolean): Promise<void> {
    const preferences = await this.#engine.call('preferences.get', null);
    const verification = verifies ? 'dns' : 'off';
    await this.#engine.call('preferences.save', { ...preferences, verification, verificationAsked: true });
  }

  #fill({ settings, phase }: MailboxState): void {
    this.host = settings.host;
    this.port = settings.port;
    this.#security = settings.security;
    this.user = settings.user;
    this.folder = settings.folder;
    this.#savedFolder = settings.folder;
    this.pollMinutes = settings.pollMinutes;
    this.certificateAuthority = settings.certificateAuthority;
    this.#savedSecretId = settings.secretId;
    if (phase === 'needs-password') return;
    this.#secretId = settings.secretId;
    this.#account = accountOf(settings);
    this.#savedConnection = this.#connection();
  }

  /** What was typed stays until it works: after a slip in the server's name it has to be offered for another account. */
  async #offerPassword(): Promise<void> {
    if (this.password === '') return;
    const previous = this.#secretId;
    const account = accountOf(this.#settings());
    const { secretId } = await this.#secrets.offerPassword({ password: this.password, account });
    this.#secretId = secretId;
    this.#account = account;
    if (previous !== '' && previous !== this.#savedSecretId) await this.#secrets.forgetPassword(previous);
  }

  async #settlePassword(): Promise<void> {
    const previous = this.#savedSecretId;
    if (this.#secretId === previous) return;
    this.#savedSecretId = this.#secretId;
    await this.#secrets.keepPassword({ secretId: this.#secretId, inPlaceOf: previous });
  }

  #settings(): MailboxSettings {
    return {
      host: this.host.trim(),
      port: this.port ?? 0,
      security: this.security,
      user: this.user.trim(),
      secretId: this.#secretId,
      folder: this.isTypingFolder ? folderName(this.folder.trim()) : this.folder,
      pollMinutes: this.pollMinutes ?? 0,
      certificateAuthority: this.certificateAuthority.trim(),
    };
  }

  /** What a test is about, as one comparable text. */
  #connection(): string {
    const { host, port, security, user, secretId, certificateAuthority } = this.#settings();
    return JSON.stringify([host, port, security, user, secretId, certificateAuthority]);
  }
}

function isWithin(value: number | null, least: number, most: number): boolean {
  return value !== null && Number.isInteger(value) && value >= least && value <= most;
}
