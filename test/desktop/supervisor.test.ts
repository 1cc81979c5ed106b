import { beforeEach, describe, expect, test, vi } from 'vitest';
import { busySilenceMs, silenceMs } from '../../main/heartbeat.ts';
import { closeMs, maxCrashes, settledMs } from '../../main/supervisor.ts';
import { eachSupervised, secret, type Supervised } from './supervised.ts';

let { children, told, connected, supervisor } = {} as Supervised;
const current = eachSupervised();
beforeEach(() => {
  ({ children, told, connected, supervisor } = current());
});
const newest = () => current().newest();
const ready = () => current().ready();
const die = () => current().die();

describe('start', () => {
  test('an engine is briefed before it can be ready', () => {
    expect(newest().sent).toEqual([secret]);
    expect(told).toEqual([{ phase: 'starting' }]);
    expect(connected).toEqual([]);
  });

  test('a ready engine gets a port to the window', () => {
    ready();
    expect(connected).toEqual([newest()]);
    expect(told.at(-1)).toEqual({ phase: 'ready' });
  });

  test('a page that loads is told the state, and gets a port of its own once the engine is ready', () => {
    supervisor.welcome();
    expect([told.length, connected.length]).toEqual([2, 0]);
    ready();
    supervisor.welcome();
    expect(connected).toEqual([newest(), newest()]);
    expect(told.at(-1)).toEqual({ phase: 'ready' });
  });

  test('messages go to the engine that runs, and without one to nobody', () => {
    supervisor.send({ kind: 'grant', id: 'g', use: 'import', paths: ['/x'] });
    expect(newest().sent).toHaveLength(2);
    die();
    supervisor.send({ kind: 'grant', id: 'h', use: 'import', paths: ['/y'] });
    expect(newest().sent).toHaveLength(2);
  });
});

test('that a grant was used is told on', () => {
  newest().events.onReply({ kind: 'used', id: 'g' });
  expect(current().used).toEqual(['g']);
});

describe('restart', () => {
  test('crashes in a row are followed by ever longer waits, up to the last', () => {
    const waits: number[] = [];
    for (let crash = 0; crash < maxCrashes - 1; crash++) {
      ready();
      die();
      const state = told.at(-1);
      if (state?.phase !== 'restarting') throw new Error(`told ${state?.phase}`);
      waits.push(state.inSeconds);
      vi.advanceTimersByTime(state.inSeconds * 1000 - 1);
      expect(children).toHaveLength(crash + 1);
      vi.advanceTimersByTime(1);
      expect(children).toHaveLength(crash + 2);
    }
    expect(waits).toEqual([1, 5, 30, 30]);
  });

  test('the new engine is briefed, and the window gets its port', () => {
    ready();
    die();
    vi.advanceTimersByTime(1000);
    expect(newest().sent).toEqual([secret]);
    ready();
    expect(connected).toEqual(children);
    expect(told.slice(-3).map((state) => state.phase)).toEqual(['restarting', 'starting', 'ready']);
  });

  test('an engine that worked for a while is well again: its next crash is a first one', () => {
    die();
    vi.advanceTimersByTime(1000);
    ready();
    vi.advanceTimersByTime(settledMs);
    die();
    expect(told.at(-1)).toEqual({ phase: 'restarting', inSeconds: 1 });
  });

  test('an engine that died soon is not, and one that hung does not count the time', () => {
    die();
    vi.advanceTimersByTime(1000);
    ready();
    vi.advanceTimersByTime(settledMs - 1);
    die();
    expect(told.at(-1)).toEqual({ phase: 'restarting', inSeconds: 5 });
    vi.advanceTimersByTime(5000);
    newest().isStuck = true;
    ready();
    vi.advanceTimersByTime(silenceMs);
    die();
    expect(told.at(-1)).toEqual({ phase: 'restarting', inSeconds: 30 });
  });

  test('an engine that reports a failure is ended and not started again', () => {
    newest().events.onReply({ kind: 'failed', code: 'store-newer', detail: 'version 9' });
    const failed = { phase: 'failed', problem: { code: 'store-newer', detail: 'version 9' } };
    expect(told.at(-1)).toEqual(failed);
    expect(newest().killed).toBe(true);
    die();
    vi.advanceTimersByTime(3_600_000);
    expect(children).toHaveLength(1);
    expect(told.at(-1)).toEqual(failed);
  });
});

test('an engine that said it is busy may say nothing for longer', () => {
  newest().events.onReply({ kind: 'busy' });
  newest().isStuck = true;
  vi.advanceTimersByTime(busySilenceMs - 1);
  expect(newest().killed).toBe(false);
  vi.advanceTimersByTime(1);
  expect(newest().killed).toBe(true);
});

test('after a failure the person can have another engine, but only when the one that failed has ended', () => {
  newest().events.onReply({ kind: 'failed', code: 'store-newer', detail: '' });
  supervisor.retry();
  vi.advanceTimersByTime(3_600_000);
  expect(children).toHaveLength(1);
  die();
  vi.advanceTimersByTime(0);
  expect(children).toHaveLength(2);
});

describe('restart that the engine asks for', () => {
  const ask = () => {
    newest().events.onReply({ kind: 'restart' });
    newest().events.onExit('ended by SIGKILL');
  };

  test('the next engine is started at once, but only when the old one has ended', () => {
    ready();
    newest().events.onReply({ kind: 'restart' });
    expect(newest().killed).toBe(true);
    vi.advanceTimersByTime(3_600_000);
    expect([children.length, told.length]).toEqual([1, 2]);
    newest().events.onExit('ended by SIGKILL');
    expect(told.at(-1)).toEqual({ phase: 'restarting', inSeconds: 0 });
    vi.advanceTimersByTime(0);
    expect(children).toHaveLength(2);
    expect(newest().sent).toEqual([secret]);
    ready();
    expect(connected).toEqual(children);
  });

  test('it is no crash: nothing is logged, and a crash after it waits as long as before it', () => {
    for (let time = 0; time < 5; time++) {
      ready();
      ask();
      vi.advanceTimersByTime(0);
    }
    expect(console.error).not.toHaveBeenCalled();
    ready();
    die();
    expect(told.at(-1)).toEqual({ phase: 'restarting', inSeconds: 1 });
    vi.advanceTimersByTime(1000);
    ask();
    vi.advanceTimersByTime(0);
    die();
    expect(told.at(-1)).toEqual({ phase: 'restarting', inSeconds: 5 });
  });

  test('when the app quits meanwhile, no engine is started any more', async () => {
    ready();
    ask();
    await supervisor.close();
    vi.advanceTimersByTime(3_600_000);
    expect(children).toHaveLength(1);
  });
});

describe('close', () => {
  test('the engine is asked, and quitting goes on when it has closed', async () => {
    ready();
    const closing = supervisor.close();
    expect(newest().sent.at(-1)).toEqual({ kind: 'close' });
    newest().events.onReply({ kind: 'closed' });
    await closing;
    die();
    vi.advanceTimersByTime(3_600_000);
    expect(children).toHaveLength(1);
  });

  test('an engine that dies meanwhile has closed too', async () => {
    const closing = supervisor.close();
    die();
    await closing;
    expect(told.at(-1)).toEqual({ phase: 'starting' });
  });

  test('an engine that does not answer is killed, not waited for', async () => {
    const closing = supervisor.close();
    vi.advanceTimersByTime(closeMs - 1);
    expect(newest().killed).toBe(false);
    vi.advanceTimersByTime(1);
    await closing;
    expect(newest().killed).toBe(true);
  });

  test('without an engine there is nothing to wait for, and none is started any more', async () => {
    die();
    await supervisor.close();
    vi.advanceTimersByTime(3_600_000);
    expect(children).toHaveLength(1);
  });
});
