import { type ExportResult, type Problem, problemOf } from '../../shared/contract.ts';
import { type Shell } from '../../shared/shell.ts';
import { asDeskError } from '../../shared/error.ts';
import type { CallOptions } from '../../shared/rpc.ts';

type Files = Pick<Shell, 'chooseExportFile' | 'revealFile'>;

/** `rows` is null for a file that is no table. */
export type SaveJob =
  | { phase: 'writing'; path: string; rows: number | null }
  | { phase: 'done'; path: string; rows: number | null; bytes: number; grant: string }
  | { phase: 'failed'; path: string; problem: Problem };

export interface Save {
  suggestedName: string;
  isTable: boolean;
  /** Has the engine write the file that main granted. */
  write(grant: string, options: CallOptions): Promise<ExportResult>;
}

type WrittenFile = NonNullable<Awaited<ReturnType<Shell['savePdf']>>>;

/** From the system's Save dialog to the file that the engine writes; one at a time. */
export class Saver {
  job = $state.raw<SaveJob | null>(null);
  #files: Files;
  #controller: AbortController | null = null;

  constructor(files: Files) {
    this.#files = files;
  }

  get isBusy(): boolean {
    return this.#controller !== null;
  }

  async save({ suggestedName, isTable, write }: Save): Promise<void> {
    if (this.isBusy) return;
    const controller = new AbortController();
    this.#controller = controller;
    let path = suggestedName;
    try {
      const file = await this.#files.chooseExportFile(suggestedName);
      if (file === null) return;
      const { grant } = file;
      path = file.path;
      this.job = { phase: 'writing', path, rows: isTable ? 0 : null };
      const { rows, bytes } = await write(grant, {
        signal: controller.signal,
        onProgress: (rowsSoFar) => this.#progress(Number(rowsSoFar)),
      });
      this.job = { phase: 'done', path, grant, rows: isTable ? rows : null, bytes };
    } catch (thrown) {
      const problem = problemOf(asDeskError(thrown));
      this.job = problem.code === 'cancelled' ? null : { phase: 'failed', path, problem };
    } finally {
      this.#controller = null;
    }
  }

  /** A file that main itself writes, after the dialog: the page as PDF. */
  async take(suggestedName: string, write: () => Promise<WrittenFile | null>): Promise<void> {
    if (this.isBusy) return;
    this.#controller = new AbortController();
    try {
      const file = await write();
      if (file !== null) this.job = { phase: 'done', rows: null, ...file };
    } catch {
      this.job = { phase: 'failed', path: suggestedName, problem: { code: 'file-not-writable', detail: '' } };
    } finally {
      this.#controller = null;
    }
  }

  cancel(): void {
    this.#controller?.abort();
  }

  dismiss(): void {
    if (this.job?.phase !== 'writing') this.job = null;
  }

  async reveal(): Promise<void> {
    if (this.job?.phase === 'done') await this.#files.revealFile(this.job.grant);
  }

  #progress(rows: number): void {
    if (this.job?.phase === 'writing' && this.job.rows !== null) this.job = { ...this.job, rows };
  }
}
