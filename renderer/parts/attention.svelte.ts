import type { MailboxState } from '../../shared/contract.ts';
import { noticeOf } from '../../shared/notice-words.ts';
import type { FailureKind } from '../../shared/overview.ts';
import type { Shell, WorkProgress } from '../../shared/shell.ts';
import type { Caller } from '../engine.ts';

type Outside = Pick<Shell, 'desktopSettings' | 'notify' | 'showBadge' | 'showProgress'>;

/** What the desktop outside of the window is to show. */
export interface Situation {
  /** Grows with every change of the store. */
  revision: number;
  /** Problems that are open; null while that is not known. */
  open: number | null;
  progress: WorkProgress | null;
}

/** New kinds of failure are asked for this often at most. */
export const announceMs = 5_000;

/** Follows what happens in the window, for those who do not look at it: badge, taskbar progress and notifications. */
export class Attention {
  /** The kinds of failure that the latest notice tells of. */
  told: FailureKind[] = [];
  #engine: Caller;
  #outside: Outside;
  #shown: Situation = { revision: 0, open: null, progress: null };
  #isDue = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(engine: Caller, outside: Outside) {
    this.#engine = engine;
    this.#outside = outside;
  }

  follow(situation: Situation): void {
    const { revision, open, progress } = this.#shown;
    this.#shown = { ...situation, open: situation.open ?? open };
    if (situation.open !== null && situation.open !== open) void this.#outside.showBadge(situation.open);
    if (situation.progress !== progress) void this.#outside.showProgress(situation.progress);
    this.#isDue ||= situation.revision !== revision;
    if (this.#isDue) this.#timer ??= setTimeout(() => void this.#tell(), announceMs);
  }

  /** While mails and files come in nothing is told: once all of them are in, it is one sentence. */
  async #tell(): Promise<void> {
    this.#timer = undefined;
    if (this.#shown.progress !== null) return;
    this.#isDue = false;
    try {
      const { notifications } = await this.#outside.desktopSettings();
      if (!notifications) return; // What is new keeps until it may be told.
      const kinds = await this.#engine.call('kinds.announce', null);
      const notice = noticeOf(kinds);
      if (notice === null) return;
      this.told = kinds;
      await this.#outside.notify(notice);
    } catch {
      // Nobody asked for it: whatever is the matter, the window says so where it matters.
    }
  }
}

/** Of all work under way, in whole percents: the taskbar is told no more often than it can show. */
export function progressOf(mailboxes: MailboxState[], isImporting: boolean): WorkProgress | null {
  const fetching = mailboxes.filter(({ phase }) => phase === 'fetching');
  if (isImporting) return 'unknown';
  if (fetching.length === 0) return null;
  const total = fetching.reduce((sum, { progress }) => sum + progress.total, 0);
  const done = fetching.reduce((sum, { progress }) => sum + progress.done, 0);
  return total === 0 ? 'unknown' : Math.min(1, Math.round((100 * done) / total) / 100);
}
