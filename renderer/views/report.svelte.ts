import type { ReportDetail } from '../../shared/contract.ts';
import type { Caller } from '../engine.ts';
import { Latest } from '../latest.svelte.ts';

/** One report with everything. */
export class ReportPage {
  readonly detail = new Latest<ReportDetail>();
  readonly original = new Latest<string>();
  #engine: Caller;
  #id = 0;

  constructor(engine: Caller) {
    this.#engine = engine;
  }

  /** A stored report never changes: only its conflicts do, so it is asked for again with every revision. */
  show(id: number): void {
    if (id !== this.#id) {
      this.detail.clear();
      this.original.clear();
    }
    this.#id = id;
    void this.detail.ask((signal) => this.#engine.call('reports.get', id, { signal }));
  }

  showOriginal(): void {
    const id = this.#id;
    void this.original.ask((signal) => this.#engine.call('reports.original', id, { signal }));
  }
}
