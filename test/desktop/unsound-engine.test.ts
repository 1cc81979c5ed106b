import { beforeEach, describe, expect, test, vi } from 'vitest';
import { beatMs, busySilenceMs, firstWordMs, silenceMs } from '../../main/heartbeat.ts';
import { maxCrashes } from '../../main/supervisor.ts';
import { eachSupervised, Supervised } from './supervised.ts';

let { children, told, supervisor } = {} as Supervised;
const current = eachSupervised();
beforeEach(() => {
  ({ children, told, supervisor } = current());
});
const newest = () => current().newest();
const ready = () => current().ready();
const die = () => current().die();

const failure = (code: string) =>
  expect.objectContaining({ phase: 'failed', problem: expect.objectContaining({ code }) });

describe('an engine that cannot start', () => {
  test('is tried twice, and the window is told why there is none', () => {
    newest().events.onExit('exited with code 1: Error: Cannot find module x');
    expect(told.at(-1)).toEqual({ phase: 'restarting', inSeconds: 1 });
    vi.advanceTimersByTime(1000);
    newest().events.onExit('exited with code 1: Error: Cannot find module x');
    const detail = 'exited with code 1: Error: Cannot find module x';
    expect(told.at(-1)).toEqual({ phase: 'failed', problem: { code: 'engine-broken', detail } });
    vi.advanceTimersByTime(3_600_000);
    expect(children).toHaveLength(2);
  });

  test('or says nothing at all, is given up when its time is over', () => {
    newest().isStuck = true;
    vi.advanceTimersByTime(firstWordMs - 1);
    expect(newest().killed).toBe(false);
    vi.advanceTimersByTime(1);
    expect(newest().killed).toBe(true);
    expect(told.at(-1)).toEqual(failure('engine-start-timeout'));
    die();
    vi.advanceTimersByTime(3_600_000);
    expect(children).toHaveLength(1);
  });

  test('since the system starts no process, is tried as often', () => {
    const { supervisor: hopeless, told: toldOf } = new Supervised(() => {
      throw new Error('spawn ENOMEM');
    });
    hopeless.start();
    expect(toldOf.at(-1)).toEqual({ phase: 'restarting', inSeconds: 1 });
    vi.advanceTimersByTime(1000);
    expect(toldOf.at(-1)).toEqual(failure('engine-broken'));
  });

  test('has much longer to open a huge store, once it has said that it does', () => {
    newest().isStuck = true;
    newest().events.onReply({ kind: 'busy' });
    vi.advanceTimersByTime(busySilenceMs - 1);
    expect(newest().killed).toBe(false);
    vi.advanceTimersByTime(1);
    expect(told.at(-1)).toEqual(failure('engine-start-timeout'));
  });
});

describe('an engine that crashes again and again', () => {
  const crashOften = () => {
    for (let crash = 0; crash < maxCrashes; crash++) {
      ready();
      die();
      vi.advanceTimersByTime(30_000);
    }
  };

  test('is not started for ever', () => {
    crashOften();
    expect(told.at(-1)).toEqual(failure('engine-crashing'));
    vi.advanceTimersByTime(3_600_000);
    expect(children).toHaveLength(maxCrashes);
  });

  test('gets as many tries as at first when the person asks', () => {
    crashOften();
    supervisor.retry();
    expect(told.at(-1)).toEqual({ phase: 'restarting', inSeconds: 0 });
    vi.advanceTimersByTime(0);
    ready();
    die();
    expect(told.at(-1)).toEqual({ phase: 'restarting', inSeconds: 1 });
  });

  test('is tried again only when its process has ended, and only if it failed', () => {
    supervisor.retry();
    newest().events.onReply({ kind: 'failed', code: 'store-locked', detail: '' });
    supervisor.retry();
    vi.advanceTimersByTime(3_600_000);
    expect(children).toHaveLength(1);
    die();
    vi.advanceTimersByTime(0);
    expect(children).toHaveLength(2);
  });
});

describe('heartbeat', () => {
  test('an engine that answers is left alone for days', () => {
    ready();
    vi.advanceTimersByTime(2 * 24 * 3_600_000);
    expect([newest().killed, children.length]).toEqual([false, 1]);
  });

  test('one that says nothing for too long is killed and started again, and calls under way are lost', () => {
    ready();
    newest().isStuck = true;
    vi.advanceTimersByTime(silenceMs - 1);
    expect(newest().killed).toBe(false);
    vi.advanceTimersByTime(1);
    expect(newest().killed).toBe(true);
    die();
    expect(told.at(-1)).toEqual({ phase: 'restarting', inSeconds: 1 });
    expect(console.error).toHaveBeenCalledWith(expect.stringContaining('said nothing for 120 s'));
  });

  test('one that comes back in time begins anew', () => {
    ready();
    for (let stall = 0; stall < 3; stall++) {
      newest().isStuck = true;
      vi.advanceTimersByTime(silenceMs - 2 * beatMs);
      newest().isStuck = false;
      vi.advanceTimersByTime(beatMs);
    }
    expect(newest().killed).toBe(false);
  });

  test('hours that the computer slept do not count', () => {
    ready();
    newest().isStuck = true;
    for (let night = 0; night < 10; night++) vi.setSystemTime(Date.now() + 8 * 3_600_000);
    vi.advanceTimersByTime(beatMs);
    expect(newest().killed).toBe(false);
  });

  test('a restore may take as long as opening', () => {
    ready();
    newest().events.onReply({ kind: 'busy' });
    newest().isStuck = true;
    vi.advanceTimersByTime(busySilenceMs - 1);
    expect(newest().killed).toBe(false);
  });
});
