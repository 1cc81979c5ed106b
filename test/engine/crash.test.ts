import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storeFileName } from '../../main/disk/storefiles.ts';
import { Store } from '../../main/engine/store/store.ts';
import { accountOf } from '../../shared/account.ts';
import type { MailboxSettings, MailboxState } from '../../shared/contract.ts';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { EngineProcess } from './child.ts';
import { testMails } from './mails.ts';

const mailCount = 10_000;
let dovecot: Dovecot;
let folder: string;
beforeAll(async () => {
  dovecot = await startDovecot();
  dovecot.deliver(testMails(mailCount));
  folder = await mkdtemp(join(tmpdir(), 'crash-'));
});
afterAll(async () => {
  await dovecot.stop();
  await rm(folder, { recursive: true });
});

function settings(): MailboxSettings {
  return {
    host: 'localhost',
    port: dovecot.tlsPort,
    security: 'tls',
    user: 'alice',
    secretId: 'password',
    folder: 'INBOX',
    pollMinutes: 60,
    certificateAuthority: dovecot.authority,
  };
}

async function startEngine(data: string, onTaken: (mails: number) => void = () => {}): Promise<EngineProcess> {
  const engine = await EngineProcess.start(data, (name, value) => {
    if (name === 'mailbox') onTaken((value as MailboxState).messages.fetched);
  });
  engine.control({ kind: 'secret', id: 'password', password: 'secret', account: accountOf(settings()) });
  return engine;
}

async function firstEngine(data: string): Promise<EngineProcess> {
  const engine = await startEngine(data);
  await engine.client.call('mailboxes.save', { id: 0, settings: settings() });
  return engine;
}

/** Everything that a person could see of the store. */
function contents(data: string) {
  const store = Store.open(join(data, storeFileName));
  const filter = {};
  const sort = { key: 'reportId', descending: false } as const;
  const { rows, total } = store.reportsPage({ filter, sort, limit: mailCount });
  const seen = {
    total,
    rows: rows.map(({ id, ...row }) => ({ ...row, original: store.original(id) })),
    totals: store.totals(filter),
    series: store.series(filter),
    byReason: store.breakdown(filter, 'failure-reason-code'),
    byIp: store.breakdown(filter, 'sending-mta-ip'),
    refused: store.refusedPage(0, mailCount).rows.map(({ source, reason }) => ({ source, reason })),
  };
  store.close();
  return seen;
}

async function undisturbed(): Promise<string> {
  const data = join(folder, 'undisturbed');
  const engine = await firstEngine(data);
  await engine.client.call('mailboxes.check', 0);
  await engine.close();
  return data;
}

test('10,000 mails are fetched once and completely, a second check fetches none, and no crash changes that', async () => {
  const expected = contents(await undisturbed());
  expect(expected.totals.messages).toEqual({
    fetched: mailCount,
    stored: 9_600,
    duplicate: 200,
    refused: 200,
    pending: 0,
  });

  const again = await startEngine(join(folder, 'undisturbed'));
  await again.client.call('mailboxes.check', 0);
  await again.close();
  expect(contents(join(folder, 'undisturbed'))).toEqual(expected);

  const data = join(folder, 'disturbed');
  await (await firstEngine(data)).kill();
  for (const [mails, laterMs] of killed) await killAt(data, mails, laterMs);
  const last = await startEngine(data);
  await last.client.call('mailboxes.check', 0);
  await last.close();
  expect(contents(data)).toEqual(expected);
}, 600_000);

/** Once so many mails are stored, and a little later, so that it hits reading, parsing and writing alike. */
const killed: [mails: number, laterMs: number][] = [
  [500, 0],
  [1_500, 40],
  [3_000, 90],
  [5_000, 15],
  [6_500, 65],
  [8_000, 140],
];

async function killAt(data: string, mails: number, laterMs: number): Promise<void> {
  const { promise: reached, resolve } = Promise.withResolvers<null>();
  const engine = await startEngine(data, (taken) => taken >= mails && resolve(null));
  await reached;
  await delay(laterMs);
  await engine.kill();
}
