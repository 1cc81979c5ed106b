import type { MailboxSettings, MailboxState } from '../../shared/contract.ts';
import { DeskError } from '../../shared/error.ts';
import type { Intake } from './intake.ts';
import { Poller } from './mailbox/poller.ts';
import { openSession } from './mailbox/session.ts';
import type { PollerState } from './mailbox/state.ts';
import type { Store } from './store/store.ts';

interface Parts {
  store: Store;
  intake: Intake;
  /** undefined where there is none for exactly these settings. */
  passwordFor(settings: MailboxSettings): string | undefined;
  onState(state: MailboxState): void;
  onTaken(): void;
}

interface Watched {
  settings: MailboxSettings;
  state: PollerState;
  poller: Poller | null;
}

const idle: PollerState = {
  phase: 'waiting',
  progress: { done: 0, total: 0 },
  problem: null,
  lastCheckedAt: '',
  nextCheckAt: '',
};

/** The configured mailboxes and their pollers. A mailbox whose password is not at hand waits for it. */
export class Mailboxes {
  #parts: Parts;
  #watched = new Map<number, Watched>();

  constructor(parts: Parts) {
    this.#parts = parts;
    for (const { id, settings } of parts.store.mailboxes()) this.#watch(id, settings);
  }

  list(): MailboxState[] {
    return [...this.#watched.keys()].map((id) => this.#state(id));
  }

  /** Connects and answers the folders; nothing is stored. */
  async test(settings: MailboxSettings, signal: AbortSignal): Promise<{ folders: string[] }> {
    const session = await openSession(settings, this.#password(settings), { signal });
    try {
      return { folders: await session.folders() };
    } finally {
      await session.close();
    }
  }

  async save(id: number, settings: MailboxSettings): Promise<MailboxState> {
    if (id !== 0) await this.#find(id).poller?.stop();
    const savedId = this.#parts.store.saveMailbox(id, settings);
    this.#watch(savedId, settings);
    return this.#state(savedId);
  }

  async remove(id: number): Promise<void> {
    await this.#find(id).poller?.stop();
    this.#letGo(id);
    this.#watched.delete(id);
    this.#parts.store.removeMailbox(id);
  }

  /** Checks one mailbox, or all of them for 0; answers when the checks have ended. */
  async check(id: number): Promise<MailboxState[]> {
    const ids = id === 0 ? [...this.#watched.keys()] : [id];
    await Promise.all(ids.map((each) => this.#find(each).poller?.checkNow()));
    return ids.filter((each) => this.#watched.has(each)).map((each) => this.#state(each));
  }

  /** The network changed or the computer woke: what failed, and what is due, is tried now. */
  wake(): void {
    for (const { poller } of this.#watched.values()) poller?.wake();
  }

  cancel(id: number): void {
    this.#find(id).poller?.cancel();
  }

  /** A password came: what waited for it starts. */
  passwordArrived(secretId: string): void {
    for (const [id, { settings, poller }] of this.#watched) {
      if (poller === null && settings.secretId === secretId) this.#watch(id, settings);
    }
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#watched.values()].map(({ poller }) => poller?.stop()));
  }

  /** It may have been saved anew while its poller was being stopped: no poller goes on that nobody knows of. */
  #letGo(id: number): void {
    void this.#watched.get(id)?.poller?.stop();
  }

  #watch(id: number, settings: MailboxSettings): void {
    this.#letGo(id);
    const password = this.#parts.passwordFor(settings);
    if (password === undefined) {
      this.#watched.set(id, { settings, state: { ...idle, phase: 'needs-password' }, poller: null });
    } else {
      const poller = this.#poller(id, settings, password);
      this.#watched.set(id, { settings, state: idle, poller });
      poller.start();
    }
    this.#parts.onState(this.#state(id));
  }

  #poller(id: number, settings: MailboxSettings, password: string): Poller {
    const { store, intake, onTaken } = this.#parts;
    const { folder } = settings;
    return new Poller(settings, password, {
      requireRoom: () => store.requireRoom(),
      cursor: () => store.cursor(id, folder),
      take: async (batch) => {
        await intake.takeFetched(id, folder, batch);
        onTaken();
      },
      pending: (uidValidity, limit) => store.pending({ mailboxId: id, folder, uidValidity }, limit),
      vanished: (uidValidity, uids) => {
        store.forgetPending({ mailboxId: id, folder, uidValidity }, uids);
        onTaken();
      },
      onState: (state) => {
        const watched = this.#watched.get(id);
        if (watched === undefined) return;
        watched.state = state;
        this.#parts.onState(this.#state(id));
      },
    });
  }

  #state(id: number): MailboxState {
    const { settings, state } = this.#find(id);
    const { store } = this.#parts;
    return { id, settings, ...state, messages: store.messageCounts(id), pending: store.longestPending(id) };
  }

  #find(id: number): Watched {
    const watched = this.#watched.get(id);
    if (watched === undefined) throw new DeskError('not-found', `mailbox ${id}`);
    return watched;
  }

  #password(settings: MailboxSettings): string {
    const password = this.#parts.passwordFor(settings);
    if (password === undefined) throw new DeskError('password-missing');
    return password;
  }
}
