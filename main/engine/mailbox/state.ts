import type { MailboxState } from '../../../shared/contract.ts';

export type PollerState = Pick<MailboxState, 'phase' | 'progress' | 'problem' | 'lastCheckedAt' | 'nextCheckAt'>;

/** "At most ten times a second" (contract.ts, Events.mailbox). */
const intervalMs = 100;

/** What a poller is doing, told when it changes: at once, or with what else changes in the next tenth of a second. */
export class StateTeller {
  #state: PollerState = {
    phase: 'waiting',
    progress: { done: 0, total: 0 },
    problem: null,
    lastCheckedAt: '',
    nextCheckAt: '',
  };
  #tell: (state: PollerState) => void;
  #toldAt = -intervalMs;
  #timer: NodeJS.Timeout | null = null;

  constructor(tell: (state: PollerState) => void) {
    this.#tell = tell;
  }

  get state(): PollerState {
    return this.#state;
  }

  change(changes: Partial<PollerState>): void {
    this.#state = { ...this.#state, ...changes };
    this.#timer ??= setTimeout(() => this.flush(), Math.max(0, this.#toldAt + intervalMs - performance.now()));
  }

  /** Tells what has changed and was not told yet. */
  flush(): void {
    if (this.#timer === null) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#toldAt = performance.now();
    this.#tell(this.#state);
  }
}
