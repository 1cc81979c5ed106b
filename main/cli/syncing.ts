import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { accountOf } from '../../shared/account.ts';
import type { MailboxSettings, Security } from '../../shared/contract.ts';
import { DeskError } from '../../shared/error.ts';
import { folderName } from '../../shared/folder.ts';
import { Intake } from '../engine/intake.ts';
import { keyLookup } from '../engine/mailbox/keys.ts';
import { Mailboxes } from '../engine/mailboxes.ts';
import type { Store } from '../engine/store/store.ts';
import { noArguments, requiredText, type Command, type Typed } from './command.ts';
import type { Output } from './output.ts';
import { withStore } from './place.ts';
import { SyncReport } from './syncreport.ts';

const defaultPollMinutes = 15;
const defaultPort: Record<Security, number> = { tls: 993, starttls: 143 };

export const syncCommand: Command = {
  name: 'sync',
  arguments: '',
  summary: 'Fetch new reports from the configured mailboxes, or from the one that the options name.',
  options: {
    once: { help: 'check once and end; otherwise it goes on until interrupted' },
    host: { value: 'NAME', help: 'IMAP server; its password is taken from TLSRPT_PASSWORD or asked for' },
    port: { value: 'NUMBER', help: 'default 993 for tls, 143 for starttls' },
    security: { value: 'KIND', help: 'tls (default) or starttls' },
    user: { value: 'NAME', help: 'user name at the server' },
    folder: { value: 'NAME', help: 'default INBOX' },
    'ca-file': { value: 'FILE', help: 'PEM of a private certificate authority to trust as well' },
  },
  run: (typed, output) => {
    noArguments(typed);
    return withStore(typed, (store) => sync(store, typed, output));
  },
};

async function sync(store: Store, typed: Typed, output: Output): Promise<number> {
  if (typed.text['host'] !== undefined) rememberMailbox(store, typed);
  const wanted = store.mailboxes().filter(({ settings }) => isWanted(settings, typed));
  if (wanted.length === 0) throw new DeskError('usage', 'no mailbox is configured: name one with --host and --user');
  // One server's password is nobody else's business.
  const servers = new Set(wanted.map(({ settings }) => serverKey(settings)));
  if (servers.size > 1 && givenPassword() !== undefined) {
    throw new DeskError('usage', 'TLSRPT_PASSWORD is of one mailbox: name it with --host, --port and --user');
  }
  if (givenPassword() !== undefined && wanted.some(({ settings }) => isFromBackup(settings))) {
    throw new DeskError('usage', 'a mailbox out of a backup gets no password unseen: name it with --host and --user');
  }
  const passwords = new Map<string, string>();
  for (const { settings } of wanted) passwords.set(passwordKey(settings), await passwordOf(settings));

  const intake = new Intake(store, keyLookup());
  const report = new SyncReport(output, new Map(wanted.map(({ id }) => [id, store.messageCounts(id)])));
  const mailboxes = new Mailboxes({
    store,
    intake,
    passwordFor: (settings) => passwords.get(passwordKey(settings)),
    onState: (state) => report.tellChange(state),
    onTaken: () => {},
  });
  const check = async () => {
    const states = await Promise.all(wanted.map(({ id }) => mailboxes.check(id)));
    const isFlawed = report.tellChecked(states.flat());
    await intake.verifier.finish();
    return isFlawed ? 1 : 0;
  };
  try {
    // A service ends well when it is told to end, whatever it met.
    return await (typed.on['once'] === true ? check() : Promise.race([interrupted(), check().then(forever)]));
  } finally {
    await mailboxes.stop();
    intake.verifier.stop();
  }
}

function settingsOf(typed: Typed): MailboxSettings {
  const security = typed.text['security'] ?? 'tls';
  if (security !== 'tls' && security !== 'starttls') throw new DeskError('usage', '--security is tls or starttls');
  const port = Number(typed.text['port'] ?? defaultPort[security]);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new DeskError('usage', '--port is a number to 65535');
  const host = requiredText(typed, 'host');
  const user = requiredText(typed, 'user');
  const folder = folderName(typed.text['folder'] ?? 'INBOX');
  const caFile = typed.text['ca-file'];
  return {
    host,
    port,
    security,
    user,
    folder,
    secretId: `${user}@${host}:${port}/${folder}`,
    pollMinutes: defaultPollMinutes,
    certificateAuthority: caFile === undefined ? '' : readAuthority(caFile),
  };
}

function readAuthority(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new DeskError('file-not-found', path, { cause: error });
  }
}

/**
 * The mailbox is kept, so that the next sync goes on after the last mail; its password is not. Of a known one, which
 * the app may watch, only what was typed changes.
 */
function rememberMailbox(store: Store, typed: Typed): void {
  const settings = settingsOf(typed);
  const known = store.mailboxes().find((mailbox) => isSame(mailbox.settings, settings));
  if (known === undefined) {
    store.saveMailbox(0, settings);
    return;
  }
  const { security, certificateAuthority, secretId } = settings;
  store.saveMailbox(known.id, {
    ...known.settings,
    ...(isFromBackup(known.settings) && { secretId }),
    ...(typed.text['security'] !== undefined && { security }),
    ...(typed.text['ca-file'] !== undefined && { certificateAuthority }),
  });
}

function isSame(one: MailboxSettings, other: MailboxSettings): boolean {
  const isSameFolder = folderName(one.folder) === folderName(other.folder);
  return one.host === other.host && one.port === other.port && one.user === other.user && isSameFolder;
}

function isWanted(settings: MailboxSettings, typed: Typed): boolean {
  return typed.text['host'] === undefined || isSame(settings, settingsOf(typed));
}

/** Nobody here has said yet that this is where a password may go, see withheld.ts of the store. */
function isFromBackup({ secretId }: MailboxSettings): boolean {
  return secretId === '';
}

/** Whom a password is for. */
function serverKey({ host, port, user }: MailboxSettings): string {
  return JSON.stringify([host, port, user]);
}

/** Which mailbox a password is for: other folders of its server are not what was asked for. */
function passwordKey(settings: MailboxSettings): string {
  return JSON.stringify([accountOf(settings), settings.folder]);
}

const givenPassword = () => process.env['TLSRPT_PASSWORD'];

/** From TLSRPT_PASSWORD, or asked for without showing what is typed. */
async function passwordOf({ user, host }: MailboxSettings): Promise<string> {
  const given = givenPassword();
  if (given !== undefined) return given;
  if (!process.stdin.isTTY) throw new DeskError('password-missing', 'set TLSRPT_PASSWORD');
  process.stderr.write(`Password of ${user} at ${host}: `);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const prompt = createInterface({ input: process.stdin, output: silent, terminal: true });
  const password = await prompt.question('');
  prompt.close();
  process.stderr.write('\n');
  return password;
}

function interrupted(): Promise<number> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve(0));
    process.once('SIGTERM', () => resolve(0));
  });
}

function forever(): Promise<never> {
  return new Promise(() => {});
}
