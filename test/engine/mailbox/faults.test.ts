import { afterEach, describe, expect, test, vi } from 'vitest';
import { DeskError } from '../../../shared/error.ts';
import { maxMessageBytes } from '../../../main/engine/mailbox/limits.ts';
import type { Faults } from '../../servers/imap-faults.ts';
import { startImapServer, type ImapServer } from '../../servers/imap.ts';
import { Desk, settingsFor, upTo } from './desk.ts';
import { mailOfSize, reportMail, reportMails } from './mails.ts';
import { hangMs } from '../../patience.ts';

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

const withoutSource = () => desk.taken.filter(({ source }) => source === null).map(({ uid }) => uid);

describe('every mail is taken once and in order, however the server fails:', () => {
  test('the connection is cut again and again', async () => {
    await startWith(reportMails(20), { dropAfterBytes: 8_000 });
    expect(desk.state).toMatchObject({ phase: 'failed', problem: { code: 'connection-lost' } });
    expect(await desk.untilWell()).toBeGreaterThan(2);
    expect(desk.uids).toEqual(upTo(20));
    expect(desk.taken.every(({ uid, source }) => source?.equals(reportMail(uid)))).toBe(true);
  });

  test('a fetch is refused', async () => {
    await startWith(reportMails(10), { refuse: { 'UID FETCH': '[SERVERBUG] the index is being rebuilt' } });
    expect(desk.state?.problem).toEqual({ code: 'server-fault', detail: 'the index is being rebuilt' });
    server.faults = {};
    await desk.untilWell();
    expect(desk.uids).toEqual(upTo(10));
  });

  test('it hangs up while the connection idles', async () => {
    await startWith(reportMails(3));
    server.dropConnections();
    await vi.waitFor(() => expect(desk.hourglass.askedMs.at(-1)).toBe(2_000), hangMs);
    server.add(reportMail(4));
    desk.hourglass.turn();
    await vi.waitFor(() => expect(desk.uids).toEqual([1, 2, 3, 4]), hangMs);
  });
});

describe('sizes bound the memory, whoever states them', () => {
  test('an oversized mail is skipped before download', async () => {
    await startWith([reportMail(1), mailOfSize(maxMessageBytes + 1), reportMail(3)]);
    expect(desk.uids).toEqual([1, 2, 3]);
    expect(withoutSource()).toEqual([2]);
    expect(server.heard.filter((line) => line.includes('BODY.PEEK')).map((line) => line.split(' ')[3])).toEqual([
      '1,3',
    ]);
  });

  test('a mail larger than announced is cut and handed on as oversized', async () => {
    await startWith([reportMail(1), mailOfSize(maxMessageBytes + 9), reportMail(3)], { announcedSize: () => 10 });
    expect(desk.uids).toEqual([1, 2, 3]);
    expect(withoutSource()).toEqual([2]);
    expect(desk.taken[1]?.sizeBytes).toBeGreaterThan(maxMessageBytes);
  });

  test('a server that sends on after the cut is hung up on, and the mail is pending', async () => {
    const mails = [reportMail(1), mailOfSize(maxMessageBytes + 1024 * 1024), reportMail(3)];
    await startWith(mails, { announcedSize: () => 10, ignorePartial: true });
    await desk.untilWell();
    expect([desk.uids, desk.pendingUids]).toEqual([[1, 3], [2]]);
  });

  test('a batch of mails that are all larger than announced ends early and goes on from there', async () => {
    const mails = Array.from({ length: 4 }, () => mailOfSize(maxMessageBytes));
    await startWith(mails, { announcedSize: () => 10 });
    expect(desk.state?.problem).toMatchObject({ code: 'mailbox-protocol' });
    await desk.untilWell();
    expect(desk.uids).toEqual(upTo(4));
    expect(withoutSource()).toEqual([]);
  });

  test('large mails share a batch only up to 32 MiB', async () => {
    await startWith(Array.from({ length: 5 }, () => mailOfSize(14 * 1024 * 1024)));
    expect(desk.batches).toEqual([2, 2, 1]);
  });
});

describe('a server whose IDLE', () => {
  test('stays silent is polled as well', async () => {
    await startWith(reportMails(1), { silentIdle: true });
    expect(desk.hourglass.askedMs).toEqual([15 * 60_000]);
    server.add(reportMail(2));
    desk.hourglass.turn();
    await vi.waitFor(() => expect(desk.uids).toEqual([1, 2]), hangMs);
  });
});

describe('the store', () => {
  test('that fails loses nothing: the mails come again', async () => {
    server = await startImapServer({ folders: { INBOX: reportMails(700) } });
    desk = new Desk(settingsFor(server));
    let stores = 0;
    desk.beforeTake = () => {
      stores += 1;
      if (stores === 2) throw new DeskError('store-full', 'no space left');
    };
    await desk.start();
    expect(desk.state).toMatchObject({ phase: 'failed', problem: { code: 'store-full' } });
    expect(desk.uids).toEqual(upTo(500));
    await desk.untilWell();
    expect(desk.uids).toEqual(upTo(700));
  });
});

describe('a store without room', () => {
  test('has no mail fetched and nobody logged in before there is, at pauses that grow', async () => {
    server = await startImapServer({ folders: { INBOX: reportMails(3) } });
    desk = new Desk(settingsFor(server));
    desk.requireRoom = () => {
      throw new DeskError('store-quota', '5000 MB');
    };
    await desk.start();
    for (let pauses = 2; pauses <= 6; pauses += 1) {
      desk.hourglass.turn();
      await vi.waitFor(() => expect(desk.hourglass.askedMs).toHaveLength(pauses), hangMs);
    }
    expect(desk.state).toMatchObject({ phase: 'failed', problem: { code: 'store-quota' } });
    expect(desk.hourglass.askedMs).toEqual(desk.hourglass.askedMs.toSorted((a, b) => a - b));
    expect(desk.states.map(({ phase }) => phase)).not.toContain('connecting');
    desk.requireRoom = () => {};
    await desk.untilWell();
    expect(desk.uids).toEqual(upTo(3));
  });
});

describe('a person', () => {
  test('who cancels keeps what was stored, and the next check goes on from there', async () => {
    server = await startImapServer({ folders: { INBOX: reportMails(1_200) } });
    desk = new Desk(settingsFor(server));
    desk.beforeTake = () => desk.poller.cancel();
    await desk.start();
    expect(desk.uids).toEqual(upTo(500));
    expect(desk.state).toMatchObject({ phase: 'waiting', problem: null });
    desk.beforeTake = () => {};
    await desk.poller.checkNow();
    expect(desk.uids).toEqual(upTo(1_200));
  });

  test('who asks for a check while one is under way gets the end of that one', async () => {
    server = await startImapServer({ folders: { INBOX: reportMails(10) } });
    desk = new Desk(settingsFor(server));
    desk.poller.start();
    await Promise.all([desk.poller.checkNow(), desk.poller.checkNow()]);
    expect(desk.uids).toEqual(upTo(10));
    expect(server.heard.filter((line) => line.includes('EXAMINE'))).toHaveLength(1);
  });

  test('who stops a poller gets no more news of it, in whatever it was', async () => {
    server = await startImapServer({ folders: { INBOX: reportMails(10) }, faults: { silent: true } });
    desk = new Desk(settingsFor(server));
    desk.poller.start();
    await vi.waitFor(() => expect(desk.state?.phase).toBe('connecting'), hangMs);
    await desk.poller.stop();
    const told = desk.states.length;
    server.faults = {};
    await desk.poller.checkNow();
    expect(desk.states).toHaveLength(told);
    expect(desk.taken).toEqual([]);
  });
});
