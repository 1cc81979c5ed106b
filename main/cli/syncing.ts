import { accountOf } from '../../shared/account.ts';
import type { MailboxSettings, MailboxState } from '../../shared/contract.ts';
import { DeskError } from '../../shared/error.ts';
import { Intake } from '../engine/intake.ts';
import { keyLookup } from '../engine/mailbox/keys.ts';
import { Mailboxes } from '../engine/mailboxes.ts';
import type { SavedMailbox } from '../engine/store/mailboxes.ts';
import type { Store } from '../engine/store/store.ts';
import type { Run, Typed } from './command.ts';
import { isFromBackup, wantedMailboxes } from './mailbox.ts';
import type { Output } from './output.ts';
import { askPassword, givenPassword } from './password.ts';
import { withNewStore, withStore } from './place.ts';
import { SyncReport } from './syncreport.ts';
import type { Terminal } from './terminal.ts';

export const syncMailboxes: Run = (typed, output, terminal) => {
  // Without a server there is nothing to begin a store with.
  const withIts = typed.text['host'] === undefined ? withStore : withNewStore;
  return withIts(typed, async (store) => {
    const wanted = wantedMailboxes(store, typed);
    const passwords = await passwordsFor(wanted, terminal);
    // A mailbox is kept, so that the next sync goes on after the last mail; its password is not.
    const ids = wanted.map(({ id, settings }) => store.saveMailbox(id, settings));
    const connected = new Set<number>();
    try {
      return await sync({ store, ids, passwords, connected }, typed, output);
    } finally {
      // A slip in the name of a server is not tried for ever after.
      const added = ids.filter((_, index) => wanted[index]?.id === 0);
      for (const id of added) if (!connected.has(id)) store.removeMailbox(id);
    }
  });
};

interface Parts {
  store: Store;
  ids: number[];
  passwords: Map<string, string>;
  /** Ids of the mailboxes that could be checked are added. */
  connected: Set<number>;
}

async function sync({ store, ids, passwords, connected }: Parts, typed: Typed, output: Output): Promise<number> {
  const intake = new Intake(store, keyLookup());
  const report = new SyncReport(output, new Map(ids.map((id) => [id, store.messageCounts(id)])));
  const mailboxes = new Mailboxes({
    store,
    intake,
    passwordFor: (settings) => passwords.get(passwordKey(settings)),
    onState: (state) => {
      if (wasReached(state)) connected.add(state.id);
      report.tellChange(state);
    },
    onTaken: () => {},
  });
  const check = async () => {
    const states = await Promise.all(ids.map((id) => mailboxes.check(id)));
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
    output.endProgress();
  }
}

/** The folder was opened, whatever came after. */
function wasReached({ phase, lastCheckedAt, messages }: MailboxState): boolean {
  return phase === 'fetching' || lastCheckedAt !== '' || messages.fetched > 0;
}

/** One server's password is nobody else's business. Throws usage and password-missing. */
async function passwordsFor(mailboxes: SavedMailbox[], terminal: Terminal): Promise<Map<string, string>> {
  if (mailboxes.length === 0) throw new DeskError('usage', 'no mailbox is configured: name one with --host and --user');
  const given = givenPassword(terminal.env);
  const servers = new Set(mailboxes.map(({ settings }) => serverKey(settings)));
  if (servers.size > 1 && given !== undefined) {
    throw new DeskError('usage', 'TLSRPT_PASSWORD is of one mailbox: name it with --host, --port and --user');
  }
  if (given !== undefined && mailboxes.some(({ settings }) => isFromBackup(settings))) {
    throw new DeskError('usage', 'a mailbox out of a backup gets no password unseen: name it with --host and --user');
  }
  const passwords = new Map<string, string>();
  for (const { settings } of mailboxes) {
    passwords.set(passwordKey(settings), given ?? (await askPassword(settings, terminal)));
  }
  return passwords;
}

/** Whom a password is for. */
function serverKey({ host, port, user }: MailboxSettings): string {
  return JSON.stringify([host, port, user]);
}

/** Which mailbox a password is for: other folders of its server are not what was asked for. */
function passwordKey(settings: MailboxSettings): string {
  return JSON.stringify([accountOf(settings), settings.folder]);
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
