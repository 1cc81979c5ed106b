import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Desk, type EngineHostName, engineHosts, newProfile } from './electron.ts';
import { eventually } from './eventually.ts';
import { SmallDesks } from './small-desk.ts';

const desks = new SmallDesks();
beforeAll(() => desks.prepare());
afterAll(() => desks.remove());

let desk: Desk;
let profile: string;
let removeProfile: () => void;
beforeEach(() => {
  ({ profile, remove: removeProfile } = newProfile());
});
afterEach(async () => {
  await desk.app.close();
  removeProfile();
});

async function open(host: EngineHostName, env: Record<string, string> = {}): Promise<Desk> {
  desk = await desks.open({ profile, host, env });
  return desk;
}

describe.each(engineHosts)('an engine hosted by %s', (host) => {
  test('that reports a failure is shown as failed, and gets no port', async () => {
    const { page } = await open(host, { TLSRPT_SMALL_ENGINE: 'newer' });
    const failed = { phase: 'failed', problem: { code: 'store-newer', detail: 'version 99' } };
    expect(await page.evaluate(() => window.probe.states.at(-1))).toEqual(failed);
    expect(await page.evaluate(() => window.probe.portsReceived)).toBe(0);
  });

  test('that cannot be loaded is shown as failed within seconds, with the reason, which the log keeps too', async () => {
    const { page } = await open(host, { TLSRPT_ENGINE_PATH: join(profile, 'missing-engine.cjs') });
    const state = await page.evaluate(() => window.probe.states.at(-1));
    expect(state).toMatchObject({ phase: 'failed', problem: { code: 'engine-broken' } });
    const { logPath } = await page.evaluate(() => window.shell.appInfo());
    expect(readFileSync(logPath, 'utf8')).toContain('missing-engine.cjs');
    expect(state).toMatchObject({ problem: { detail: expect.stringContaining('missing-engine.cjs') as unknown } });
  });

  test('is asked to close when the app quits, and has ended when the app has', async () => {
    const { app, page } = await open(host);
    const { pid } = await page.evaluate(() => window.probe.call('where', null));
    await app.close();
    expect(existsSync(join(profile, 'closed'))).toBe(true);
    await eventually(() => isRunning(pid)).toBe(false);
  });

  test('that does not close when the app quits is ended by force', async () => {
    const { app, page } = await open(host, { TLSRPT_SMALL_ENGINE: 'stubborn' });
    const { pid } = await page.evaluate(() => window.probe.call('where', null));
    await app.close();
    expect(existsSync(join(profile, 'closed'))).toBe(false);
    await eventually(() => isRunning(pid)).toBe(false);
  });
});

test('an engine forked under Node closes its store when the app is killed', async () => {
  const { app, page } = await open('node');
  const { pid } = await page.evaluate(() => window.probe.call('where', null));
  app.process().kill('SIGKILL');
  await eventually(() => existsSync(join(profile, 'closed'))).toBe(true);
  await eventually(() => isRunning(pid)).toBe(false);
});

/** An ended process whose new parent has not asked for its end yet (a zombie) does not run. */
function isRunning(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}
