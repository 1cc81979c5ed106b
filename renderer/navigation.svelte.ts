import type { Dimension, Filter } from '../shared/contract.ts';

export type ViewName =
  'overview' | 'reports' | 'failures' | 'report' | 'combined' | 'mailboxes' | 'refused' | 'settings' | 'connect';

/** Where the person is. The filter is part of it, so that "back" also undoes a drill-down. */
export interface Place {
  view: ViewName;
  filter: Filter;
  by: Dimension;
  /** The second dimension, by which each row of the breakdown is divided; '' for none. */
  then: Dimension | '';
  reportId: number;
  /** The reports that `combined` merges; [] for all that the filter shows. */
  ids: number[];
  /** The mailbox that `connect` edits; 0 for a new one. */
  mailboxId: number;
}

const maxPlaces = 200;
const start: Place = { view: 'overview', filter: {}, by: 'result-type', then: '', reportId: 0, ids: [], mailboxId: 0 };

/** The places visited, as in a browser: going somewhere drops what lay ahead. */
export class Navigation {
  #places = $state.raw<Place[]>([start]);
  #index = $state(0);

  get place(): Place {
    return this.#places[this.#index] ?? start;
  }

  get canGoBack(): boolean {
    return this.#index > 0;
  }

  get canGoForward(): boolean {
    return this.#index < this.#places.length - 1;
  }

  go(change: Partial<Place>): void {
    const next = { ...this.place, ...change };
    if (JSON.stringify(next) === JSON.stringify(this.place)) return;
    const places = [...this.#places.slice(0, this.#index + 1), next].slice(-maxPlaces);
    this.#places = places;
    this.#index = places.length - 1;
  }

  /** Changes the present place without a step in the history, as while typing. */
  refine(change: Partial<Place>): void {
    this.#places = this.#places.with(this.#index, { ...this.place, ...change });
  }

  back(): void {
    if (this.canGoBack) this.#index -= 1;
  }

  forward(): void {
    if (this.canGoForward) this.#index += 1;
  }
}
