import type { CombinedReport, ReportView, Selection } from '../../shared/contract.ts';
import { words } from '../../shared/words.ts';
import type { Caller } from '../engine.ts';
import { Latest } from '../latest.svelte.ts';
import { type JsonFormat, saveJson } from '../parts/jsonformat.ts';
import type { Saver } from '../parts/saver.svelte.ts';

/** One report with everything. */
export class ReportPage {
  readonly detail = new Latest<ReportView>();
  readonly original = new Latest<string>();
  readonly headers = new Latest<string>();
  /** What an export writes, for its file name. */
  readonly normalized = new Latest<CombinedReport>();
  /** How many reports counting this one made count. */
  readonly confirmation = new Latest<number>();
  /** It stays open from report to report, for who compares originals. */
  isOriginalOpen = $state(false);
  #engine: Caller;
  #saver: Saver;
  #id = 0;

  constructor(engine: Caller, saver: Saver) {
    this.#engine = engine;
    this.#saver = saver;
  }

  /** A stored report never changes: only its conflicts do, so it is asked for again with every revision. */
  show(id: number): void {
    if (id !== this.#id)
      for (const answer of [this.detail, this.original, this.headers, this.normalized, this.confirmation])
        answer.clear();
    this.#id = id;
    void this.detail.ask((signal) => this.#engine.call('reports.get', id, { signal }));
    // What went down with the engine is asked for anew when it is back.
    if (this.original.problem?.code === 'engine-gone') this.showOriginal();
    if (this.headers.problem?.code === 'engine-gone') this.showHeaders();
  }

  showOriginal(): void {
    const id = this.#id;
    void this.original.ask((signal) => this.#engine.call('reports.original', id, { signal }));
  }

  showHeaders(): void {
    const id = this.#id;
    void this.headers.ask((signal) => this.#engine.call('reports.headers', id, { signal }));
  }

  /** The engine tells of the change, upon which the page is shown anew. */
  async confirm(): Promise<void> {
    const id = this.#id;
    await this.confirmation.ask((signal) => this.#engine.call('reports.confirm', id, { signal }));
  }

  /** Saves the mail or file that brought the report, where it is kept for a part that could not be read. */
  async saveMessage(): Promise<void> {
    const id = this.detail.value?.message.id ?? 0;
    await this.#saver.save({
      suggestedName: words.report.messageFileName(id),
      isTable: false,
      write: (grant, options) => this.#engine.call('refused.save', { id, grant }, options),
    });
  }

  /** Saves the report as it was read, in RFC 8460's form, wherever the original departed from that. */
  async export(format: JsonFormat): Promise<void> {
    const selection: Selection = { filter: {}, ids: [this.#id] };
    await this.normalized.ask((signal) => this.#engine.call('reports.combine', selection, { signal }));
    const { value, problem } = this.normalized;
    if (value !== null && problem === null)
      await saveJson(this.#engine, this.#saver, selection, value.fileName, format);
  }
}
