import { type Api, type Events } from '../../../shared/contract.ts';
import { type Command, type EngineState, portMessage, type Shell, shellName } from '../../../shared/shell.ts';
import { DeskError, refusalCodes } from '../../../shared/error.ts';
import { type Handlers, type Port, RpcServer } from '../../../shared/rpc.ts';
import {
  breakdownRows,
  isHuge,
  keys,
  mailbox,
  mailboxes,
  matching,
  query,
  refusedRow,
  reportCount,
  scenario,
  totals,
} from './answers.ts';
import { appInfo, desktopOf } from '../desktop.ts';
import { excerptOf } from '../../../main/engine/excerpt.ts';
import { hostileRow, reportOf, rowOf } from './data.ts';
import { manyDeviations, maximalOriginal, maximalReport } from './maximal.ts';
import { drillHandlers } from './drilling.ts';
import { fileHandlers } from './files.ts';
import { overviewHandlers } from './overviews.ts';

/** An engine and a Shell within the page: the built window can be looked at in any Chromium. */
declare global {
  interface Window {
    /** Which state of affairs to play; set before this script runs. */
    scenario: string;
    sayCommand(command: Command): void;
    sayEngine(state: EngineState): void;
  }
}

const source = [
  'Return-Path: <news@shop.example>',
  'From: Newsletter <news@shop.example>',
  'To: tls-reports@example.org',
  'Subject: 20% off everything',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'Dear customer,',
  '<script>alert("no")</script>',
].join('\r\n');

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const handlers: Handlers<Api> = {
  ...fileHandlers,
  ...overviewHandlers,
  ...drillHandlers,
  'store.status': () => ({
    path: '/home/pat/.config/TLSRPT Desk/tlsrpt.sqlite',
    sizeBytes: 12_345_678,
    movedAsideTo: scenario === 'moved-aside' ? '/home/pat/.config/TLSRPT Desk/tlsrpt-damaged-2026-11-24.sqlite' : '',
  }),
  'reports.page': ({ filter, limit, offset = 0, after = '', sort }) =>
    query(() => {
      const from = after === '' ? offset : Number(after) + 1;
      if (isHuge && Object.keys(filter).length === 0) {
        const length = Math.max(0, Math.min(limit, reportCount - from));
        const rows = Array.from({ length }, (_, index) => rowOf(from + index));
        return { rows, total: reportCount, last: String(from + length - 1) };
      }
      const all = matching(filter).toSorted((one, other) => {
        const [a, b] = [one, other].map((row) => (sort.key === 'policyDomain' ? row.policyDomains[0] : row[sort.key]));
        const order = (a ?? '') < (b ?? '') ? -1 : (a ?? '') > (b ?? '') ? 1 : 0;
        return sort.descending ? -order : order;
      });
      const rows = all.slice(from, from + limit);
      return { rows, total: all.length, last: rows.length === 0 ? '' : String(from + rows.length - 1) };
    }),
  'reports.get': (id) =>
    query(() => {
      const row = id === hostileRow.id ? hostileRow : rowOf(id - 1);
      return {
        row,
        report: excerptOf(scenario === 'maximal' ? maximalReport() : reportOf(row)),
        deviations:
          scenario === 'maximal'
            ? manyDeviations
            : row.deviations
              ? [
                  { code: 'date-without-zone', path: 'date-range.start-datetime' },
                  { code: 'part-unreadable', path: '', refusal: { code: 'archive-encrypted', detail: 'march.zip' } },
                ]
              : [],
        usualSigners: ['google.com'],
        conflictsWith: row.conflicting ? [7, 9, 12] : [],
        replaces: row.conflicting && row.replacedBy === null ? [9] : [],
        message: {
          id: 4711,
          isKept: row.deviations > 0,
          source: 'INBOX, uid 4711',
          subject: 'Report Domain: example.org',
          from: row.contactInfo,
          receivedAt: row.endDatetime,
        },
      };
    }),
  'reports.confirm': () => 1,
  'reports.original': (id) =>
    scenario === 'maximal'
      ? maximalOriginal()
      : JSON.stringify(reportOf(id === hostileRow.id ? hostileRow : rowOf(id - 1))),
  totals: (filter) => query(() => totals(filter)),
  breakdown: ({ by, filter }) =>
    query(() => {
      const rows = breakdownRows(by, filter);
      const failedSessions = rows.reduce((sum, row) => sum + row.failedSessions, 0);
      return {
        rows,
        totalRows: isHuge ? 48_213 : rows.length,
        failedSessions,
        withoutDetails: scenario === 'secure' ? 0 : 318,
      };
    }),
  choices: () => ({
    policyDomains: keys['policy-domain'],
    organizationNames: keys['organization-name'],
    policyTypes: keys['policy-type'],
    resultTypes: keys['result-type'],
  }),
  'refused.page': ({ offset, limit }) =>
    query(() => {
      const total = scenario === 'empty' || scenario === 'secure' ? 0 : refusalCodes.length;
      return {
        rows: Array.from({ length: total }, (_, index) => refusedRow(index)).slice(offset, offset + limit),
        total,
      };
    }),
  'refused.source': () => source,
  'reports.remove': () => 1,
  'refused.remove': () => 1,
  'reporters.ignore': () => 2,
  'reporters.ignored': () =>
    scenario === 'ignored'
      ? [
          { removal: 2, organizationName: 'Bargain Mail', contactDomain: 'bargain.example', reports: 1_204 },
          { removal: 5, organizationName: 'Google Inc.', contactDomain: 'look-alike.example', reports: 1 },
        ]
      : [],
  'removals.undo': () => null,
  'mailboxes.list': () => mailboxes(),
  'mailboxes.test': async ({ host }) => {
    await pause(300);
    if (host.includes('wrong')) throw new DeskError('certificate-not-trusted', 'self-signed certificate');
    return { folders: ['Reports/TLS', 'INBOX', 'Archive'] };
  },
  'mailboxes.save': ({ settings }) => ({
    ...mailbox,
    settings,
    phase: 'fetching',
    progress: { done: 120, total: 1_466 },
  }),
  'mailboxes.remove': () => null,
  'mailboxes.check': async () => {
    await pause(200);
    return mailboxes();
  },
  'mailboxes.cancel': () => null,
};

const engineListeners: ((state: EngineState) => void)[] = [];
const commandListeners: ((command: Command) => void)[] = [];
window.sayEngine = (state) => {
  for (const listener of engineListeners) listener(state);
};
window.sayCommand = (command) => {
  for (const listener of commandListeners) listener(command);
};

const onUnknownDesktop = { keychain: false, keychainCommand: 'tlsrpt-desk --password-store=gnome-libsecret' };

const shell: Shell = {
  ...desktopOf({}, { tray: false }),
  appInfo: () => Promise.resolve(scenario === 'first-run' ? { ...appInfo, ...onUnknownDesktop } : appInfo),
  setTheme: () => Promise.resolve(),
  offerPassword: () => Promise.resolve({ secretId: 'b2' }),
  keepPassword: () => Promise.resolve(true),
  forgetPassword: () => Promise.resolve(),
  chooseExportFile: (suggestedName) => Promise.resolve({ grant: 'g1', path: `/home/pat/Documents/${suggestedName}` }),
  chooseFiles: (what) =>
    Promise.resolve({ grant: 'g2', paths: [what === 'backup' ? '/home/pat/Backups/tlsrpt-2026-10-01.sqlite' : '/x'] }),
  offerFiles: () => Promise.resolve({ grant: 'g2', paths: ['/x'] }),
  revealFile: () => Promise.resolve(),
  onCommand: (listener) => commandListeners.push(listener),
  onEngineState: (listener) => engineListeners.push(listener),
  onNotice: () => {},
  onTheme: () => {},
};
Object.defineProperty(window, shellName, { value: shell });

function portOf(port: MessagePort): Port {
  return {
    post: (message) => port.postMessage(message),
    listen: (onMessage) => {
      port.onmessage = (event) => onMessage(event.data);
    },
  };
}

window.addEventListener('load', () => {
  if (scenario === 'starting') return;
  if (scenario === 'failed') {
    window.sayEngine({ phase: 'failed', problem: { code: 'store-newer', detail: 'version 7, this app knows 3' } });
    return;
  }
  const { port1, port2 } = new MessageChannel();
  const server = new RpcServer<Api, Events>(portOf(port1), handlers);
  window.postMessage(portMessage, location.origin, [port2]);
  if (scenario === 'busy') {
    let done = 4_312;
    setInterval(() => {
      done += 37;
      server.emit('mailbox', { ...mailbox, phase: 'fetching', progress: { done, total: 12_840 } });
    }, 100);
  }
});
