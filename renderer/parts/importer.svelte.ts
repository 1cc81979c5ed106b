import { type MessageCounts, type Problem, problemOf } from '../../shared/contract.ts';
import type { ImportSummary } from '../../shared/importing.ts';
import { type Shell } from '../../shared/shell.ts';
import { asDeskError } from '../../shared/error.ts';
import type { Caller } from '../engine.ts';

type Files = Pick<Shell, 'chooseFiles' | 'offerFiles'>;

export type ImportJob =
  | { phase: 'reading'; counts: MessageCounts }
  | { phase: 'done'; summary: ImportSummary }
  | { phase: 'failed'; problem: Problem };

const nothingYet: MessageCounts = { fetched: 0, stored: 0, duplicate: 0, refused: 0, pending: 0 };

/** Files and folders, chosen or dropped, on their way into the store; one import at a time. */
export class Importer {
  job = $state.raw<ImportJob | null>(null);
  /** The dialog with what became of each file is open. */
  isShowingItems = $state(false);
  #engine: Caller;
  #files: Files;
  #onDone: (summary: ImportSummary) => void;
  #controller: AbortController | null = null;

  constructor(engine: Caller, files: Files, onDone: (summary: ImportSummary) => void) {
    this.#engine = engine;
    this.#files = files;
    this.#onDone = onDone;
  }

  async choose(what: 'files' | 'folder'): Promise<void> {
    await this.#run(() => this.#files.chooseFiles(what));
  }

  async drop(files: File[]): Promise<void> {
    if (files.length > 0) await this.#run(() => this.#files.offerFiles(files));
  }

  cancel(): void {
    this.#controller?.abort();
  }

  dismiss(): void {
    if (this.job?.phase !== 'reading') this.job = null;
  }

  async #run(granted: () => Promise<{ grant: string } | null>): Promise<void> {
    if (this.#controller !== null) return;
    const controller = new AbortController();
    this.#controller = controller;
    try {
      const files = await granted();
      if (files === null) return;
      this.job = { phase: 'reading', counts: nothingYet };
      const summary = await this.#engine.call('files.import', files.grant, {
        signal: controller.signal,
        onProgress: (counts) => this.#progress(counts as MessageCounts),
      });
      this.job = { phase: 'done', summary };
      this.#onDone(summary);
    } catch (thrown) {
      const problem = problemOf(asDeskError(thrown));
      this.job = problem.code === 'cancelled' ? null : { phase: 'failed', problem };
    } finally {
      this.#controller = null;
    }
  }

  #progress(counts: MessageCounts): void {
    if (this.job?.phase === 'reading') this.job = { phase: 'reading', counts };
  }
}
