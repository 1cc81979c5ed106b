import type { CombinedReport, Selection } from '../../shared/contract.ts';
import type { Caller } from '../engine.ts';
import { Latest } from '../latest.svelte.ts';
import { type JsonFormat, saveJson } from '../parts/jsonformat.ts';
import type { Saver } from '../parts/saver.svelte.ts';

/** Several reports merged into one, as they were when the person asked: later mails do not change it. */
export class Combined {
  readonly combined = new Latest<CombinedReport>();
  #engine: Caller;
  #saver: Saver;
  #selection: Selection | null = null;

  constructor(engine: Caller, saver: Saver) {
    this.#engine = engine;
    this.#saver = saver;
  }

  /** To be said again when the engine is back: an answer that went down with it is asked for anew. */
  show(selection: Selection): void {
    const previous = this.#selection;
    const isSame = previous?.filter === selection.filter && previous.ids === selection.ids;
    if (isSame && this.combined.problem?.code !== 'engine-gone') return;
    this.#selection = selection;
    this.combined.clear();
    this.retry();
  }

  /** Asks the same again, after a problem. */
  retry(): void {
    const selection = this.#selection;
    if (selection === null) return;
    void this.combined.ask((signal) => this.#engine.call('reports.combine', selection, { signal }));
  }

  async export(format: JsonFormat): Promise<void> {
    const [selection, combined] = [this.#selection, this.combined.value];
    if (selection === null || combined === null) return;
    await saveJson(this.#engine, this.#saver, selection, combined.fileName, format);
  }
}
