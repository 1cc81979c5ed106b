import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { MailboxSettings } from '../../../shared/contract.ts';
import { maxMessageBytes } from '../../../main/engine/mailbox/limits.ts';
import { startDovecot, type Dovecot } from '../../servers/dovecot.ts';
import { Desk, settingsFor, upTo } from './desk.ts';
import { mailOfSize, reportMail, reportMails } from './mails.ts';
import { hangMs } from '../../patience.ts';

const hourMs = 60 * 60_000;

describe('a mailbox at Dovecot', () => {
  let dovecot: Dovecot;
  let desks: Desk[] = [];
  let users = 0;
  /** Every test has a mailbox of its own. */
  let user = '';

  beforeAll(async () => {
    dovecot = await startDovecot({ users: Object.fromEntries(upTo(20).map((number) => [`user${number}`, 'secret'])) });
  });
  afterAll(() => dovecot.stop());
  beforeEach(() => {
    users += 1;
    user = `user${users}`;
  });
  afterEach(async () => {
    await Promise.all(desks.map((desk) => desk.poller.stop()));
    desks = [];
  });

  function settings(security: 'tls' | 'starttls' = 'tls', folder = 'INBOX'): MailboxSettings {
    const port = security === 'tls' ? dovecot.tlsPort : dovecot.port;
    return { ...settingsFor({ authority: dovecot.authority, port }, security, folder), user };
  }

  function newDesk(at = settings(), password = 'secret'): Desk {
    const made = new Desk(at, password);
    desks.push(made);
    return made;
  }

  test('10,000 mails are fetched once and completely, and a second poll fetches none', async () => {
    const mails = [...reportMails(10_000)];
    dovecot.deliver(mails, { user });
    const desk = newDesk();
    await desk.start();
    expect(desk.uids).toEqual(upTo(10_000));
    expect(desk.taken.every(({ uid, source }) => mails[uid - 1]?.equals(source ?? Buffer.alloc(0)))).toBe(true);
    expect(Math.max(...desk.batches)).toBe(500);
    expect(desk.stored?.lastUid).toBe(10_000);

    await desk.poller.checkNow();
    expect(desk.taken).toHaveLength(10_000);
    expect(desk.state).toMatchObject({ phase: 'waiting', problem: null });
  });

  test('who asks for a check in the moment before the end is answered', async () => {
    const desk = newDesk();
    await desk.start();
    await vi.waitFor(() => expect(desk.hourglass.askedMs).toHaveLength(1), hangMs);
    const answered = desk.poller.checkNow();
    await desk.poller.stop();
    await answered;
  });

  test('another start goes on where the last one ended', async () => {
    dovecot.deliver(reportMails(3), { user });
    const first = newDesk();
    await first.start();
    await first.poller.stop();
    dovecot.deliver(reportMails(2, 4), { user });
    const second = newDesk();
    second.stored = first.stored;
    await second.start();
    expect(second.uids).toEqual([4, 5]);
  });

  test('a changed UIDVALIDITY starts again from the first mail', async () => {
    dovecot.deliver(reportMails(3), { user });
    const before = newDesk();
    await before.start();
    await before.poller.stop();
    dovecot.changeUidValidity(4_711, { user });
    const after = newDesk();
    after.stored = before.stored;
    await after.start();
    expect(after.uids).toEqual([1, 2, 3]);
    expect(after.stored).toEqual({ uidValidity: '4711', lastUid: 3 });
  });

  test('an empty folder is read without a complaint', async () => {
    const desk = newDesk();
    await desk.start();
    expect(desk.state).toMatchObject({ phase: 'waiting', problem: null });
    expect(desk.state?.lastCheckedAt).not.toBe('');
  });

  test('STARTTLS reads the same', async () => {
    dovecot.deliver(reportMails(3), { user });
    const desk = newDesk(settings('starttls'));
    await desk.start();
    expect(desk.uids).toEqual([1, 2, 3]);
  });

  test('nothing in the mailbox changes', async () => {
    dovecot.deliver(reportMails(3), { user });
    await newDesk().start();
    expect(dovecot.untouched({ user })).toBe(3);
  });

  test('a folder that does not exist is named as such and not asked for again soon', async () => {
    const desk = newDesk(settings('tls', 'Reports'));
    await desk.start();
    expect(desk.state).toMatchObject({ phase: 'failed', problem: { code: 'folder-missing' } });
    expect(desk.hourglass.askedMs).toEqual([hourMs]);
  });

  test('a wrong password is named as such and not tried again soon', async () => {
    const desk = newDesk(settings(), 'wrong');
    await desk.start();
    expect(desk.state).toMatchObject({ phase: 'failed', problem: { code: 'login-failed' } });
    expect(desk.hourglass.askedMs).toEqual([hourMs]);
    await desk.poller.checkNow();
    expect(desk.state).toMatchObject({ phase: 'failed', problem: { code: 'login-failed' } });
  });

  test('an oversized mail is skipped before download and handed on without its source', async () => {
    dovecot.deliver([reportMail(1), mailOfSize(maxMessageBytes + 1), reportMail(3), mailOfSize(maxMessageBytes)], {
      user,
    });
    const desk = newDesk();
    await desk.start();
    expect(desk.taken.map(({ uid, source, sizeBytes }) => [uid, source === null, sizeBytes])).toEqual([
      [1, false, reportMail(1).length],
      [2, true, expect.any(Number)],
      [3, false, reportMail(3).length],
      [4, false, maxMessageBytes],
    ]);
    expect(desk.taken[1]?.sizeBytes).toBeGreaterThan(maxMessageBytes);
  });

  test('a mail whose file cannot be read keeps no other waiting, and comes when it can', async () => {
    dovecot.deliver(reportMails(12), { user });
    dovecot.setReadable(5, false, { user });
    const desk = newDesk();
    await desk.start();
    await desk.untilDone(11);
    await desk.untilWell();
    expect([desk.uids, desk.pendingUids]).toEqual([upTo(12).filter((uid) => uid !== 5), [5]]);

    // Another start, with what was kept.
    await desk.poller.stop();
    const next = newDesk();
    next.stored = desk.stored;
    for (const [uid, mail] of desk.waiting) next.waiting.set(uid, mail);
    dovecot.setReadable(5, true, { user });
    await next.start();
    expect([next.uids, next.pendingUids]).toEqual([[5], []]);
    expect(next.taken[0]?.source).toEqual(reportMail(5));
  }, 60_000);

  test('a mail that is pending and then deleted is no longer waited for', async () => {
    dovecot.deliver(reportMails(3), { user });
    dovecot.setReadable(2, false, { user });
    const desk = newDesk();
    await desk.start();
    await desk.untilDone(2);
    expect(desk.pendingUids).toEqual([2]);
    dovecot.remove(2, { user });
    await desk.poller.checkNow();
    expect([desk.uids, desk.pendingUids]).toEqual([[1, 3], []]);
  }, 60_000);

  test('a new mail is noticed by IDLE, without a poll', async () => {
    const desk = newDesk();
    await desk.start();
    for (const count of [1, 2, 3]) {
      dovecot.deliver([reportMail(count)], { user });
      await vi.waitFor(() => expect(desk.uids).toEqual(upTo(count)), hangMs);
    }
  });

  test('after its server processes were killed it connects again by itself', async () => {
    dovecot.deliver(reportMails(2), { user });
    const desk = newDesk();
    await desk.start();
    dovecot.killConnections();
    await vi.waitFor(() => expect(desk.hourglass.askedMs.at(-1)).toBe(2_000), hangMs);
    expect(desk.state?.problem).toBeNull();
    dovecot.deliver(reportMails(2, 3), { user });
    desk.hourglass.turn();
    await vi.waitFor(() => expect(desk.uids).toEqual([1, 2, 3, 4]), hangMs);
  });

  test('while the server is away it says so, and recovers when it is back', async () => {
    dovecot.deliver(reportMails(2), { user });
    const desk = newDesk();
    await desk.start();
    dovecot.killConnections();
    await dovecot.halt();
    await vi.waitFor(() => expect(desk.hourglass.askedMs.at(-1)).toBe(2_000), hangMs);
    await desk.poller.checkNow();
    expect(desk.state).toMatchObject({ phase: 'failed', problem: { code: 'connection-refused' } });
    dovecot.deliver(reportMails(1, 3), { user });
    await dovecot.start();
    await desk.untilWell();
    expect(desk.uids).toEqual([1, 2, 3]);
  });
});
