import { join } from 'node:path';
import type { Account } from '../../shared/account.ts';
import type { Api, Events, MailboxState } from '../../shared/contract.ts';
import type { Handlers } from '../../shared/rpc.ts';
import type { GrantUse } from '../../shared/shell.ts';
import { storeFileName } from '../disk/storefiles.ts';
import { Addresses, systemLookups } from './address.ts';
import { apiHandlers } from './api.ts';
import { Changes } from './changes.ts';
import { Grants } from './grants.ts';
import { Intake } from './intake.ts';
import { keyLookup } from './mailbox/keys.ts';
import { Mailboxes } from './mailboxes.ts';
import { Passwords } from './passwords.ts';
import { QueryRunner } from './queryrunner.ts';
import { Retention } from './retention.ts';
import { Store } from './store/store.ts';

/** What the engine tells its host. */
interface Host {
  /** The next word may take minutes. */
  busy(): void;
  /** A file that the person chose has been used for what it was chosen for. */
  used(grant: string): void;
  /** A restored store waits to be opened. */
  restart(): void;
}

type Emit = <N extends keyof Events & string>(name: N, value: Events[N]) => void;

/** The engine in one piece, for whoever hosts it: store, intake, mailboxes and the functions the window may call. */
export class Engine {
  readonly handlers: Handlers<Api>;
  #store: Store;
  #queries: QueryRunner;
  #mailboxes: Mailboxes;
  #retention: Retention;
  #passwords = new Passwords();
  #files: Grants;
  #changes: Changes;
  #intake: Intake;

  /** Opens the store in `dataFolder` and begins to poll. */
  constructor(dataFolder: string, emit: Emit, host: Host) {
    const store = Store.open(join(dataFolder, storeFileName));
    this.#store = store;
    this.#files = new Grants((grant) => host.used(grant));
    this.#queries = new QueryRunner(store.path);
    this.#changes = new Changes(() => emit('changed', null));
    const intake = new Intake(store, keyLookup(), () => this.#changes.note());
    this.#intake = intake;
    intake.verifier.wake();
    this.#mailboxes = new Mailboxes({
      store,
      intake,
      passwordFor: (settings) => this.#passwords.passwordFor(settings),
      onState: (state: MailboxState) => emit('mailbox', state),
      onTaken: () => this.#changes.note(),
    });
    this.#retention = new Retention(
      store,
      () => host.busy(),
      () => this.#changes.note(),
    );
    this.handlers = apiHandlers({
      store,
      queries: this.#queries,
      addresses: new Addresses(systemLookups()),
      intake,
      mailboxes: this.#mailboxes,
      retention: this.#retention,
      files: this.#files,
      changed: () => this.#changes.note(),
      restore: (backupPath) => this.#restore(backupPath, host),
    });
  }

  /** It is sent for this account alone. */
  takePassword(secretId: string, password: string, account: Account): void {
    this.#passwords.put(secretId, { password, account });
    this.#mailboxes.passwordArrived(secretId);
  }

  forgetPassword(secretId: string): void {
    this.#passwords.forget(secretId);
  }

  /** See Mailboxes.wake. */
  wake(): void {
    this.#mailboxes.wake();
  }

  /** The next call that names this grant, and is what it was given for, reads or writes these files. */
  grantFiles(grant: string, use: GrantUse, paths: string[]): void {
    this.#files.put(grant, { use, paths });
  }

  async close(): Promise<void> {
    this.#retention.stop();
    await this.#mailboxes.stop();
    this.#intake.verifier.stop();
    await this.#intake.end();
    this.#changes.stop();
    await this.#queries.stop();
    this.#store.close();
  }

  /** Answers where the store that was replaced is kept. */
  async #restore(backupPath: string, host: Host): Promise<string> {
    await this.close();
    host.busy();
    try {
      return Store.restore(backupPath, this.#store.path);
    } finally {
      // Well or not: nothing of this engine works without its store.
      setImmediate(() => host.restart());
    }
  }
}
