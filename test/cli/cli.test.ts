import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Store } from '../../main/engine/store/store.ts';
import { parseReport } from '../../main/engine/tlsrpt/report.ts';
import { readCsv } from '../engine/csv-reader.ts';
import { reportMail, testMails, testReport } from '../engine/mails.ts';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { tlsrpt, values } from './run.ts';

let folder: string;
let db: string;
const at = (name: string) => join(folder, name);
const inStore = (...args: string[]) => tlsrpt([...args, '--db', db, '--json']);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-'));
  db = at('store.sqlite');
  await writeFile(at('1.eml'), reportMail(1));
  await writeFile(at('2.json'), JSON.stringify(testReport(2)));
  await writeFile(at('3.eml'), reportMail(1, 99));
  await writeFile(at('4.eml'), 'Subject: lunch\n\nat noon?\n');
  const envelope = 'From a@example.net Tue Nov 24 00:00:00 2026\n';
  const mbox = [5, 6, 7].map((number) => `${envelope}${reportMail(number).toString('latin1')}\n`).join('');
  await writeFile(at('5.mbox'), mbox);
});
afterAll(() => rm(folder, { recursive: true }));

test('import prints one value per message or file and a total, and exits 1 as something was refused', async () => {
  const ran = await inStore('import', ...['1.eml', '2.json', '3.eml', '4.eml', '5.mbox'].map(at));
  const printed = values(ran) as { source: string; outcome: string; reason: string | null; reports: unknown[] }[];
  expect(printed.slice(0, -1).map(({ outcome, reason }) => [outcome, reason])).toEqual([
    ['stored', null],
    ['stored', null],
    ['duplicate', null],
    ['refused', 'no-report'],
    ['stored', null],
    ['stored', null],
    ['stored', null],
  ]);
  expect(printed[0]).toMatchObject({
    source: at('1.eml'),
    reports: [
      {
        id: 1,
        organizationName: 'Reporter 1',
        reportId: '1@reporter.example.net',
        startDatetime: '2026-01-02T00:00:00Z',
        endDatetime: '2026-01-02T23:59:59Z',
        policies: 1,
        successfulSessions: 1,
        failedSessions: 1,
        deviations: [],
        authenticity: 'not-checked',
      },
    ],
  });
  expect(printed[2]).toMatchObject({ reports: [{ id: 1 }] });
  expect(printed.at(-1)).toEqual({ total: { fetched: 7, stored: 5, duplicate: 1, refused: 1, pending: 0 } });
  expect(ran.code).toBe(1);
});

describe('questions to the store that was imported', () => {
  test('totals', async () => {
    expect(values(await inStore('totals'))).toEqual([
      {
        reports: 5,
        policies: 5,
        successfulSessions: 21,
        failedSessions: 9,
        failureDetails: 5,
        reporters: 5,
        messages: { fetched: 7, stored: 5, duplicate: 1, refused: 1, pending: 0 },
      },
    ]);
  });

  test('filters hold for every question', async () => {
    const filter = ['--since', '2026-01-03', '--until', '2026-01-07', '--result-type', 'certificate-expired'];
    const [days] = values(await inStore('breakdown', '--by', 'day', ...filter)) as [{ key: string }[]];
    expect(days.map(({ key }) => key)).toEqual([]);
    const [reports] = values(await inStore('reports', '--organization', 'Reporter 2')) as [{ reportId: string }[]];
    expect(reports.map(({ reportId }) => reportId)).toEqual(['2@reporter.example.net']);
    const [none] = values(await inStore('reports', '--domain', 'elsewhere.example')) as [object[]];
    expect(none).toEqual([]);
    const [found] = values(await inStore('reports', '--search', '192.0.2.5')) as [object[]];
    expect(found).toHaveLength(1);
    const [verified] = values(await inStore('reports', '--authenticity', 'verified')) as [object[]];
    expect(verified).toEqual([]);
    expect(values(await inStore('totals', '--authenticity', 'not-checked'))).toMatchObject([{ reports: 5 }]);
    expect(values(await inStore('totals', '--policy-type', 'tlsa'))).toMatchObject([{ reports: 0 }]);
    expect(values(await inStore('totals', '--failures-only'))).toMatchObject([{ reports: 5, failedSessions: 9 }]);
  });

  test('breakdown and series', async () => {
    const [rows] = values(await inStore('breakdown', '--by', 'receiving-mx-hostname')) as [object[]];
    expect(rows).toEqual([
      { key: 'mx.example.org', failedSessions: 9, reports: 5, firstSeen: '2026-01-02', lastSeen: '2026-01-08' },
    ]);
    const [days] = values(await inStore('series')) as [{ day: string; reports: number }[]];
    expect(days.map(({ day, reports }) => [day, reports])).toEqual([
      ['2026-01-02', 1],
      ['2026-01-03', 1],
      ['2026-01-04', 0],
      ['2026-01-05', 0],
      ['2026-01-06', 1],
      ['2026-01-07', 1],
      ['2026-01-08', 1],
    ]);
  });

  test('kinds are the distinct problems, with how they do', async () => {
    const validation = { resultType: 'validation-failure', failedSessions: 8, reports: 4, lastSeen: '2026-01-08' };
    const [kinds] = values(await inStore('kinds')) as [object[]];
    expect(kinds).toMatchObject([
      { policyDomain: 'example.org', receivingMxHostname: 'mx.example.org', trend: 'new', ...validation },
      // The one reporter that saw it has not reported since: nobody can say that it is gone.
      { resultType: 'certificate-expired', trend: 'unheard', firstSeen: '2026-01-02' },
    ]);
    const [unheard] = values(await inStore('kinds', '--trend', 'unheard')) as [object[]];
    expect(unheard).toEqual([kinds[1]]);
    expect(await inStore('kinds', '--trend', 'better')).toMatchObject({ code: 2, stdout: '' });
  });

  test('show prints RFC 8460 JSON, original what the reporter wrote', async () => {
    const shown = await inStore('show', '2');
    expect(parseReport(Buffer.from(shown.stdout)).deviations).toEqual([]);
    expect((await inStore('original', '2')).stdout).toBe(JSON.stringify(testReport(2)));
    expect(await inStore('show', '77')).toMatchObject({ code: 1, stdout: '' });
  });

  test('refused', async () => {
    const [rows] = values(await inStore('refused')) as [object[]];
    expect(rows).toMatchObject([{ source: at('4.eml'), reason: 'no-report', subject: 'lunch' }]);
  });

  test('export writes CSV that agrees with the totals', async () => {
    await inStore('export', 'failures', '--to', at('failures.csv'));
    const rows = readCsv(await readFile(at('failures.csv'), 'utf8'));
    expect(rows.reduce((sum, row) => sum + Number(row['failed-session-count']), 0)).toBe(9);
  });

  test('combine writes one report that counts the same', async () => {
    const ran = await inStore('combine', '--to', at('all.json.gz'));
    expect(values(ran)).toMatchObject([{ reports: 5, policies: 1 }]);
    const { report } = parseReport(gunzipSync(await readFile(at('all.json.gz'))));
    expect(report.policies[0]).toMatchObject({ totalSuccessfulSessionCount: 21, totalFailureSessionCount: 9 });
  });

  test('verify finds a sound store, backup and restore bring it back', async () => {
    expect(values(await inStore('verify'))).toEqual([{ reports: 5, differing: [], findings: [] }]);
    expect((await inStore('backup', '--to', at('backup.sqlite'))).code).toBe(0);
    await inStore('import', at('1.eml'));
    expect((await inStore('restore', '--from', at('backup.sqlite'))).code).toBe(0);
    expect(values(await inStore('totals'))).toMatchObject([{ messages: { fetched: 7 } }]);
  });

  test('reread finds nothing to change in a store of today', async () => {
    expect(values(await inStore('reread'))).toEqual([{ reports: 5, changed: 0, accepted: 0 }]);
  });

  test('retain removes what is older, and keeps account of the messages', async () => {
    await inStore('backup', '--to', at('kept.sqlite'));
    const kept = (...args: string[]) => tlsrpt([...args, '--db', at('kept.sqlite'), '--json']);
    expect(values(await kept('retain', '--months', '1'))).toEqual([{ keepMonths: 1, removed: 5 }]);
    expect(values(await kept('retain', '--megabytes', '900'))).toEqual([{ maxStoreMegabytes: 900, removed: 0 }]);
    expect(values(await kept('compact'))).toMatchObject([{ after: expect.any(Number) as number }]);
    expect(values(await kept('totals'))).toMatchObject([{ reports: 0, messages: { fetched: 7 } }]);
  });
});

describe('a person at a terminal', () => {
  test('gets text, in which a report cannot write to the terminal', async () => {
    const name = 'Evil \u001b[2J \u009b\u202eCorp';
    const report = { ...testReport(300), 'organization-name': name, 'contact-info': name };
    await writeFile(at('evil.json'), JSON.stringify(report));
    const evil = at('evil.sqlite');
    const commands = [
      ['import', at('evil.json')],
      ['reports'],
      ['reports', '--json'],
      ['show', '1'],
      ['breakdown', '--by', 'organization-name'],
      ['show', '1\u001b[2J'],
    ];
    for (const command of commands) {
      const { stdout, stderr } = await tlsrpt([...command, '--db', evil]);
      expect(stdout + stderr, command.join(' ')).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
    }
    const [rows] = values(await tlsrpt(['reports', '--json', '--db', evil]));
    expect(rows).toMatchObject([{ contactInfo: name }]);
    // Into a file or another program it goes byte by byte.
    expect((await tlsrpt(['original', '1', '--db', evil])).stdout).toBe(JSON.stringify(report));
  });
});

describe('sync', () => {
  let dovecot: Dovecot;
  beforeAll(async () => {
    dovecot = await startDovecot();
    dovecot.deliver(testMails(100));
    await writeFile(at('ca.pem'), dovecot.authority);
  });
  afterAll(() => dovecot.stop());

  const sync = (password: string, ...more: string[]) => {
    const account = ['--host', 'localhost', '--port', String(dovecot.tlsPort), '--user', 'alice'];
    const args = [
      'sync',
      '--once',
      ...account,
      '--ca-file',
      at('ca.pem'),
      '--db',
      at('synced.sqlite'),
      '--json',
      ...more,
    ];
    return tlsrpt(args, { TLSRPT_PASSWORD: password });
  };

  test('fetches the mailbox, and the next time only what is new', async () => {
    const messages = { fetched: 100, stored: 96, duplicate: 2, refused: 2, pending: 0 };
    expect(values(await sync('secret'))).toMatchObject([[{ folder: 'INBOX', messages, problem: null }]]);
    dovecot.deliver([reportMail(500)]);
    expect(values(await sync('secret'))).toMatchObject([
      [{ messages: { fetched: 1, stored: 1, duplicate: 0, refused: 0, pending: 0 } }],
    ]);
  });

  test('knows INBOX in any case: the mailbox is configured once', async () => {
    await sync('secret', '--folder', 'inbox');
    expect(values(await sync('secret', '--folder', 'Inbox'))).toMatchObject([[{ folder: 'INBOX', problem: null }]]);
    const store = Store.open(at('synced.sqlite'));
    expect(store.mailboxes()).toHaveLength(1);
    store.close();
  });

  test('changes nothing of a mailbox that the app watches but what was typed', async () => {
    const store = Store.open(at('watched.sqlite'));
    const { tlsPort: port, authority: certificateAuthority } = dovecot;
    const account = { user: 'alice', secretId: 'kept', folder: 'INBOX', pollMinutes: 60 };
    store.saveMailbox(0, { host: 'localhost', port, security: 'tls', certificateAuthority, ...account });
    const [watched] = store.mailboxes();
    store.close();
    const options = ['--once', '--host', 'localhost', '--port', String(port), '--user', 'alice'];
    const ran = await tlsrpt(['sync', ...options, '--db', at('watched.sqlite'), '--json'], {
      TLSRPT_PASSWORD: 'secret',
    });
    expect(values(ran)).toMatchObject([[{ problem: null }]]);
    const after = Store.open(at('watched.sqlite'));
    expect(after.mailboxes()).toEqual([watched]);
    after.close();
  });

  test('hands the one password that is given to no second server', async () => {
    const store = Store.open(at('two.sqlite'));
    const { tlsPort: port, authority: certificateAuthority } = dovecot;
    const rest = { security: 'tls' as const, certificateAuthority, folder: 'INBOX', pollMinutes: 60, secretId: 'x' };
    const first = store.saveMailbox(0, { host: 'localhost', port, user: 'alice', ...rest });
    for (const other of [{ user: 'bob' }, { port: port + 1 }, { host: '127.0.0.1' }]) {
      const second = store.saveMailbox(0, { host: 'localhost', port, user: 'alice', ...rest, ...other });
      const ran = await tlsrpt(['sync', '--once', '--db', at('two.sqlite')], { TLSRPT_PASSWORD: 'secret' });
      expect([ran.code, ran.stdout]).toEqual([2, '']);
      expect(ran.stderr).toContain('--host');
      store.removeMailbox(second);
    }
    store.removeMailbox(first);
    store.close();
  });

  test('hands the password to a mailbox out of a backup only when it is named', async () => {
    const backup = at('backup-of-synced.sqlite');
    await tlsrpt(['backup', '--to', backup, '--db', at('synced.sqlite')]);
    const restored = at('restored.sqlite');
    expect((await tlsrpt(['restore', '--from', backup, '--db', restored])).code).toBe(0);
    const asked = await tlsrpt(['sync', '--once', '--db', restored], { TLSRPT_PASSWORD: 'secret' });
    expect([asked.code, asked.stdout]).toEqual([2, '']);
    expect(asked.stderr).toMatch(/backup.*--host/);
    const named = await sync('secret', '--db', restored);
    expect(values(named)).toMatchObject([[{ problem: null }]]);
    const again = await tlsrpt(['sync', '--once', '--db', restored, '--json'], { TLSRPT_PASSWORD: 'secret' });
    expect(values(again)).toMatchObject([[{ problem: null }]]);
  });

  test('says so when the password is wrong', async () => {
    const ran = await sync('wrong');
    expect(values(ran)).toMatchObject([[{ problem: { code: 'login-failed' } }]]);
    expect(ran.code).toBe(1);
    expect(ran.stdout + ran.stderr).not.toContain('wrong');
  });
});
