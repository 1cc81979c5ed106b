import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Desk, engineHosts, newProfile } from './electron.ts';
import { eventually } from './eventually.ts';
import { SmallDesks } from './small-desk.ts';

const desks = new SmallDesks();
beforeAll(() => desks.prepare());
afterAll(() => desks.remove());

describe.each(engineHosts)('an engine hosted by %s', (host) => {
  const { profile, remove } = newProfile();
  let desk: Desk;
  beforeAll(async () => {
    const env = { NODE_OPTIONS: '--no-warnings', TLSRPT_MARK: '1', DESK_SECRET: 'x' };
    desk = await desks.open({ profile, host, env });
  });
  afterAll(async () => {
    await desk.app.close();
    remove();
  });

  test('is called, reports progress, is cancelled, and tells events, from a real window', async () => {
    const { page } = desk;
    const answers = await page.evaluate(async () => {
      const { probe } = window;
      const progress: unknown[] = [];
      const onProgress = (value: unknown) => progress.push(value);
      return {
        echo: await probe.call('echo', { text: 'ü', list: [1, null] }),
        series: [...(await probe.call('series', null))],
        counted: await probe.call('count', 3, { onProgress }),
        progress,
        ports: await probe.call('tell', 'hello'),
      };
    });
    expect(answers).toEqual({
      echo: { text: 'ü', list: [1, null] },
      series: [1, 2.5, -3],
      counted: 3,
      progress: [1, 2, 3],
      ports: 1,
    });
    expect(await page.evaluate(() => window.probe.told)).toEqual(['hello']);

    const end = await page.evaluate(async () => {
      const controller = new AbortController();
      const call = window.probe.call('wait', null, { signal: controller.signal });
      controller.abort();
      return call.catch((error: { code: string }) => error.code);
    });
    expect(end).toBe('cancelled');
    expect(await page.evaluate(() => window.probe.call('cancelled', null))).toBe(1);
  });

  test('runs in a process of its own, on the profile, with a filtered environment', async () => {
    const { app, page } = desk;
    const where = await page.evaluate(() => window.probe.call('where', null));
    expect(where.pid).not.toBe(app.process().pid);
    expect(where.data).toBe(profile);
    expect(where.environment).toContain('TLSRPT_MARK');
    expect(where.environment).not.toContain('NODE_OPTIONS');
    expect(where.environment).not.toContain('ELECTRON_RUN_AS_NODE');
    expect(where.environment).not.toContain('DESK_SECRET');
    expect(where.node === process.version).toBe(host === 'node');
  });

  test('gets a new port at every load of the page, and the old one is closed', async () => {
    const { page } = desk;
    await page.reload();
    await eventually(() => page.evaluate(() => window.probe.portsReceived)).toBe(1);
    await eventually(() => page.evaluate(() => window.probe.call('tell', 'again'))).toBe(1);
    expect(await page.evaluate(() => window.probe.states)).toEqual([{ phase: 'ready' }]);
  });

  test('that is killed fails the pending calls, is started again, and serves the same page', async () => {
    const { page, output } = desk;
    await page.evaluate(() => {
      document.title = 'not loaded again';
      window.probe.watch(window.probe.call('wait', null));
    });
    const { pid } = await page.evaluate(() => window.probe.call('where', null));
    process.kill(pid, 'SIGKILL');
    await eventually(() => page.evaluate(() => window.probe.ends)).toEqual(['engine-gone']);
    const phases = () => page.evaluate(() => window.probe.states.map((state) => state.phase).slice(-4));
    await eventually(phases).toEqual(['ready', 'restarting', 'starting', 'ready']);
    const restarting = await page.evaluate(() => window.probe.states.find((state) => state.phase === 'restarting'));
    expect(restarting).toEqual({ phase: 'restarting', inSeconds: 1 });

    const after = await page.evaluate(() => window.probe.call('where', null));
    expect(after.pid).not.toBe(pid);
    expect(await page.title()).toBe('not loaded again');
    expect(output()).toMatch(/engine: .*; starting again in 1 s/);
  });
});
