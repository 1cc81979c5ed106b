import { problemOf, type Problem } from '../../shared/contract.ts';
import { asDeskError } from '../../shared/error.ts';
import type { IgnoredReporter } from '../../shared/removing.ts';
import { removingWords as words } from '../../shared/removing-words.ts';
import type { Caller } from '../engine.ts';
import { clip, formatNumber } from '../format.ts';
import { Latest } from '../latest.svelte.ts';

/** What was removed last, as long as it is on show; `removal` undoes it. */
export type Removed =
  { phase: 'done'; title: string; text: string; removal: number } | { phase: 'failed'; problem: Problem };

/** Removes reports and refused mails, ignores reporters, and takes all of that back. */
export class Remover {
  last = $state.raw<Removed | null>(null);
  readonly ignored = new Latest<IgnoredReporter[]>();
  #engine: Caller;

  constructor(engine: Caller) {
    this.#engine = engine;
  }

  async reports(ids: number[]): Promise<void> {
    if (ids.length === 0) return;
    await this.#remove(() => this.#engine.call('reports.remove', ids), {
      title: words.reportsRemoved(ids.length, formatNumber(ids.length)),
      text: words.removedText,
    });
  }

  async refused(ids: number[]): Promise<void> {
    if (ids.length === 0) return;
    await this.#remove(() => this.#engine.call('refused.remove', ids), {
      title: words.refusedRemoved,
      text: words.refusedText,
    });
  }

  /** Whoever sent the report of this id. */
  async reporter(report: number, organizationName: string): Promise<void> {
    const title = words.ignored(clip(organizationName));
    await this.#remove(() => this.#engine.call('reporters.ignore', report), { title, text: words.ignoredText });
  }

  async undo(removal: number): Promise<void> {
    this.last = null;
    await this.#attempt(() => this.#engine.call('removals.undo', removal));
    this.loadIgnored();
  }

  loadIgnored(): void {
    void this.ignored.ask((signal) => this.#engine.call('reporters.ignored', null, { signal }));
  }

  dismiss(): void {
    this.last = null;
  }

  async #remove(removing: () => Promise<number>, said: { title: string; text: string }): Promise<void> {
    await this.#attempt(async () => {
      this.last = { phase: 'done', ...said, removal: await removing() };
    });
  }

  async #attempt(action: () => Promise<unknown>): Promise<void> {
    try {
      await action();
    } catch (thrown) {
      this.last = { phase: 'failed', problem: problemOf(asDeskError(thrown)) };
    }
  }
}
