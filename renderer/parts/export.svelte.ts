import type { Day, ExportTable, Filter } from '../../shared/contract.ts';
import type { Caller } from '../engine.ts';
import type { Saver } from './saver.svelte.ts';

/** The question which table to export, and its way to a CSV file. */
export class Exporter {
  /** The dialog that asks for the table is open. */
  isAsking = $state(false);
  table = $state<ExportTable>('reports');
  #engine: Caller;
  #saver: Saver;

  constructor(engine: Caller, saver: Saver) {
    this.#engine = engine;
    this.#saver = saver;
  }

  ask(table: ExportTable): void {
    if (this.#saver.isBusy || this.isAsking) return;
    this.table = table;
    this.isAsking = true;
  }

  /** Lets the person choose a file and writes it; `today` goes into the suggested name. */
  async run(filter: Filter, today: Day): Promise<void> {
    const { table } = this;
    this.isAsking = false;
    await this.#saver.save({
      suggestedName: `tlsrpt-${table}-${today}.csv`,
      isTable: true,
      write: (grant, options) => this.#engine.call('export.csv', { table, filter, grant }, options),
    });
  }
}
