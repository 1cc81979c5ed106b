import { type Day, type Preferences, type Problem, problemOf } from '../../shared/contract.ts';
import type { RereadResult } from '../../shared/reread.ts';
import { type DesktopSettings, type Shell } from '../../shared/shell.ts';
import { asDeskError } from '../../shared/error.ts';
import type { Caller } from '../engine.ts';
import { daysBefore, monthsBefore } from '../filter.ts';
import { Latest } from '../latest.svelte.ts';
import type { Saver } from '../parts/saver.svelte.ts';

type Outside = Pick<Shell, 'chooseFiles' | 'desktopSettings' | 'changeDesktopSettings' | 'openDataFolder'>;

/** A question that is put before something is removed or replaced. */
export type Question =
  | { kind: 'keep'; months: number; reports: number; firstKeptDay: Day }
  | { kind: 'restore'; grant: string; path: string };

export type Rereading = { phase: 'reading'; reports: number } | ({ phase: 'done' } & RereadResult);

/** What the person decides about intake, counting and keeping, and what is done with the store as a whole. */
export class SettingsPage {
  readonly preferences = new Latest<Preferences>();
  /** What is in force; null until it is known. */
  desktop = $state.raw<DesktopSettings | null>(null);
  /** What the system did not go along with when it was last wanted. */
  refused = $state.raw<keyof DesktopSettings | null>(null);
  question = $state.raw<Question | null>(null);
  /** Why the last thing asked was not done. */
  problem = $state.raw<Problem | null>(null);
  rereading = $state.raw<Rereading | null>(null);
  /** Where the store before the restored backup is kept; '' when nothing was restored. */
  restoredOver = $state('');
  #engine: Caller;
  #outside: Outside;
  #saver: Saver;
  #reread: AbortController | null = null;

  constructor(engine: Caller, outside: Outside, saver: Saver) {
    this.#engine = engine;
    this.#outside = outside;
    this.#saver = saver;
  }

  load(): void {
    void this.preferences.ask((signal) => this.#engine.call('preferences.get', null, { signal }));
  }

  async loadDesktop(): Promise<void> {
    this.desktop = await this.#outside.desktopSettings();
  }

  async changeDesktop(key: keyof DesktopSettings, wanted: boolean): Promise<void> {
    const desktop = await this.#outside.changeDesktopSettings({ [key]: wanted });
    this.desktop = desktop;
    this.refused = desktop[key] === wanted ? null : key;
  }

  async openDataFolder(): Promise<void> {
    await this.#attempt(() => this.#outside.openDataFolder());
  }

  /** Saves at once: the page has no button for it. */
  async change(change: Partial<Preferences>): Promise<void> {
    const { value } = this.preferences;
    if (value === null) return;
    const preferences = { ...value, ...change };
    this.preferences.value = preferences;
    await this.#attempt(() => this.#engine.call('preferences.save', preferences));
    if (this.problem !== null) this.load();
  }

  /** Keeps the reports of so many months, 0 for all; asks first when that removes any. */
  async keep(months: number, today: Day): Promise<void> {
    if (months === 0) return this.change({ keepMonths: 0 });
    const firstKeptDay = monthsBefore(today, months);
    await this.#attempt(async () => {
      const { reports } = await this.#engine.call('totals', { until: daysBefore(firstKeptDay, 1) });
      if (reports === 0) await this.change({ keepMonths: months });
      else this.question = { kind: 'keep', months, reports, firstKeptDay };
    });
  }

  async backUp(today: Day): Promise<void> {
    await this.#saver.save({
      suggestedName: `tlsrpt-${today}.sqlite`,
      isTable: false,
      write: (grant, options) => this.#engine.call('store.backup', grant, options),
    });
  }

  async chooseBackup(): Promise<void> {
    await this.#attempt(async () => {
      const files = await this.#outside.chooseFiles('backup');
      const [path] = files?.paths ?? [];
      if (files !== null && path !== undefined) this.question = { kind: 'restore', grant: files.grant, path };
    });
  }

  refuse(): void {
    this.question = null;
  }

  /** Yes to the question. */
  async agree(): Promise<void> {
    const { question } = this;
    this.question = null;
    if (question?.kind === 'keep') await this.change({ keepMonths: question.months });
    if (question?.kind !== 'restore') return;
    await this.#attempt(async () => {
      this.restoredOver = await this.#engine.call('store.restore', question.grant);
    });
  }

  async reread(): Promise<void> {
    if (this.rereading?.phase === 'reading') return;
    const controller = new AbortController();
    this.#reread = controller;
    this.rereading = { phase: 'reading', reports: 0 };
    let result: RereadResult | null = null;
    await this.#attempt(async () => {
      result = await this.#engine.call('store.reread', null, {
        signal: controller.signal,
        onProgress: (reports) => (this.rereading = { phase: 'reading', reports: Number(reports) }),
      });
    });
    this.rereading = result === null ? null : { phase: 'done', ...(result as RereadResult) };
  }

  cancelReread(): void {
    this.#reread?.abort();
  }

  async #attempt(action: () => Promise<unknown>): Promise<void> {
    this.problem = null;
    try {
      await action();
    } catch (thrown) {
      const problem = problemOf(asDeskError(thrown));
      this.problem = problem.code === 'cancelled' ? null : problem;
    }
  }
}
