import { commandWords, paletteWords as words } from '../../shared/command-words.ts';
import type { ReportRow } from '../../shared/contract.ts';
import { type Command, commands } from '../../shared/shell.ts';
import type { Desk } from '../desk.svelte.ts';
import { valueLabel, withCondition } from '../filter.ts';
import { formatDays } from '../format.ts';
import { Latest } from '../latest.svelte.ts';
import { shortName } from './copymenu.ts';
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
/** What can be done before there is a mailbox or a report. */
const firstCommands: Command[] = ['import-files', 'import-folder', 'show-about'];

export type EntryKind = 'recent' | 'commands' | 'domains' | 'reporters' | 'reports';

export interface PaletteEntry {
  id: string;
  kind: EntryKind;
  label: string;
  /** At the end of the line: the accelerator, or what tells two alike apart. */
  hint: string;
  run(): void;
}

/** What of the desk the palette speaks of. */
export type PaletteDesk = Pick<
  Desk,
  'engine' | 'navigation' | 'choices' | 'isFirstRun' | 'isPaletteOpen' | 'run' | 'acceleratorOf'
>;

/** A line of text that finds everything one can do or go to. It lives as long as it is on show. */
export class Palette {
  query = $state('');
  #index = $state(0);
  #desk: PaletteDesk;
  #shelf: Shelf;
  #recent: Command[];
  #reports = new Latest<ReportRow[]>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(desk: PaletteDesk, shelf: Shelf) {
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
    const all = this.#commands();
    const recent = this.#recent.flatMap((command) => {
      const entry = all.find(({ id }) => id === idOf(command));
      return entry === undefined ? [] : [{ ...entry, kind: 'recent' as const }];
    });
    return [...recent, ...all.filter((entry) => !recent.some(({ id }) => id === entry.id))];
  }

  #answers(): PaletteEntry[] {
    return [
      ...ranked(this.query, [this.#commands(), this.#values('policyDomain'), this.#values('organizationName')]),
      ...(this.#reports.value ?? []).map((row) => this.#report(row)),
      ...(this.#desk.isFirstRun ? [] : [this.#searching(this.query.trim())]),
    ];
  }

  #commands(): PaletteEntry[] {
    const usable = this.#desk.isFirstRun ? firstCommands : commands;
    return usable.filter((command) => command !== 'open-palette').map((command) => this.#command(command));
  }

  #command(command: Command): PaletteEntry {
    return {
      id: idOf(command),
      kind: 'commands',
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
      hint: `${shortName(organizationName)} ${formatDays(startDatetime, endDatetime)}`,
      run: () => this.#desk.navigation.go({ view: 'report', reportId: id }),
    };
  }

  #searching(text: string): PaletteEntry {
    return {
      id: 'search',
      kind: 'reports',
      label: words.search(shortName(text)),
      hint: '',
      run: () => this.#desk.navigation.go({ view: 'reports', filter: { search: text } }),
    };
  }

  #remember(command: Command): void {
    const recent = [command, ...this.#recent.filter((each) => each !== command)];
    remember(this.#shelf, shelfName, recent.slice(0, maxRecent));
  }
}

function idOf(command: Command): string {
  return `command ${command}`;
}

/** The best of each kind, and the kind with the best of all first. */
function ranked(query: string, kinds: PaletteEntry[][]): PaletteEntry[] {
  return kinds
    .map((entries) => best(query, entries))
    .toSorted(([one], [other]) => (other?.score ?? 0) - (one?.score ?? 0))
    .flatMap((found) => found.map(({ entry }) => entry));
}

function best(query: string, entries: PaletteEntry[]): { entry: PaletteEntry; score: number }[] {
  return entries
    .flatMap((entry) => {
      const found = score(query, entry.label);
      return found === null ? [] : [{ entry, score: found }];
    })
    .toSorted((one, other) => other.score - one.score)
    .slice(0, maxOfKind);
}

function recentOf(value: unknown): Command[] {
  if (!Array.isArray(value)) return [];
  return commands
    .filter((command) => value.includes(command) && command !== 'open-palette')
    .toSorted((one, other) => value.indexOf(one) - value.indexOf(other))
    .slice(0, maxRecent);
}
