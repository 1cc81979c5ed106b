import { type Day, type ExportTable, type Filter, type Problem, problemOf, type Shell } from '../../shared/contract.ts';
import { asDeskError } from '../../shared/error.ts';
import type { Caller } from '../engine.ts';

type Files = Pick<Shell, 'chooseExportFile' | 'revealFile'>;

export type ExportJob =
  | { phase: 'writing'; path: string; rows: number }
  | { phase: 'done'; path: string; rows: number; bytes: number; grant: string }
  | { phase: 'failed'; path: string; problem: Problem };

/** From the question what to export, through the system's Save dialog, to the file. One export at a time. */
export class Exporter {
  /** The dialog that asks for the table is open. */
  isAsking = $state(false);
  table = $state<ExportTable>('reports');
  job = $state.raw<ExportJob | null>(null);
  #engine: Caller;
  #files: Files;
  #controller: AbortController | null = null;

  constructor(engine: Caller, files: Files) {
    this.#engine = engine;
    this.#files = files;
  }

  ask(table: ExportTable): void {
    if (this.job?.phase === 'writing' || this.isAsking) return;
    this.table = table;
    this.isAsking = true;
  }

  /** Lets the person choose a file and writes it; `today` goes into the suggested name. */
  async run(filter: Filter, today: Day): Promise<void> {
    const { table } = this;
    const suggestedName = `tlsrpt-${table}-${today}.csv`;
    const controller = new AbortController();
    this.#controller = controller;
    this.isAsking = false;
    let path = suggestedName;
    try {
      const file = await this.#files.chooseExportFile(suggestedName);
      if (file === null) return;
      const { grant } = file;
      path = file.path;
      this.job = { phase: 'writing', path, rows: 0 };
      const result = await this.#engine.call(
        'export.csv',
        { table, filter, grant },
        { signal: controller.signal, onProgress: (rows) => this.#progress(Number(rows)) },
      );
      this.job = { phase: 'done', path, grant, ...result };
    } catch (thrown) {
      const problem = problemOf(asDeskError(thrown));
      this.job = problem.code === 'cancelled' ? null : { phase: 'failed', path, problem };
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
    if (this.job?.phase === 'writing') this.job = { ...this.job, rows };
  }
}
