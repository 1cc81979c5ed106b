import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DeskError } from '../../shared/error.ts';
import type { FailureKind } from '../../shared/overview.ts';
import { announceMs, Attention, progressOf, type Situation } from '../../renderer/parts/attention.svelte.ts';
import { desktopOf } from './desktop.ts';
import { engineOf, mailboxOf, settle } from './engine.ts';

const kind: FailureKind = {
  policyDomain: 'example.org',
  resultType: 'certificate-expired',
  receivingMxHostname: 'mx1.example.org',
  failureReasonCode: '',
  trend: 'new',
  failedSessions: 7,
  reports: 1,
  reporters: 1,
  firstSeen: '2026-11-23',
  lastSeen: '2026-11-23',
  daily: Float64Array.of(7),
};
const quiet: Situation = { revision: 1, open: null, progress: null };

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

function start({ notifications = true, fresh = [[kind]] as FailureKind[][], fails = false } = {}) {
  const desktop = desktopOf({ notifications });
  let asked = 0;
  const { engine } = engineOf({
    'kinds.announce': () => {
      asked += 1;
      if (fails) throw new DeskError('store-locked');
      return fresh.shift() ?? [];
    },
  });
  const attention = new Attention(engine, desktop);
  return { attention, desktop, asked: () => asked };
}

async function wait(): Promise<void> {
  vi.advanceTimersByTime(announceMs);
  await settle();
}

test('the badge shows how many problems are open, and is told only when that changes', () => {
  const { attention, desktop } = start();
  for (const open of [null, 3, 3, null, 3, 0]) attention.follow({ ...quiet, open });
  expect(desktop.badges).toEqual([3, 0]);
});

test('the taskbar follows the work, and its bar goes when the work ends', () => {
  const { attention, desktop } = start();
  for (const progress of [null, 'unknown', 0.5, 0.5, null] as const) attention.follow({ ...quiet, progress });
  expect(desktop.progress).toEqual(['unknown', 0.5, null]);
});

test('a new kind of failure is told once, with its domain, MX host and result', async () => {
  const { attention, desktop } = start();
  attention.follow(quiet);
  await wait();
  attention.follow({ ...quiet, revision: 2 });
  await wait();
  expect(desktop.notices).toEqual([
    { title: 'New problem: example.org', body: 'Certificate expired at mx1.example.org' },
  ]);
});

test('several kinds are one notification', async () => {
  const names = ['a.example', 'b.example', 'c.example', 'd.example', 'e.example', 'a.example'];
  const { attention, desktop } = start({ fresh: [names.map((policyDomain) => ({ ...kind, policyDomain }))] });
  attention.follow(quiet);
  await wait();
  expect(desktop.notices).toEqual([
    { title: '6 new problems', body: 'a.example, b.example, c.example and 2 more domains' },
  ]);
});

test('while mails come in nothing is told; afterwards all at once', async () => {
  const { attention, desktop, asked } = start();
  for (let revision = 1; revision < 9; revision += 1) {
    attention.follow({ ...quiet, revision, progress: revision / 10 });
    await wait();
  }
  expect(asked()).toBe(0);
  attention.follow({ ...quiet, revision: 8 });
  await wait();
  expect([asked(), desktop.notices.length]).toEqual([1, 1]);
});

test('many changes are one question, and no change is none', async () => {
  const { attention, asked } = start();
  for (let revision = 1; revision < 9; revision += 1) attention.follow({ ...quiet, revision });
  await wait();
  attention.follow({ ...quiet, revision: 8, open: 2 });
  await wait();
  expect(asked()).toBe(1);
});

test('who did not ask for notifications gets none, and the news keep', async () => {
  const { attention, desktop, asked } = start({ notifications: false });
  attention.follow(quiet);
  await wait();
  expect([asked(), desktop.notices]).toEqual([0, []]);
  await desktop.changeDesktopSettings({ notifications: true });
  attention.follow({ ...quiet, revision: 2 });
  await wait();
  expect(desktop.notices.length).toBe(1);
});

test('an engine that cannot answer disturbs nobody', async () => {
  const { attention, desktop, asked } = start({ fails: true });
  attention.follow(quiet);
  await wait();
  expect([asked(), desktop.notices]).toEqual([1, []]);
});

test('a hostile name cannot be markup of a notification, nor turn it around or flood it', async () => {
  const { attention, desktop } = start({
    fresh: [[{ ...kind, policyDomain: '\u202e<a href="x">&', receivingMxHostname: 'm'.repeat(5_000) }]],
  });
  attention.follow(quiet);
  await wait();
  const [notice] = desktop.notices;
  expect(notice?.title).toBe('New problem: ··a href="x"··');
  expect(notice?.body.length).toBeLessThan(200);
});

test('progress is that of all mailboxes that fetch, in whole percents', () => {
  const fetching = (done: number, total: number) => mailboxOf({ phase: 'fetching', progress: { done, total } });
  expect(progressOf([mailboxOf()], false)).toBeNull();
  expect(progressOf([fetching(1, 3), fetching(0, 0), mailboxOf()], false)).toBe(0.33);
  expect(progressOf([fetching(0, 0)], false)).toBe('unknown');
  expect(progressOf([fetching(9, 3)], false)).toBe(1);
  expect(progressOf([fetching(1, 3)], true)).toBe('unknown');
});
