import { afterEach, describe, expect, test, vi } from 'vitest';
import { pendingMail } from '../../../main/engine/mailbox/pending.ts';
import { DeskError, type ErrorCode } from '../../../shared/error.ts';
import type { PendingMail } from '../../../shared/pending.ts';
import { hangMs } from '../../patience.ts';
import type { Faults } from '../../servers/imap-faults.ts';
import { startImapServer, type ImapServer } from '../../servers/imap.ts';
import { Desk, settingsFor, upTo } from './desk.ts';
import { reportMail, reportMails } from './mails.ts';

let server: ImapServer;
let desk: Desk;
afterEach(async () => {
  await desk.poller.stop();
  await server.close();
});

async function startWith(mails: Iterable<Buffer>, faults: Faults = {}): Promise<void> {
  server = await startImapServer({ folders: { INBOX: mails }, faults });
  desk = new Desk(settingsFor(server));
  await desk.start();
}

async function startAgain(faults: Faults): Promise<void> {
  await desk.poller.stop();
  await server.close();
  await startWith(reportMails(3), faults);
}

describe('one mail that is not handed out is pending, and keeps no other waiting:', () => {
  test('FETCH has no answer for it, not even for its size', async () => {
    await startWith(reportMails(5), { withoutAnswer: new Set([3, 5]) });
    expect(desk.state).toMatchObject({ phase: 'waiting', problem: null });
    expect([desk.uids, desk.pendingUids]).toEqual([
      [1, 2, 4],
      [3, 5],
    ]);
    expect(desk.waiting.get(3)).toMatchObject({ attempts: 0, reason: { code: 'mail-withheld' } });
  });

  test('its text is NIL, also when asked twice', async () => {
    await startWith(reportMails(4), { withoutText: new Set([2]) });
    expect([desk.uids, desk.pendingUids]).toEqual([[1, 3, 4], [2]]);
    expect(server.heard.filter((line) => /UID FETCH 2 /.test(line))).toHaveLength(1);
  });

  test('the server breaks at it each time', async () => {
    await startWith(reportMails(30), { fatalUid: 17 });
    await desk.untilWell();
    expect([desk.uids, desk.pendingUids]).toEqual([upTo(30).filter((uid) => uid !== 17), [17]]);
    expect(server.logins).toBeLessThan(8);
  });

  test('the server refuses it, and the connection goes on', async () => {
    await startWith(reportMails(30), {
      refuseTexts: new Map([
        [17, '[SERVERBUG] cannot read'],
        [23, '[SERVERBUG] cannot read'],
      ]),
    });
    await desk.untilWell();
    expect([desk.uids.length, desk.pendingUids]).toEqual([28, [17, 23]]);
    expect(server.logins).toBeLessThan(6);
  });

  test('Exchange has a note of its own in its place', async () => {
    const note = [
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset="us-ascii"',
      'From: Microsoft Exchange Server',
      'To: tls@example.net',
      'Subject: Retrieval using the IMAP4 protocol failed for the following\r\n message: 2',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      "The server couldn't retrieve the following message:",
      '',
    ].join('\r\n');
    const forged = `Received: from elsewhere by mx.example.net; Tue, 24 Nov 2026 06:00:00 +0000\r\n${note}`;
    await startWith([reportMail(1), Buffer.from(note), Buffer.from(forged)]);
    expect([desk.uids, desk.pendingUids]).toEqual([[1, 3], [2]]);
  });
});

describe('a pending mail', () => {
  const minuteMs = 60_000;

  test('is taken as soon as the server hands it out', async () => {
    await startWith(reportMails(4), { withoutText: new Set([2]) });
    expect(desk.hourglass.askedMs).toEqual([minuteMs]);
    server.faults = {};
    desk.hourglass.turn();
    await vi.waitFor(() => expect([desk.uids, desk.pendingUids]).toEqual([[1, 3, 4, 2], []]), hangMs);
    expect(desk.stored?.lastUid).toBe(4);
  });

  test('is asked for again over hours and days, less and less often', async () => {
    await startWith(reportMails(4), { withoutText: new Set([2]) });
    const waits: number[] = [];
    for (let round = 0; round < 9; round += 1) {
      desk.hourglass.pass(24 * 60 * minuteMs);
      await desk.nextCheck();
      expect(desk.waiting.get(2)?.attempts).toBe(round + 1);
      waits.push((Date.parse(desk.waiting.get(2)?.nextAttemptAt ?? '') - desk.hourglass.now()) / minuteMs);
    }
    expect(waits).toEqual([5, 15, 60, 240, 720, 1_440, 1_440, 1_440, 1_440]);
    expect(desk.waiting.get(2)?.since).toBe('2026-11-24T06:00:00.000Z');
  });

  test('is asked for at once when a person asks for a check', async () => {
    await startWith(reportMails(4), { withoutText: new Set([2]) });
    server.faults = {};
    await desk.poller.checkNow();
    expect([desk.uids, desk.pendingUids]).toEqual([[1, 3, 4, 2], []]);
  });

  test('is no longer waited for when it was deleted on the server', async () => {
    await startWith(reportMails(4), { withoutText: new Set([2]) });
    server.folders.get('INBOX')?.remove(2);
    await desk.poller.checkNow();
    expect([desk.uids, desk.pendingUids]).toEqual([[1, 3, 4], []]);
    expect(desk.state).toMatchObject({ phase: 'waiting', problem: null });
  });

  test('is asked for by the next start as well', async () => {
    await startWith(reportMails(4), { withoutText: new Set([2]) });
    await desk.poller.stop();
    const next = new Desk(settingsFor(server));
    next.stored = desk.stored;
    for (const [uid, mail] of desk.waiting) next.waiting.set(uid, mail);
    desk = next;
    server.faults = {};
    await desk.start();
    expect([desk.uids, desk.pendingUids]).toEqual([[2], []]);
  });
});

test('a mail is blamed where others came, or where there is no other, and never for what the server says of itself', () => {
  const nowMs = Date.parse('2026-03-02T02:00:00.000Z');
  const before: PendingMail = {
    uid: 7,
    since: '2026-03-01T00:00:00.000Z',
    nextAttemptAt: '',
    attempts: 1,
    reason: { code: 'mail-withheld', detail: '' },
  };
  const attempts = (code: ErrorCode, othersCame: boolean, wasOnly: boolean) =>
    pendingMail({ uid: 7, reason: new DeskError(code), othersCame }, before, { wasOnly, nowMs }).attempts;
  expect(attempts('mail-withheld', true, false)).toBe(2);
  expect(attempts('mail-withheld', false, true)).toBe(2);
  expect(attempts('mail-withheld', false, false)).toBe(1);
  expect(attempts('throttled', true, true)).toBe(1);
  const asked = { wasOnly: true, nowMs };
  const withheld = { uid: 7, reason: new DeskError('throttled'), othersCame: true };
  expect(pendingMail(withheld, before, asked).since).toBe(before.since);
  expect(pendingMail(withheld, undefined, asked)).toMatchObject({ since: '2026-03-02T02:00:00.000Z', attempts: 0 });
});

describe('a server that falters as a whole loses no mail and sees few logins:', () => {
  const answers = ['NO [UNAVAILABLE] try later', 'NO [SERVERBUG] internal error', 'BYE too many commands'];

  test.each(answers)('%s after seven mails', async (then) => {
    await startWith(reportMails(30), { textsPerConnection: { count: 7, then } });
    await desk.untilDone(30);
    expect([...desk.uids].sort((a, b) => a - b)).toEqual(upTo(30));
    expect(server.logins).toBeLessThan(12);
  });

  test.each(answers)('%s to every mail for an hour', async (then) => {
    await startWith(reportMails(30), { textsPerConnection: { count: 0, then } });
    const beganMs = desk.hourglass.now();
    while (desk.hourglass.now() - beganMs < 60 * 60_000) await desk.nextCheck();
    expect(desk.uids).toEqual([]);
    expect(server.logins).toBeLessThan(20);
    // Nobody is to blame where nobody came.
    expect([...desk.waiting.values()].filter(({ attempts }) => attempts > 0)).toEqual([]);
    server.faults = {};
    await desk.untilDone(30);
    expect([...desk.uids].sort((a, b) => a - b)).toEqual(upTo(30));
    expect(server.logins).toBeLessThan(25);
  });

  test('no text at all, however politely', async () => {
    await startWith(reportMails(30), { withoutText: new Set(upTo(30)) });
    expect(desk.state).toMatchObject({ phase: 'failed', problem: { code: 'mail-withheld' } });
    await desk.nextCheck();
    expect(desk.pendingUids).toEqual(upTo(30));
    server.faults = {};
    await desk.untilDone(30);
    expect([...desk.uids].sort((a, b) => a - b)).toEqual(upTo(30));
  });

  test('BYE in IDLE leads to longer and longer pauses, not to a storm', async () => {
    await startWith(reportMails(3), { byeInIdle: 'going down' });
    const pauses = () => desk.hourglass.askedMs.filter((ms) => ms < 15 * 60_000);
    for (let count = 1; count <= 7; count += 1) {
      await vi.waitFor(() => expect(pauses()).toHaveLength(count), hangMs);
      desk.hourglass.turn();
    }
    expect(pauses()).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000]);
    expect(desk.state?.problem).toBeNull();
  });

  test('it says when to come back, and is not asked before', async () => {
    await startWith(reportMails(3), { refuse: { EXAMINE: '[UNAVAILABLE] try again in 20 minutes' } });
    expect(desk.hourglass.askedMs).toEqual([20 * 60_000]);
    await startAgain({ byeInIdle: 'Maintenance, please retry after 600 seconds' });
    await vi.waitFor(() => expect(desk.hourglass.askedMs.at(-1)).toBe(600_000), hangMs);
  });
});

describe('when the network changes or the computer wakes', () => {
  test('what could not be reached is tried at once', async () => {
    await startWith(reportMails(3), { refuse: { EXAMINE: '[UNAVAILABLE] try again in 20 minutes' } });
    server.faults = {};
    desk.poller.wake();
    await vi.waitFor(() => expect(desk.uids).toEqual([1, 2, 3]), hangMs);
  });

  test('a wrong password is not tried again', async () => {
    server = await startImapServer();
    desk = new Desk(settingsFor(server), 'wrong');
    await desk.start();
    desk.poller.wake();
    await desk.poller.stop();
    expect(server.logins).toBe(1);
  });
});
