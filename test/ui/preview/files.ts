import { excerptOf } from '../../../main/engine/excerpt.ts';
import { type Api, defaultPreferences, type Preferences } from '../../../shared/contract.ts';
import type { ImportedItem } from '../../../shared/importing.ts';
import type { Handlers } from '../../../shared/rpc.ts';
import { matching, scenario } from './answers.ts';
import { reportOf, rowOf } from './data.ts';

type FileCalls =
  | 'export.csv'
  | 'export.json'
  | 'reports.combine'
  | 'files.import'
  | 'refused.retry'
  | 'refused.save'
  | 'preferences.get'
  | 'preferences.save'
  | 'store.backup'
  | 'store.restore'
  | 'store.reread';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const written = { rows: 1, bytes: 48_213 };
let preferences: Preferences = {
  ...defaultPreferences,
  verification: scenario === 'secure' ? 'off' : 'dns',
  lookUpAddresses: scenario === 'lookup',
};

const imported: ImportedItem[] = [
  {
    source: 'reports-2026.mbox, message 17',
    outcome: 'refused',
    reason: 'json-broken',
    detail: 'Unexpected token < in JSON at position 0',
    reportIds: [],
  },
  { source: 'holiday.eml', outcome: 'refused', reason: 'no-report', detail: '', reportIds: [] },
  {
    source: 'google.com!example.org!1795392000!1795478399!001.json.gz',
    outcome: 'duplicate',
    reason: null,
    detail: '',
    reportIds: [3],
  },
  ...Array.from({ length: 40 }, (_, index) => ({
    source: `reports-2026.mbox, message ${index + 1}`,
    outcome: 'stored' as const,
    reason: null,
    detail: '',
    reportIds: [index + 4],
  })),
];

/** What concerns files, settings and the store as a whole. */
export const fileHandlers: Pick<Handlers<Api>, FileCalls> = {
  'export.csv': async (_request, { signal, progress }) => {
    for (let rows = 0; rows < 50_000 && !signal.aborted; rows += 5_000) {
      progress(rows);
      await pause(100);
    }
    return { rows: 50_000, bytes: 9_412_331 };
  },
  'export.json': async () => {
    await pause(100);
    return written;
  },
  'reports.combine': ({ filter, ids }) => {
    const [report] = matching({ failuresOnly: true });
    return {
      report: excerptOf({
        ...reportOf(report ?? rowOf(0)),
        organizationName: 'TLSRPT Desk',
        reportId: 'combined-2026-11-24',
      }),
      reports: ids.length > 0 ? ids.length : matching(filter).length,
      fileName: 'localhost!example.org!1795392000!1795478399!combined.json.gz',
    };
  },
  'files.import': async (_grant, { signal, progress }) => {
    for (let fetched = 0; fetched < 1_200 && !signal.aborted; fetched += 100) {
      progress({ fetched, stored: fetched, duplicate: 0, refused: 0, pending: 0 });
      await pause(40);
    }
    return { counts: { fetched: 1_212, stored: 1_209, duplicate: 1, refused: 2, pending: 0 }, items: imported };
  },
  'refused.retry': () => false,
  'refused.save': () => written,
  'preferences.get': () => preferences,
  'preferences.save': (changed) => {
    preferences = changed;
    return null;
  },
  'store.backup': () => ({ rows: 0, bytes: 12_345_678 }),
  'store.restore': () => '/home/pat/.config/TLSRPT Desk/tlsrpt.sqlite.before-2026-11-24',
  'store.reread': async (_none, { signal, progress }) => {
    for (let reports = 0; reports < 1_412 && !signal.aborted; reports += 100) {
      progress(reports);
      await pause(60);
    }
    return { reports: 1_412, changed: 3, accepted: 1 };
  },
};
