import { type MailboxState, type Problem, problemOf } from '../../shared/contract.ts';
import { type Shell } from '../../shared/shell.ts';
import { asDeskError } from '../../shared/error.ts';
import type { Caller } from '../engine.ts';

/** The mailboxes and what each is doing, kept current by the engine's events. */
export class MailboxList {
  /** null until the engine has answered. */
  states = $state.raw<MailboxState[] | null>(null);
  /** Why the last thing asked of a mailbox was not done. */
  problem = $state.raw<Problem | null>(null);
  #engine: Caller;
  #shell: Pick<Shell, 'forgetPassword'>;
  #onFetched: (state: MailboxState, stored: number) => void;
  /** By mailbox: what was stored when the fetch under way began. */
  #storedBefore: Record<number, number> = {};

  constructor(
    engine: Caller,
    shell: Pick<Shell, 'forgetPassword'>,
    onFetched: (state: MailboxState, stored: number) => void = () => {},
  ) {
    this.#engine = engine;
    this.#shell = shell;
    this.#onFetched = onFetched;
  }

  async load(): Promise<void> {
    await this.#attempt(async () => {
      this.states = await this.#engine.call('mailboxes.list', null);
    });
  }

  find(id: number): MailboxState | null {
    return this.states?.find((state) => state.id === id) ?? null;
  }

  /** Takes a mailbox's new state in; one that is not in the list yet is added. */
  update(state: MailboxState): void {
    this.#noteFetched(state);
    const states = this.states ?? [];
    const isKnown = states.some(({ id }) => id === state.id);
    this.states = isKnown ? states.map((each) => (each.id === state.id ? state : each)) : [...states, state];
  }

  /** Checks one mailbox, or all for 0. */
  async check(id: number): Promise<void> {
    await this.#attempt(async () => {
      for (const state of await this.#engine.call('mailboxes.check', id)) this.update(state);
    });
  }

  async cancel(id: number): Promise<void> {
    await this.#attempt(() => this.#engine.call('mailboxes.cancel', id));
  }

  async remove(id: number): Promise<void> {
    await this.#attempt(async () => {
      const secretId = this.find(id)?.settings.secretId ?? '';
      await this.#engine.call('mailboxes.remove', id);
      this.states = (this.states ?? []).filter((state) => state.id !== id);
      if (secretId !== '') await this.#shell.forgetPassword(secretId);
    });
  }

  async #attempt(action: () => Promise<unknown>): Promise<void> {
    this.problem = null;
    try {
      await action();
    } catch (thrown) {
      const problem = problemOf(asDeskError(thrown));
      // What the person cancelled is no problem, and the frame itself tells that the engine is gone.
      this.problem = problem.code === 'cancelled' || problem.code === 'engine-gone' ? null : problem;
    }
  }

  #noteFetched(state: MailboxState): void {
    const before = this.find(state.id);
    if (state.phase === 'fetching' && before?.phase !== 'fetching') {
      this.#storedBefore[state.id] = before?.messages.stored ?? 0;
    }
    if (before?.phase === 'fetching' && state.phase === 'waiting') {
      this.#onFetched(state, state.messages.stored - (this.#storedBefore[state.id] ?? 0));
    }
  }
}

export function isBusy(state: MailboxState): boolean {
  return state.phase === 'connecting' || state.phase === 'fetching';
}

export function mailboxName(state: MailboxState): string {
  const { user, host } = state.settings;
  return user.includes('@') ? user : `${user}@${host}`;
}
