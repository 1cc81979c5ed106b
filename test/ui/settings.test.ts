import { describe, expect, test } from 'vitest';
import { defaultPreferences, type Filter, type Preferences } from '../../shared/contract.ts';
import { DeskError } from '../../shared/error.ts';
import { Saver } from '../../renderer/parts/saver.svelte.ts';
import { SettingsPage } from '../../renderer/views/settings.svelte.ts';
import { desktopOf } from './desktop.ts';
import { engineOf, settle } from './engine.ts';

const today = '2026-11-24';

async function start({ olderReports = 412, refused = {} } = {}) {
  const saved: Preferences[] = [];
  const counted: Filter[] = [];
  const restored: string[] = [];
  const state = { failure: null as DeskError | null };
  const fail = () => {
    if (state.failure) throw state.failure;
  };
  const { engine } = engineOf({
    'preferences.get': () => saved.at(-1) ?? defaultPreferences,
    'preferences.save': (preferences) => {
      fail();
      saved.push(preferences);
      return null;
    },
    totals: (filter) => {
      counted.push(filter);
      const messages = { fetched: 0, stored: 0, duplicate: 0, refused: 0, pending: 0 };
      const sums = { policies: 0, successfulSessions: 0, failedSessions: 0, failureDetails: 0, reporters: 0 };
      return { reports: olderReports, ...sums, messages };
    },
    'store.backup': () => ({ rows: 0, bytes: 5_000 }),
    'store.restore': (grant) => {
      fail();
      restored.push(grant);
      return '/data/tlsrpt.sqlite.before';
    },
    'store.reread': async (_none, { signal, progress }) => {
      progress(5);
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
        signal.addEventListener('abort', () => resolve());
      });
      if (signal.aborted) throw new DeskError('cancelled');
      return { reports: 9, changed: 2, accepted: 1 };
    },
  });
  const suggested: string[] = [];
  const shell = {
    ...desktopOf({}, refused),
    chooseFiles: () => Promise.resolve({ grant: 'g1', paths: ['/b.sqlite'] }),
    chooseExportFile: (name: string) => {
      suggested.push(name);
      return Promise.resolve({ grant: 'g2', path: `/tmp/${name}` });
    },
    revealFile: () => Promise.resolve(),
  };
  const page = new SettingsPage(engine, shell, new Saver(shell));
  page.load();
  await settle();
  return { page, saved, counted, restored, suggested, state };
}

describe('preferences', () => {
  test('a change is saved at once, and nothing else with it', async () => {
    const { page, saved } = await start();
    await page.change({ verification: 'header', trustedServer: 'mx.example.org' });
    await page.change({ countUnverified: false });
    expect(saved.at(-1)).toEqual({
      verification: 'header',
      trustedServer: 'mx.example.org',
      countUnverified: false,
      keepMonths: 0,
      maxStoreMegabytes: defaultPreferences.maxStoreMegabytes,
      lookUpAddresses: false,
      verificationAsked: false,
    });
  });

  test('a change that cannot be saved is taken back, and the page says why', async () => {
    const { page, state } = await start();
    state.failure = new DeskError('store-full');
    await page.change({ verification: 'dns' });
    await settle();
    expect([page.problem?.code, page.preferences.value?.verification]).toEqual(['store-full', 'off']);
  });
});

describe('the desktop', () => {
  test('shows what is in force, and a change at once', async () => {
    const { page } = await start();
    await page.loadDesktop();
    expect(page.desktop).toEqual({ notifications: false, startAtLogin: false, tray: false });
    await page.changeDesktop('tray', true);
    expect([page.desktop?.tray, page.refused]).toEqual([true, null]);
  });

  test('a wish that the system refuses stays off, and the page says so until the next one', async () => {
    const { page } = await start({ refused: { startAtLogin: false } });
    await page.changeDesktop('startAtLogin', true);
    expect([page.desktop?.startAtLogin, page.refused]).toEqual([false, 'startAtLogin']);
    await page.changeDesktop('notifications', true);
    expect([page.desktop?.notifications, page.refused]).toEqual([true, null]);
  });
});

describe('keeping', () => {
  test('before reports go, the person is told how many and of when', async () => {
    const { page, saved, counted } = await start();
    await page.keep(3, today);
    expect(counted).toEqual([{ until: '2026-08-23' }]);
    expect(page.question).toEqual({ kind: 'keep', months: 3, reports: 412, firstKeptDay: '2026-08-24' });
    expect(saved).toEqual([]);
    await page.agree();
    expect([page.question, saved.at(-1)?.keepMonths]).toEqual([null, 3]);
  });

  test('no is no', async () => {
    const { page, saved } = await start();
    await page.keep(3, today);
    page.refuse();
    await page.agree();
    expect([page.question, saved]).toEqual([null, []]);
  });

  test('where nothing goes, nothing is asked', async () => {
    const { page, saved } = await start({ olderReports: 0 });
    await page.keep(12, today);
    await page.keep(0, today);
    expect([page.question, saved.map(({ keepMonths }) => keepMonths)]).toEqual([null, [12, 0]]);
  });
});

describe('the store as a whole', () => {
  test('a backup goes where the person chose', async () => {
    const { page, suggested } = await start();
    await page.backUp(today);
    expect(suggested).toEqual(['tlsrpt-2026-11-24.sqlite']);
  });

  test('a backup is restored only after a yes, and the page says where the old store is', async () => {
    const { page, restored } = await start();
    await page.chooseBackup();
    expect([page.question, restored]).toEqual([{ kind: 'restore', grant: 'g1', path: '/b.sqlite' }, []]);
    await page.agree();
    expect([restored, page.restoredOver]).toEqual([['g1'], '/data/tlsrpt.sqlite.before']);
  });

  test('a backup that cannot be restored is a problem, not a success', async () => {
    const { page, state } = await start();
    state.failure = new DeskError('store-corrupt');
    await page.chooseBackup();
    await page.agree();
    expect([page.problem?.code, page.restoredOver]).toEqual(['store-corrupt', '']);
  });

  test('reading all again shows its progress and what it came to', async () => {
    const { page } = await start();
    const running = page.reread();
    expect(page.rereading).toEqual({ phase: 'reading', reports: 0 });
    await running;
    expect(page.rereading).toEqual({ phase: 'done', reports: 9, changed: 2, accepted: 1 });
  });

  test('reading all again can be cancelled, which is no problem', async () => {
    const { page } = await start();
    const running = page.reread();
    page.cancelReread();
    await running;
    expect([page.rereading, page.problem]).toEqual([null, null]);
  });
});
