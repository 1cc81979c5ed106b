import { readFileSync } from 'node:fs';
import type { MailboxSettings, Security } from '../../shared/contract.ts';
import { DeskError } from '../../shared/error.ts';
import { folderName } from '../../shared/folder.ts';
import { checked, mailboxSettings } from '../engine/arguments.ts';
import type { SavedMailbox } from '../engine/store/mailboxes.ts';
import type { Store } from '../engine/store/store.ts';
import type { Typed } from './command.ts';
import { numberIn, oneOf, requiredText } from './values.ts';

const defaultPollMinutes = 15;
const defaultPort: Record<Security, number> = { tls: 993, starttls: 143 };
const securities: readonly Security[] = ['tls', 'starttls'];
const maxPort = 65_535;

/**
 * The mailboxes that a sync is about: all that are configured, or the one that was typed, with id 0 where the store does
 * not know it. Of a known one, which the app may watch, only what was typed changes. Throws usage.
 */
export function wantedMailboxes(store: Store, typed: Typed): SavedMailbox[] {
  const settings = typedSettings(typed);
  const saved = store.mailboxes();
  if (settings === null) return saved;
  const known = saved.find((mailbox) => isSame(mailbox.settings, settings));
  return known === undefined
    ? [{ id: 0, settings }]
    : [{ id: known.id, settings: changed(known.settings, settings, typed) }];
}

/** Nobody here has said yet that this is where a password may go, see withheld.ts of the store. */
export function isFromBackup({ secretId }: MailboxSettings): boolean {
  return secretId === '';
}

/** null where no server is named. Throws usage. */
function typedSettings(typed: Typed): MailboxSettings | null {
  if (typed.text['host'] === undefined) {
    const idle = ['user', 'port', 'security', 'folder', 'ca-file'].find((name) => typed.text[name] !== undefined);
    if (idle !== undefined) throw new DeskError('usage', `--host is missing, without which --${idle} says nothing`);
    return null;
  }
  const security = oneOf('--security', typed.text['security'] ?? 'tls', securities);
  const port = numberIn('--port', typed.text['port'] ?? String(defaultPort[security]), maxPort);
  const host = requiredText(typed, 'host');
  const user = requiredText(typed, 'user');
  const folder = folderName(typed.text['folder'] === undefined ? 'INBOX' : requiredText(typed, 'folder'));
  const certificateAuthority = typed.text['ca-file'] === undefined ? '' : readAuthority(requiredText(typed, 'ca-file'));
  const secretId = `${user}@${host}:${port}/${folder}`;
  const pollMinutes = defaultPollMinutes;
  return checked(mailboxSettings, { host, port, security, user, folder, secretId, pollMinutes, certificateAuthority });
}

function readAuthority(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new DeskError('file-not-found', path, { cause: error });
  }
}

function changed(known: MailboxSettings, settings: MailboxSettings, { text }: Typed): MailboxSettings {
  const { security, certificateAuthority, secretId } = settings;
  return {
    ...known,
    ...(isFromBackup(known) && { secretId }),
    ...(text['security'] !== undefined && { security }),
    ...(text['ca-file'] !== undefined && { certificateAuthority }),
  };
}

function isSame(one: MailboxSettings, other: MailboxSettings): boolean {
  const isSameFolder = folderName(one.folder) === folderName(other.folder);
  return one.host === other.host && one.port === other.port && one.user === other.user && isSameFolder;
}
