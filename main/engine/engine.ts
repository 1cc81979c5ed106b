import { join } from 'node:path';
import type { Api, Events, MailboxState } from '../../shared/contract.ts';
import type { Handlers } from '../../shared/rpc.ts';
import { apiHandlers } from './api.ts';
import { Changes } from './changes.ts';
import { Grants } from './grants.ts';
import { Intake } from './intake.ts';
import { Mailboxes } from './mailboxes.ts';
import { Store } from './store/store.ts';

export const storeFileName = 'tlsrpt.sqlite';

/** Far more than a person has at once; they keep a runaway window from filling the engine's memory. */
const maxPasswords = 1_000;
const maxGrantedFiles = 32;

type Emit = <N extends keyof Events & string>(name: N, value: Events[N]) => void;

/** The engine in one piece, for whoever hosts it: store, intake, mailboxes and the functions the window may call. */
export class Engine {
  readonly handlers: Handlers<Api>;
  #store: Store;
  #mailboxes: Mailboxes;
  #passwords = new Grants(maxPasswords);
  #files = new Grants(maxGrantedFiles);
  #changes: Changes;

  /** Opens the store in `dataFolder` and begins to poll. Throws what Store.open throws. */
  constructor(dataFolder: string, emit: Emit) {
    this.#store = Store.open(join(dataFolder, storeFileName));
    this.#changes = new Changes(() => emit('changed', null));
    this.#mailboxes = new Mailboxes({
      store: this.#store,
      intake: new Intake(this.#store),
      passwords: this.#passwords,
      onState: (state: MailboxState) => emit('mailbox', state),
      onTaken: () => this.#changes.note(),
    });
    this.handlers = apiHandlers({ store: this.#store, mailboxes: this.#mailboxes, files: this.#files });
  }

  takePassword(secretId: string, password: string): void {
    this.#passwords.put(secretId, password);
    this.#mailboxes.passwordArrived(secretId);
  }

  /** The next export under this grant goes to this file. */
  grantFile(grant: string, path: string): void {
    this.#files.put(grant, path);
  }

  async close(): Promise<void> {
    await this.#mailboxes.stop();
    this.#changes.stop();
    this.#store.close();
  }
}
