import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Api, Events, MailboxState, MessageCounts, Totals } from '../../shared/contract.ts';
import type { Command, EngineState, Shell, Theme } from '../../shared/shell.ts';
import type { FailureKind } from '../../shared/overview.ts';
import { type Handlers, RpcServer } from '../../shared/rpc.ts';
import { Desk } from '../../renderer/desk.svelte.ts';
import { Engine } from '../../renderer/engine.ts';
import { keyOf } from '../../renderer/views/overview.svelte.ts';
import { appInfo, desktopOf } from './desktop.ts';
import { mailboxOf, portPair, settle } from './engine.ts';

const noTotals: Totals = {
  reports: 0,
  policies: 0,
  successfulSessions: 0,
  failedSessions: 0,
  failureDetails: 0,
  reporters: 0,
  messages: { fetched: 0, stored: 0, duplicate: 0, refused: 0, pending: 0 },
};

let mailboxes: MailboxState[];
let totals: Totals;
let sayEngine: (state: EngineState) => void;
let sayCommand: (command: Command) => void;
let sayNotice: () => void;
let sayTheme: (theme: Theme) => void;
let imported: MessageCounts;

beforeEach(() => {
  [mailboxes, totals, imported] = [[], noTotals, noTotals.messages];
});

const desktop = desktopOf();
const shell: Shell = {
  ...desktop,
  appInfo: () => Promise.resolve(appInfo),
  setTheme: () => Promise.resolve(),
  offerPassword: () => Promise.resolve({ secretId: 's' }),
  keepPassword: () => Promise.resolve(true),
  forgetPassword: () => Promise.resolve(),
  chooseExportFile: () => Promise.resolve(null),
  chooseFiles: () => Promise.resolve({ grant: 'g', paths: ['/a.eml'] }),
  offerFiles: () => Promise.resolve(null),
  revealFile: () => Promise.resolve(),
  onCommand: (listener) => (sayCommand = listener),
  onEngineState: (listener) => (sayEngine = listener),
  onNotice: (listener) => (sayNotice = listener),
  onTheme: (listener) => (sayTheme = listener),
};

function plug(engine: Engine): RpcServer<Api, Events> {
  const [client, served] = portPair();
  const handlers: Partial<Handlers<Api>> = {
    'mailboxes.list': () => mailboxes,
    totals: () => totals,
    choices: () => ({ policyDomains: [], organizationNames: [], policyTypes: [], resultTypes: [] }),
    'files.import': () => ({ counts: imported, items: [] }),
    'store.status': () => ({ path: '/x', sizeBytes: 1, movedAsideTo: '' }),
  };
  const server = new RpcServer<Api, Events>(served, handlers as Handlers<Api>);
  engine.connect(client);
  return server;
}

async function open(): Promise<{ desk: Desk; engine: Engine; server: RpcServer<Api, Events> }> {
  const engine = new Engine();
  const desk = new Desk(engine, shell);
  await desk.start();
  const server = plug(engine);
  await settle();
  return { desk, engine, server };
}

describe('what the window shows first', () => {
  test('without mailbox and reports it asks for the first mailbox', async () => {
    const { desk } = await open();
    expect([desk.isOpen, desk.isFirstRun, desk.navigation.place.view]).toEqual([true, true, 'connect']);
    sayCommand('show-failures');
    expect(desk.navigation.place.view).toBe('connect');
    desk.connectedMailbox(mailboxOf(), null);
    expect([desk.isFirstRun, desk.navigation.place.view]).toEqual([false, 'overview']);
  });

  test('with a mailbox, or reports of one that is gone, it shows the overview', async () => {
    mailboxes = [mailboxOf()];
    expect((await open()).desk.navigation.place.view).toBe('overview');
    mailboxes = [];
    totals = { ...noTotals, reports: 3 };
    expect((await open()).desk.isFirstRun).toBe(false);
  });
});

describe('beginning with files', () => {
  test('a first import that brings reports leaves the first run', async () => {
    const { desk } = await open();
    imported = { fetched: 3, stored: 2, duplicate: 0, refused: 1, pending: 0 };
    sayCommand('import-files');
    await settle();
    expect([desk.isFirstRun, desk.navigation.place.view]).toEqual([false, 'overview']);
    expect(desk.announcement).toBe('2 stored, 1 refused');
  });

  test('one that brings none stays there', async () => {
    const { desk } = await open();
    imported = { fetched: 1, stored: 0, duplicate: 0, refused: 1, pending: 0 };
    sayCommand('import-folder');
    await settle();
    expect([desk.isFirstRun, desk.importer.job?.phase]).toEqual([true, 'done']);
  });
});

describe('the engine restarts', () => {
  test('the window says so, and follows the new engine without being loaded again', async () => {
    mailboxes = [mailboxOf()];
    const { desk, engine } = await open();
    const revision = desk.revision;
    sayEngine({ phase: 'restarting', inSeconds: 5 });
    expect(desk.engineState).toEqual({ phase: 'restarting', inSeconds: 5 });
    await expect(engine.call('totals', {})).rejects.toMatchObject({ code: 'engine-gone' });
    mailboxes = [mailboxOf({ phase: 'needs-password' })];
    plug(engine);
    await settle();
    expect(desk.engineState).toEqual({ phase: 'ready' });
    expect(desk.mailboxes.states?.[0]?.phase).toBe('needs-password');
    expect(desk.revision).toBeGreaterThan(revision);
    expect(desk.announcement).toBe('The engine is running again.');
  });
});

describe('commands', () => {
  test('export asks for the table that is on show', async () => {
    mailboxes = [mailboxOf()];
    const { desk } = await open();
    sayCommand('show-failures');
    sayCommand('export-csv');
    expect([desk.exporter.isAsking, desk.exporter.table]).toEqual([true, 'failures']);
  });

  test('combine takes the selected reports, or all that the filter shows', async () => {
    mailboxes = [mailboxOf()];
    const { desk } = await open();
    sayCommand('show-reports');
    desk.reports.selection.toggle(7);
    sayCommand('combine');
    expect(desk.navigation.place).toMatchObject({ view: 'combined', ids: [7] });
    desk.navigation.back();
    desk.reports.selection.selectAll();
    sayCommand('combine');
    expect(desk.navigation.place).toMatchObject({ view: 'combined', ids: [] });
  });

  test('what is selected in a list that is not on show is not combined', async () => {
    mailboxes = [mailboxOf()];
    const { desk } = await open();
    sayCommand('show-reports');
    desk.reports.selection.toggle(7);
    sayCommand('show-failures');
    sayCommand('combine');
    expect(desk.navigation.place).toMatchObject({ view: 'combined', ids: [] });
  });

  test('find goes to a list that can be searched', async () => {
    mailboxes = [mailboxOf()];
    const { desk } = await open();
    sayCommand('show-mailboxes');
    sayCommand('find');
    expect([desk.navigation.place.view, desk.findRequests]).toEqual(['reports', 1]);
  });
});

describe('from the overview', () => {
  test('the failures are those of the period that it shows; the reports stay as they were', async () => {
    mailboxes = [mailboxOf()];
    const { desk } = await open();
    desk.tick(Date.UTC(2026, 10, 24));
    desk.filterBy({ policyDomain: 'a.example' });
    sayCommand('show-failures');
    expect(desk.navigation.place.filter).toEqual({ policyDomain: 'a.example', since: '2026-10-26' });
    desk.navigation.back();
    sayCommand('show-reports');
    expect(desk.navigation.place.filter).toEqual({ policyDomain: 'a.example' });
  });

  test('what is exported or combined is of the period that it shows', async () => {
    mailboxes = [mailboxOf()];
    const { desk } = await open();
    desk.tick(Date.UTC(2026, 10, 24));
    desk.filterBy({ policyDomain: 'a.example', resultType: 'certificate-expired' });
    const shown = { policyDomain: 'a.example', since: '2026-10-26' };
    expect(desk.shownFilter).toEqual(shown);
    sayCommand('combine');
    expect(desk.navigation.place).toMatchObject({ view: 'combined', filter: shown, ids: [] });
    expect(desk.navigation.place.filter).toEqual(shown);
  });
});

describe('paper and PDF', () => {
  test('the page goes to the system, and a PDF is named for what it shows', async () => {
    mailboxes = [mailboxOf()];
    const { desk } = await open();
    sayCommand('print');
    desk.tick(Date.UTC(2026, 10, 24));
    desk.navigation.go({ view: 'failures' });
    sayCommand('save-pdf');
    await settle();
    desk.navigation.go({ view: 'report', reportId: 17 });
    sayCommand('save-pdf');
    await settle();
    expect([desktop.printed, desktop.pdfs]).toEqual([1, ['tlsrpt-failures-2026-11-24.pdf', 'tlsrpt-report-17.pdf']]);
    expect(desk.saver.job).toMatchObject({ phase: 'done', rows: null, grant: 'pdf' });
  });
});

describe('what the desktop is told', () => {
  test('the work under way, but not that of an engine that died', async () => {
    mailboxes = [mailboxOf({ phase: 'fetching', progress: { done: 1, total: 4 } })];
    const { desk } = await open();
    expect(desk.situation.progress).toBe(0.25);
    sayEngine({ phase: 'restarting', inSeconds: 5 });
    expect(desk.situation.progress).toBeNull();
  });
});

describe('while mails come in', () => {
  test('the end of a fetch brings every count up to date at once', async () => {
    mailboxes = [mailboxOf({ phase: 'fetching' })];
    const { desk, server } = await open();
    totals = { ...noTotals, reports: 2_556 };
    server.emit('mailbox', mailboxOf({ phase: 'waiting' }));
    await settle();
    expect(desk.totals.value?.reports).toBe(2_556);
  });
});

describe('theme', () => {
  test('one chosen in the menu is the one that the settings show', async () => {
    const { desk } = await open();
    sayTheme('dark');
    expect(desk.info?.theme).toBe('dark');
  });
});

describe('a notice that is clicked on', () => {
  const kind = { policyDomain: 'example.org', resultType: 'certificate-expired', trend: 'new' } as FailureKind;

  test('shows the overview with its one problem explained, whatever was filtered', async () => {
    const { desk } = await open();
    desk.navigation.go({ view: 'reports', filter: { policyDomain: 'elsewhere.example' } });
    desk.attention.told = [kind];
    sayNotice();
    expect(desk.navigation.place).toMatchObject({ view: 'overview', filter: {} });
    expect(desk.overview.explained).toBe(keyOf(kind));
  });

  test('explains none of several', async () => {
    const { desk } = await open();
    desk.attention.told = [kind, kind];
    sayNotice();
    expect([desk.navigation.place.view, desk.overview.explained]).toEqual(['overview', '']);
  });
});

describe('time', () => {
  test('many changes within a second become one refresh', async () => {
    mailboxes = [mailboxOf()];
    const { desk, server } = await open();
    const { revision } = desk;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      for (let change = 0; change < 4; change += 1) server.emit('changed', null);
      await settle();
      expect(desk.revision).toBe(revision);
      vi.runAllTimers();
      expect(desk.revision).toBe(revision + 1);
    } finally {
      vi.useRealTimers();
    }
  });

  test('at midnight UTC "last 7 days" moves along', async () => {
    mailboxes = [mailboxOf()];
    const { desk } = await open();
    desk.tick(Date.UTC(2026, 10, 24, 23, 59));
    desk.filterBy({ since: '2026-11-18' });
    desk.tick(Date.UTC(2026, 10, 25, 0, 1));
    expect(desk.navigation.place.filter).toEqual({ since: '2026-11-19' });
  });
});
