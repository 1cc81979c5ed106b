import { commandWords, paletteWords as words } from '../../shared/command-words.ts';
import type { ReportRow } from '../../shared/contract.ts';
import { type Command, commands } from '../../shared/shell.ts';
import type { Desk } from '../desk.svelte.ts';
import { valueLabel, withCondition } from '../filter.ts';
import { formatDays } from '../format.ts';
import { Latest } from '../latest.svelte.ts';
import { score } from './fuzzy.ts';
import { recall, remember, type Shelf } from './shelf.ts';

/** Entries of one kind in an answer. */
const maxOfKind = 8;
const maxRecent = 5;
const maxReports = 5;
/** Reports are searched from so many characters on, and not for each of them. */
const minSearchLength = 3;
const searchPauseMs = 200;
const shelfName = 'palette.recent';

export type EntryKind = 'recent' | 'commands' | 'domains' | 'reporters' | 'reports';

export interface PaletteEntry {
  id: string;
  kind: EntryKind;
  label: string;
  /** At the end of the line: the accelerator, or what tells two alike apart. */
  hint: string;
  run(): void;
}

/** A line of text that finds everything one can do or go to. It lives as long as it is on show. */
export class Palette {
  query = $state('');
  #index = $state(0);
  #desk: Desk;
  #shelf: Shelf;
  #recent: Command[];
  #reports = new Latest<ReportRow[]>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(desk: Desk, shelf: Shelf) {
    this.#desk = desk;
    this.#shelf = shelf;
    this.#recent = recentOf(recall(shelf, shelfName));
  }

  entries: PaletteEntry[] = $derived.by(() => (this.query.trim() === '' ? this.#atFirst() : this.#answers()));

  get index(): number {
    return Math.min(this.#index, Math.max(0, this.entries.length - 1));
  }

  get chosen(): PaletteEntry | undefined {
    return this.entries[this.index];
  }

  type(query: string): void {
    this.query = query;
    this.#index = 0;
    this.#reports.clear();
    clearTimeout(this.#timer);
    if (query.trim().length >= minSearchLength) this.#timer = setTimeout(() => this.#search(), searchPauseMs);
  }

  /** From the last entry on to the first one, and back. */
  step(step: 1 | -1): void {
    const { length } = this.entries;
    if (length > 0) this.#index = (this.index + step + length) % length;
  }

  point(index: number): void {
    this.#index = index;
  }

  /** Closes, and does what the entry says. */
  run(entry: PaletteEntry | undefined = this.chosen): void {
    if (entry === undefined) return;
    this.close();
    entry.run();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#reports.clear();
    this.#desk.isPaletteOpen = false;
  }

  #search(): void {
    void this.#reports.ask(async (signal) => {
      const filter = { search: this.query.trim() };
      const sort = { key: 'startDatetime', descending: true } as const;
      const query = { filter, sort, limit: maxReports, offset: 0 };
      return (await this.#desk.engine.call('reports.page', query, { signal })).rows;
    });
  }

  #atFirst(): PaletteEntry[] {
    const recent = this.#recent.map((command) => this.#command(command, 'recent'));
    const others = this.#commands().filter((entry) => !recent.some(({ id }) => id === entry.id));
    return [...recent, ...others];
  }

  #answers(): PaletteEntry[] {
    return [
      ...best(this.query, this.#commands()),
      ...best(this.query, this.#values('policyDomain')),
      ...best(this.query, this.#values('organizationName')),
      ...(this.#reports.value ?? []).map((row) => this.#report(row)),
      ...(this.#desk.isFirstRun ? [] : [this.#searching(this.query.trim())]),
    ];
  }

  #commands(): PaletteEntry[] {
    return commands.filter((command) => command !== 'open-palette').map((command) => this.#command(command));
  }

  #command(command: Command, kind: EntryKind = 'commands'): PaletteEntry {
    return {
      id: `command ${command}`,
      kind,
      label: commandWords[command],
      hint: this.#desk.acceleratorOf(command),
      run: () => {
        this.#remember(command);
        this.#desk.run(command);
      },
    };
  }

  #values(key: 'policyDomain' | 'organizationName'): PaletteEntry[] {
    const { policyDomains = [], organizationNames = [] } = this.#desk.choices.value ?? {};
    const isDomain = key === 'policyDomain';
    const dimension = isDomain ? 'policy-domain' : 'organization-name';
    return (isDomain ? policyDomains : organizationNames).map((value) => ({
      id: `${key} ${value}`,
      kind: isDomain ? 'domains' : 'reporters',
      label: valueLabel(dimension, value),
      hint: '',
      run: () => this.#goTo(key, value),
    }));
  }

  /** Everything about one domain or reporter, in a view that has a filter. */
  #goTo(key: 'policyDomain' | 'organizationName', value: string): void {
    const { place } = this.#desk.navigation;
    const isList = place.view === 'overview' || place.view === 'failures' || place.view === 'reports';
    const view = isList ? place.view : 'reports';
    this.#desk.navigation.go({ view, filter: withCondition({}, key, value) });
  }

  #report({ id, reportId, organizationName, startDatetime, endDatetime }: ReportRow): PaletteEntry {
    return {
      id: `report ${id}`,
      kind: 'reports',
      label: reportId === '' ? valueLabel('organization-name', organizationName) : reportId,
      hint: `${organizationName} ${formatDays(startDatetime, endDatetime)}`.trim(),
      run: () => this.#desk.navigation.go({ view: 'report', reportId: id }),
    };
  }

  #searching(text: string): PaletteEntry {
    return {
      id: 'search',
      kind: 'reports',
      label: words.search(text),
      hint: '',
      run: () => this.#desk.navigation.go({ view: 'reports', filter: { search: text } }),
    };
  }

  #remember(command: Command): void {
    const recent = [command, ...this.#recent.filter((each) => each !== command)];
    remember(this.#shelf, shelfName, recent.slice(0, maxRecent));
  }
}

function best(query: string, entries: PaletteEntry[]): PaletteEntry[] {
  return entries
    .map((entry) => ({ entry, score: score(query, entry.label) }))
    .filter((each): each is { entry: PaletteEntry; score: number } => each.score !== null)
    .toSorted((one, other) => other.score - one.score)
    .slice(0, maxOfKind)
    .map(({ entry }) => entry);
}

function recentOf(value: unknown): Command[] {
  if (!Array.isArray(value)) return [];
  return commands
    .filter((command) => value.includes(command) && command !== 'open-palette')
    .toSorted((one, other) => value.indexOf(one) - value.indexOf(other))
    .slice(0, maxRecent);
}
