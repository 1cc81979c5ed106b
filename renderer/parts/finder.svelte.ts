/** Matches beyond these are counted as "more": so many are of no use, and each is an object of the page. */
const maxMatches = 1_000;

/** Where a text has what a person looks for, in any case, and which of the places is the current one. */
export class Finder {
  query = $state('');
  #text: () => string;
  #starts = $derived.by(() => startsOf(this.#text(), this.query));
  #current = $state(0);

  constructor(text: () => string) {
    this.#text = text;
  }

  /** Offsets from and to of each match, in UTF-16 code units. */
  get matches(): [number, number][] {
    return this.#starts.map((start) => [start, start + this.query.length]);
  }

  /** Counted from 0; -1 for no match. */
  get current(): number {
    return Math.min(this.#current, this.#starts.length - 1);
  }

  get isCut(): boolean {
    return this.#starts.length === maxMatches;
  }

  find(query: string): void {
    this.query = query;
    this.#current = 0;
  }

  /** The next match, or the previous one; after the last comes the first. */
  step(by: 1 | -1): void {
    const count = this.#starts.length;
    if (count > 0) this.#current = (this.current + by + count) % count;
  }
}

/** A pattern that ignores case finds offsets of the text itself, which folding it would shift. */
function startsOf(text: string, query: string): number[] {
  if (query === '') return [];
  const pattern = new RegExp(query.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`), 'gi');
  const starts: number[] = [];
  for (const match of text.matchAll(pattern)) {
    starts.push(match.index);
    if (starts.length === maxMatches) break;
  }
  return starts;
}
