import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Choices, ReportRow } from '../../shared/contract.ts';
import { type Command, commands } from '../../shared/shell.ts';
import { acceleratorOf } from '../../renderer/keys.ts';
import { Latest } from '../../renderer/latest.svelte.ts';
import { Navigation } from '../../renderer/navigation.svelte.ts';
import { score } from '../../renderer/parts/fuzzy.ts';
import { Palette, type PaletteDesk } from '../../renderer/parts/palette.svelte.ts';
import { engineOf, settle } from './engine.ts';
import { shelfOf } from './shelf.ts';

const row: ReportRow = {
  id: 17,
  organizationName: 'Google Inc.',
  reportId: '2026-11-23T00:00:00Z_example.org',
  startDatetime: '2026-11-23T00:00:00Z',
  endDatetime: '2026-11-23T23:59:59Z',
  contactInfo: '',
  policyDomains: ['example.org'],
  policyTypes: ['sts'],
  policies: 1,
  successfulSessions: 1,
  failedSessions: 0,
  conflicting: false,
  deviations: 0,
  authenticity: 'verified',
  signingDomain: 'example.com',
  doubt: '',
  replacedBy: null,
};

let run: Command[];
let searched: (string | undefined)[];
beforeEach(() => {
  [run, searched] = [[], []];
});

function deskOf(change: Partial<PaletteDesk> = {}): PaletteDesk {
  const choices = new Latest<Choices>();
  choices.value = {
    policyDomains: ['example.org', 'shop.example.com'],
    organizationNames: ['Google Inc.', ''],
    policyTypes: [],
    resultTypes: [],
  };
  const { engine } = engineOf({
    'reports.page': ({ filter }) => {
      searched.push(filter.search);
      return { rows: [row], total: 1, last: '' };
    },
  });
  return {
    engine,
    navigation: new Navigation(),
    choices,
    isFirstRun: false,
    isPaletteOpen: true,
    run: (command) => void run.push(command),
    acceleratorOf: (command) => acceleratorOf(command, false),
    ...change,
  };
}

const labels = (palette: Palette) => palette.entries.map(({ label }) => label);

function typed(query: string, desk = deskOf()): Palette {
  const palette = new Palette(desk, shelfOf());
  palette.type(query);
  return palette;
}

describe('the palette', () => {
  test('begins with every command, and writes its keys beside it', () => {
    const palette = new Palette(deskOf(), shelfOf());
    expect(palette.entries).toHaveLength(commands.length - 1); // Itself is open already.
    expect(palette.entries.find(({ label }) => label === 'Combine reports')?.hint).toBe('Ctrl+Shift+E');
  });

  test('puts what was used last first, from run to run', () => {
    const shelf = shelfOf();
    for (const query of ['check', 'settings']) {
      const palette = new Palette(deskOf(), shelf);
      palette.type(query);
      palette.run();
    }
    expect(run).toEqual(['check-now', 'show-settings']);
    const again = new Palette(deskOf(), shelf);
    expect(again.entries.slice(0, 3).map(({ kind, label }) => [kind, label])).toEqual([
      ['recent', 'Settings…'],
      ['recent', 'Check mailboxes now'],
      ['commands', 'Export…'],
    ]);
    expect(again.entries).toHaveLength(commands.length - 1);
  });

  test('forgets recent commands that are none', () => {
    const shelf = shelfOf({ 'palette.recent': '["rm -rf", 3, "find"]' });
    expect(new Palette(deskOf(), shelf).entries.filter(({ kind }) => kind === 'recent')).toHaveLength(1);
    expect(new Palette(deskOf(), shelfOf({ 'palette.recent': '{}' })).entries[0]?.kind).toBe('commands');
  });

  test('goes to a domain or reporter in the list that is on show, and closes', () => {
    const desk = deskOf();
    desk.navigation.go({ view: 'failures', filter: { failuresOnly: true } });
    typed('shop', desk).run();
    expect(desk.navigation.place).toMatchObject({ view: 'failures', filter: { policyDomain: 'shop.example.com' } });
    expect(desk.isPaletteOpen).toBe(false);
    desk.navigation.go({ view: 'settings' });
    typed('(not given)', desk).run();
    expect(desk.navigation.place).toMatchObject({ view: 'reports', filter: { organizationName: '' } });
  });

  test('finds a report by its id, once one has stopped typing', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const desk = deskOf();
    const palette = new Palette(desk, shelfOf());
    for (const query of ['2026', '2026-11', '2026-11-23T']) palette.type(query);
    vi.runAllTimers();
    vi.useRealTimers();
    await settle();
    expect(searched).toEqual(['2026-11-23T']);
    expect(palette.chosen).toMatchObject({ label: row.reportId, hint: '\u2068Google Inc.\u2069 2026-11-23' });
    palette.run();
    expect(desk.navigation.place).toMatchObject({ view: 'report', reportId: 17 });
  });

  test('searches the reports for what it does not know', () => {
    const desk = deskOf();
    typed('qqq', desk).run();
    expect(desk.navigation.place).toMatchObject({ view: 'reports', filter: { search: 'qqq' } });
  });

  test('arrow keys go round, and a new query begins at the top', () => {
    const palette = typed('show');
    palette.step(-1);
    expect(palette.index).toBe(palette.entries.length - 1);
    palette.step(1);
    palette.step(1);
    expect(palette.index).toBe(1);
    palette.type('settings');
    expect(palette.index).toBe(0);
  });

  test('before there is anything it offers only what can be done then', () => {
    const desk = deskOf({ isFirstRun: true });
    expect(labels(new Palette(desk, shelfOf()))).toEqual(['Import files…', 'Import folder…', 'About TLSRPT Desk']);
    const palette = typed('qqq', desk);
    expect([palette.entries, palette.chosen]).toEqual([[], undefined]);
    palette.step(1);
    palette.run();
    expect(desk.isPaletteOpen).toBe(true);
  });
});

describe('ranking', () => {
  const best = (query: string, ...names: string[]) =>
    names
      .filter((name) => score(query, name) !== null)
      .toSorted((one, other) => (score(query, other) ?? 0) - (score(query, one) ?? 0));

  test('a beginning is better than a word, a word than a part, a part than letters', () => {
    const names = ['Dimport', 'Impart or rot', 'Re import', 'import'];
    expect(best('import', ...names)).toEqual(['import', 'Re import', 'Dimport', 'Impart or rot']);
    expect(best('impo', 'Impart or post', 'Import')).toEqual(['Import', 'Impart or post']);
    expect(best('sr', 'Show reports', 'Show refused mails')).toEqual(['Show reports', 'Show refused mails']);
  });

  test('all words have to be there, in any order', () => {
    expect(best('files import', 'Import files…', 'Import folder…')).toEqual(['Import files…']);
  });

  test('letters count only from the start of a word', () => {
    expect(score('if', 'Import files…')).not.toBeNull();
    expect(score('oe', 'Import files…')).toBeNull();
  });

  test('text of any length is answered', () => {
    expect(score('a', 'b'.repeat(1_000_000))).toBeNull();
    expect(score('zz'.repeat(500), 'a name')).toBeNull();
  });
});
