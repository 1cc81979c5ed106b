import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FileItem } from '../../main/engine/files.ts';
import { Intake, type Taken } from '../../main/engine/intake.ts';
import { maxKeptHeaderBytes, maxMessageBytes } from '../../main/engine/mailbox/limits.ts';
import { Store } from '../../main/engine/store/store.ts';
import { defaultPreferences } from '../../shared/contract.ts';
import { reportMail, testReport } from './mails.ts';
import { receive, refused } from './store/messages.ts';

let folder: string;
let store: Store;
const resolveTxt = vi.fn(() => Promise.reject(new Error('no network in tests')));
let intake: Intake;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'intake-'));
  store = Store.open(join(folder, 'store.sqlite'));
  intake = new Intake(store, resolveTxt);
  resolveTxt.mockClear();
});
afterEach(async () => {
  store.close();
  await rm(folder, { recursive: true });
});

const mails = (...sources: (Buffer | null)[]) =>
  sources.map((source, index) => ({
    uid: index + 1,
    sizeBytes: source?.length ?? maxMessageBytes + 1,
    internalDate: new Date('2026-11-24T06:00:00Z'),
    source,
  }));
const inbox = { mailboxId: 1, folder: 'INBOX', uidValidity: '7' };

async function take(items: FileItem[]): Promise<Taken[]> {
  const taken: Taken[] = [];
  for await (const one of intake.takeFiles(feed(items))) taken.push(one);
  return taken;
}

async function* feed(items: FileItem[]): AsyncGenerator<FileItem> {
  yield* items;
}

const message = (bytes: Buffer): FileItem => ({ source: 'm.eml', sizeBytes: bytes.length, kind: 'message', bytes });

test('every mail ends as stored, duplicate or refused, and the cursor moves past all of them at once', async () => {
  await intake.takeMails({
    ...inbox,
    messages: mails(reportMail(1), reportMail(1, 2), Buffer.from('\r\nhello'), null),
  });
  expect(store.messageCounts(1)).toEqual({ fetched: 4, stored: 1, duplicate: 1, refused: 2, pending: 0 });
  expect(store.cursor(1, 'INBOX')).toEqual({ uidValidity: '7', lastUid: 4 });
  expect(store.refusedPage(0, 10).rows.map(({ reason }) => reason)).toEqual(['message-too-large', 'no-report']);
});

test('small mails with large reports do not wait for each other in memory, and the cursor keeps up', async () => {
  const padded = (number: number) => JSON.stringify({ ...testReport(number), padding: 'x'.repeat(10_000_000) });
  const large = (number: number) => {
    const attachment = gzipSync(padded(number)).toString('base64').replace(/.{76}/g, '$&\r\n');
    const header = 'Content-Type: application/tlsrpt+gzip\r\nContent-Transfer-Encoding: base64\r\n\r\n';
    return Buffer.from(header + attachment);
  };
  const record = vi.spyOn(store, 'record');
  await intake.takeMails({ ...inbox, messages: mails(large(1), large(2), large(3), reportMail(4)) });
  expect(record.mock.calls.map(([{ cursor, messages }]) => [cursor?.lastUid, messages.length])).toEqual([
    [2, 2],
    [4, 2],
  ]);
  expect(store.messageCounts(1)).toMatchObject({ stored: 4 });
  expect(store.cursor(1, 'INBOX')).toEqual({ uidValidity: '7', lastUid: 4 });
});

test('of a private mail its headers and the list of its parts are kept, and nothing of what it says', async () => {
  const header = 'From: a@example.com\r\nSubject: Lunch\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n';
  const photo = '--b\r\nContent-Type: image/png; name="us.png"\r\n\r\nmany bytes\r\n--b--\r\n';
  const source = Buffer.from(`${header}--b\r\n\r\nAt noon?\r\n${photo}`);
  await intake.takeMails({ ...inbox, messages: mails(source) });
  const [row] = store.refusedPage(0, 10).rows;
  expect(row).toMatchObject({ subject: 'Lunch', from: 'a@example.com', reason: 'no-report', kept: 'outline' });
  expect(store.refusedSource(row?.id ?? 0)).toBe(
    `${header}[1] text/plain; size=8\r\n[2] image/png; size=10; name="us.png"\r\n`,
  );
  expect(() => store.refusedBytes(row?.id ?? 0)).toThrow('not-found');
  expect(store.refusedIds()).toEqual([]);
});

test('of a mail without a report no more than 64 KiB are kept', async () => {
  const part = (index: number) => `--b\r\nContent-Type: image/png; name="${index}${'x'.repeat(990)}"\r\n\r\nx\r\n`;
  const parts = Array.from({ length: 190 }, (_, index) => part(index)).join('');
  const header = `Content-Type: multipart/mixed; boundary=b\r\nX: ${'y'.repeat(40_000)}\r\n\r\n`;
  await intake.takeMails({ ...inbox, messages: mails(Buffer.from(`${header}${parts}--b--\r\n`)) });
  expect(store.refusedPage(0, 10).rows).toMatchObject([{ reason: 'no-report', kept: 'outline' }]);
  expect(store.refusedSource(1).length).toBe(64 * 1_024);
});

test('what may hold a report and cannot be read is kept as it came', async () => {
  const source = Buffer.from('Content-Type: application/tlsrpt+json\r\n\r\n{"report-id": ');
  await intake.takeMails({ ...inbox, messages: mails(source) });
  expect(store.refusedPage(0, 10).rows).toMatchObject([{ reason: 'json-broken', kept: 'whole' }]);
  expect(store.refusedBytes(1)).toEqual(source);
});

test('of a mail that brings a report the header fields are kept as they came, from a mailbox as from a file', async () => {
  const source = reportMail(1);
  const header = source.toString('latin1').split('\r\n\r\n', 1)[0];
  await intake.takeMails({ ...inbox, messages: mails(source) });
  await take([message(Buffer.from(reportMail(2).toString('latin1').replaceAll('\r\n', '\n')))]);
  expect(store.headers(1)).toBe(header);
  expect(store.headers(2)).toContain('\nMIME-Version: 1.0\n');
});

test('of an endless header only the beginning is kept', async () => {
  const stations = 'Received: from somewhere by somewhere\r\n'.repeat(2_000);
  await intake.takeMails({ ...inbox, messages: mails(Buffer.concat([Buffer.from(stations), reportMail(1)])) });
  expect(store.headers(1)).toHaveLength(maxKeptHeaderBytes);
});

test('a broken report beside a good one is noted on the good one, not dropped in silence', async () => {
  const text = reportMail(1).toString('latin1');
  const broken = '--b\r\nContent-Type: application/tlsrpt+json\r\n\r\n{"report-id": \r\n--b--';
  const [taken] = await take([message(Buffer.from(text.replace('--b--', broken), 'latin1'))]);
  expect(taken?.outcome.outcome).toBe('stored');
  expect(taken?.message.reports[0]?.parsed.deviations.map(({ code }) => code)).toContain('part-unreadable');
});

test('a report file needs no mail around it', async () => {
  const bytes = Buffer.from(JSON.stringify(testReport(3)));
  const [taken] = await take([{ source: '3.json', sizeBytes: bytes.length, kind: 'report', bytes }]);
  expect(taken).toMatchObject({ outcome: { outcome: 'stored' }, message: { authenticity: 'not-checked' } });
});

test('nothing is looked up unless the person chose it', async () => {
  const signed = Buffer.concat([
    Buffer.from('DKIM-Signature: v=1; a=rsa-sha256; d=reporter.example.net; s=k; h=from; bh=AAAA; b=AAAA\r\n'),
    reportMail(1),
  ]);
  await take([message(signed)]);
  expect(resolveTxt).not.toHaveBeenCalled();
  store.savePreferences({ ...defaultPreferences, verification: 'dns' });
  const [taken] = await take([message(reportMail(2))]);
  expect(taken?.message.authenticity).toBe('unsigned');
});

test('a refused message that can be read after all becomes stored, and the counts follow', async () => {
  await intake.takeMails({ ...inbox, messages: mails(Buffer.from('Content-Type: application/tlsrpt+json\r\n\r\n{')) });
  const [row] = store.refusedPage(0, 10).rows;
  expect(await intake.retry(row?.id ?? 0)).toBe(false);
  expect(store.messageCounts(1)).toEqual({ fetched: 1, stored: 0, duplicate: 0, refused: 1, pending: 0 });
});

test('a refused message that is tried again twice at once is accepted once, and both hear of it', async () => {
  receive(store, [refused(1, { bytes: reportMail(1) })]);
  const [row] = store.refusedPage(0, 10).rows;
  const id = row?.id ?? 0;
  expect(await Promise.all([intake.retry(id), intake.retry(id)])).toEqual([true, true]);
  expect(store.messageCounts(1)).toEqual({ fetched: 1, stored: 1, duplicate: 0, refused: 0, pending: 0 });
  await expect(intake.retry(id)).rejects.toThrow('not-found');
});
