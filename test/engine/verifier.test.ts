import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Intake } from '../../main/engine/intake.ts';
import type { Store } from '../../main/engine/store/store.ts';
import { defaultPreferences } from '../../shared/contract.ts';
import { reportMail } from './mails.ts';
import { keyRecord, signedBy } from './signing.ts';
import { newPath, openStore } from './store/temporary.ts';

const receivedAt = new Date('2026-11-24T06:00:00Z');
const inbox = { mailboxId: 1, folder: 'INBOX', uidValidity: '7' };
const noAnswer = () => Promise.reject(Object.assign(new Error('no answer'), { code: 'ETIMEOUT' }));

let path: string;
let store: Store;
beforeEach(() => {
  path = newPath();
  store = openStore(path);
  store.savePreferences({ ...defaultPreferences, verification: 'dns', countUnverified: false });
});
const intakes: Intake[] = [];
afterEach(() => {
  for (const { verifier } of intakes.splice(0)) verifier.stop();
  vi.useRealTimers();
});

function intakeBy(resolveTxt: (name: string) => Promise<string[][]>): Intake {
  const intake = new Intake(store, resolveTxt);
  intakes.push(intake);
  return intake;
}

const take = (intake: Intake, ...sources: Buffer[]) =>
  intake.takeMails({
    ...inbox,
    messages: sources.map((source, index) => ({
      uid: index + 1,
      sizeBytes: source.length,
      internalDate: receivedAt,
      source,
    })),
  });
const genuine = (number: number) => signedBy('reporter.example.net', reportMail(number), receivedAt);
const verdicts = () =>
  store
    .reportsPage({ filter: {}, sort: { key: 'reportId', descending: false }, limit: 100 })
    .rows.map(({ authenticity }) => authenticity);

test('a mail is stored at once, however long DNS takes, and counts as verified when its key is there', async () => {
  let answer: (records: string[][]) => void = () => {};
  const key = new Promise<string[][]>((resolve) => (answer = resolve));
  const intake = intakeBy(() => key);
  await take(intake, await genuine(1), await genuine(2));
  expect(store.cursor(1, 'INBOX')).toEqual({ uidValidity: '7', lastUid: 2 });
  expect(verdicts()).toEqual(['waiting', 'waiting']);
  expect(store.totals({})).toMatchObject({ reports: 0 });
  answer(keyRecord);
  await intake.verifier.finish();
  expect(verdicts()).toEqual(['verified', 'verified']);
  expect(store.totals({})).toMatchObject({ reports: 2, successfulSessions: 3, failedSessions: 3 });
  expect(store.kinds({}).total).toBe(2);
  expect(store.waiting()).toEqual({ mails: 0, bytes: 0 });
});

test('what waits counts where unverified reports do', async () => {
  store.savePreferences({ ...defaultPreferences, verification: 'dns', countUnverified: true });
  await take(
    intakeBy(() => new Promise(() => {})),
    await genuine(1),
  );
  expect(store.totals({})).toMatchObject({ reports: 1 });
});

test('what waits survives a restart, and is tried again after a pause', async () => {
  const first = intakeBy(noAnswer);
  await take(first, await genuine(1));
  await first.verifier.finish();
  expect(verdicts()).toEqual(['waiting']);
  first.verifier.stop();
  store.close();
  store = openStore(path);
  const second = intakeBy(() => Promise.resolve(keyRecord));
  await second.verifier.finish();
  expect(verdicts()).toEqual(['waiting']);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
  await second.verifier.finish();
  expect(verdicts()).toEqual(['verified']);
});

test('a key that stays silent for days is none', async () => {
  const intake = intakeBy(noAnswer);
  await take(intake, await genuine(1));
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  for (let day = 0; day < 8; day += 1) {
    await intake.verifier.finish();
    vi.setSystemTime(Date.now() + 86_400_000);
  }
  expect(verdicts()).toEqual(['failed']);
  expect(store.waiting().mails).toBe(0);
});

test('a mail that ends the process while it is verified is not the first thing tried after it', async () => {
  const killed = intakeBy(() => new Promise(() => {}));
  await take(killed, await genuine(1));
  killed.verifier.stop();
  store.close();
  store = openStore(path);
  const tried = vi.fn(noAnswer);
  await intakeBy(tried).verifier.finish();
  expect(tried).not.toHaveBeenCalled();
});

test('a forged mail fails, and a genuine one with the same report lifts it whichever is verified first', async () => {
  const forged = Buffer.from((await genuine(1)).toString('latin1').replace('Subject: ', 'Subject: Re: '), 'latin1');
  for (const mails of [
    [forged, await genuine(1)],
    [await genuine(2), Buffer.from((await genuine(2)).toString('latin1').replace('Subject: ', 'Subject: x'), 'latin1')],
  ]) {
    const intake = intakeBy(() => Promise.resolve(keyRecord));
    await intake.takeMails({
      ...inbox,
      uidValidity: String(intakes.length),
      messages: mails.map((source, index) => ({ uid: index + 1, sizeBytes: 1, internalDate: receivedAt, source })),
    });
    await intake.verifier.finish();
  }
  expect(verdicts()).toEqual(['verified', 'verified']);
});

test('another copy of a verified report is not kept for verification', async () => {
  const intake = intakeBy(() => Promise.resolve(keyRecord));
  await take(intake, await genuine(1));
  await intake.verifier.finish();
  const silent = intakeBy(() => new Promise(() => {}));
  await silent.takeMails({
    ...inbox,
    messages: [{ uid: 2, sizeBytes: 1, internalDate: receivedAt, source: await genuine(1) }],
  });
  expect(store.waiting().mails).toBe(0);
  expect(verdicts()).toEqual(['verified']);
});

test('nothing waits for DNS that is not to be asked any more', async () => {
  const intake = intakeBy(noAnswer);
  await take(intake, await genuine(1));
  await intake.verifier.finish();
  store.savePreferences({ ...defaultPreferences, verification: 'off' });
  await intake.verifier.finish();
  expect(verdicts()).toEqual(['not-checked']);
});

test('eight mails at most are looked up at the same time', async () => {
  let underWay = 0;
  let most = 0;
  const intake = intakeBy(async () => {
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise((resolve) => setImmediate(resolve));
    underWay -= 1;
    return keyRecord;
  });
  await take(intake, ...(await Promise.all(Array.from({ length: 30 }, (_, number) => genuine(number)))));
  await intake.verifier.finish();
  expect(most).toBeLessThanOrEqual(8);
  expect(new Set(verdicts())).toEqual(new Set(['verified']));
});

test('where no more mails can be kept to be verified, one is verified before it is stored', async () => {
  const silent = intakeBy(() => new Promise(() => {}));
  vi.spyOn(store, 'waiting').mockReturnValue({ mails: 10_000, bytes: 0 });
  const intake = intakeBy(() => Promise.resolve(keyRecord));
  await take(intake, await genuine(1));
  expect(verdicts()).toEqual(['verified']);
  silent.verifier.stop();
});
