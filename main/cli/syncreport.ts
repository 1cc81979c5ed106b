import { isDeepStrictEqual } from 'node:util';
import type { MailboxSettings, MailboxState, MessageCounts } from '../../shared/contract.ts';
import { terminalText } from '../../shared/terminal-words.ts';
import { countsText } from './importing.ts';
import { shown, type Output } from './output.ts';

/** What became of a mailbox's mails so far, and what hinders it. */
type Standing = Pick<MailboxState, 'messages' | 'problem'>;

/** Says what a sync brought: of each mailbox once, and of a service whatever changes. */
export class SyncReport {
  #output: Output;
  #begun: Map<number, MessageCounts>;
  #told = new Map<number, Standing>();

  /** `begun`: the counts of each mailbox as they were before. */
  constructor(output: Output, begun: Map<number, MessageCounts>) {
    this.#output = output;
    this.#begun = begun;
  }

  /** What this run brought from the mailboxes. Answers whether something of it failed or was refused. */
  tellChecked(states: MailboxState[]): boolean {
    const isFlawed = states.some((state) => state.problem !== null || this.#brought(state).refused > 0);
    if (this.#output.json) this.#output.value(states.map((state) => this.#summary(state)));
    else for (const state of states) this.#tellState(state);
    for (const state of states) this.#remember(state);
    return isFlawed;
  }

  /** At the end of a later check of a service: a line where it brought something, or failed in another way than before. */
  tellChange(state: MailboxState): void {
    if (isUnderWay(state)) this.#tellProgress(state);
    const before = this.#told.get(state.id);
    if (before === undefined || isUnderWay(state)) return;
    const { messages, problem } = state;
    if (isDeepStrictEqual(before, { messages, problem })) return;
    if (this.#output.json) this.#output.value([this.#summary(state)]);
    else this.#tellState(state);
    this.#remember(state);
  }

  #tellState(state: MailboxState): void {
    const { settings, problem } = state;
    this.#output.text(`${mailboxName(settings)}: ${countsText(this.#brought(state))}`);
    if (problem !== null) this.#output.note(`tlsrpt: ${terminalText(problem.code, problem.detail)}`);
  }

  #tellProgress({ settings, phase, progress: { done, total } }: MailboxState): void {
    this.#output.progress(`${mailboxName(settings)}: ${phase === 'fetching' ? `${done} of ${total}` : phase}`);
  }

  #summary(state: MailboxState) {
    const { host, user, folder } = state.settings;
    return { host, user, folder, messages: this.#brought(state), problem: state.problem };
  }

  /** Since the run began, or since it was told of last; of what is pending, all that still is. */
  #brought({ id, messages }: MailboxState): MessageCounts {
    const since = this.#told.get(id)?.messages ?? this.#begun.get(id);
    const less = (name: keyof MessageCounts) => messages[name] - (since?.[name] ?? 0);
    const brought = { stored: less('stored'), duplicate: less('duplicate'), refused: less('refused') };
    const { pending } = messages;
    return { fetched: brought.stored + brought.duplicate + brought.refused + pending, ...brought, pending };
  }

  #remember({ id, messages, problem }: MailboxState): void {
    this.#told.set(id, { messages, problem });
  }
}

export function mailboxName({ user, host, folder }: MailboxSettings): string {
  return shown(`${user} at ${host}, ${folder}`);
}

function isUnderWay({ phase }: MailboxState): boolean {
  return phase === 'connecting' || phase === 'fetching';
}
