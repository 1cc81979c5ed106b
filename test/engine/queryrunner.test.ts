import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { QueryRunner } from '../../main/engine/queryrunner.ts';
import { Store } from '../../main/engine/store/store.ts';
import { importReports, report } from './store/messages.ts';

const never = new AbortController().signal;
const stuckUrl = new URL('./stuck-worker.ts', import.meta.url);
/** What does not answer does not answer later either; a worker that is well has this time to be loaded, too. */
const limits = { maxMs: 3_000, maxHeapBytes: 128 * 1024 * 1024 };

let runner: QueryRunner;
beforeEach(() => {
  runner = new QueryRunner('', stuckUrl, limits);
});
afterEach(() => runner.stop());

test('a question that never ends is given up, as often as it is asked, and the next one is answered', async () => {
  const stuck = Array.from({ length: 3 }, () => runner.ask('reports.headers', 1, never));
  const next = runner.ask('reports.original', 2, never);
  for (const end of await Promise.allSettled(stuck)) {
    expect(end).toMatchObject({ status: 'rejected', reason: { code: 'query-too-costly' } });
  }
  expect(await next).toBe('asked for 2');
});

test('a question that needs more memory than there is ends its worker, and not the engine', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  runner = new QueryRunner('', stuckUrl, { ...limits, maxMs: 60_000 });
  await expect(runner.ask('refused.source', 1, never)).rejects.toMatchObject({ code: 'query-too-costly' });
  expect(await runner.ask('reports.original', 1, never)).toBe('asked for 1');
  vi.restoreAllMocks();
});

test('a worker that cannot be loaded says so', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  runner = new QueryRunner('', new URL('./missing-worker.ts', import.meta.url));
  const asked = runner.ask('totals', {}, never);
  await expect(asked).rejects.toMatchObject({ code: 'internal', detail: expect.stringContaining('missing-worker') });
  vi.restoreAllMocks();
});

/** What only cancelling ends. */
const patient = { ...limits, maxMs: 2_000_000_000 };

test('a question that is cancelled while it is answered is over, and the next one is answered', async () => {
  runner = new QueryRunner('', stuckUrl, patient);
  const cancelling = new AbortController();
  const running = runner.ask('reports.headers', 1, cancelling.signal);
  const next = runner.ask('reports.original', 2, never);
  cancelling.abort();
  await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  expect(await next).toBe('asked for 2');
});

test('a question that is cancelled before its turn is never asked', async () => {
  runner = new QueryRunner('', stuckUrl, patient);
  const cancelling = new AbortController();
  const first = runner.ask('reports.original', 1, never);
  const waiting = runner.ask('reports.original', 2, cancelling.signal);
  const last = runner.ask('reports.original', 3, never);
  cancelling.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  expect([await first, await last]).toEqual(['asked for 1', 'asked for 1, 3']);
});

test('when the engine closes its store, nothing is left that has it open', async () => {
  const asked = [1, 2].map(() => runner.ask('reports.headers', 1, never));
  const ends = Promise.allSettled(asked);
  await runner.stop();
  for (const end of await ends) expect(end).toMatchObject({ reason: { code: 'engine-gone' } });
});

test('the real worker reads what the engine has written, and cannot write itself', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'runner-'));
  const path = join(folder, 'tlsrpt.sqlite');
  const store = Store.open(path);
  const real = new QueryRunner(path);
  try {
    expect(await real.ask('totals', {}, never)).toMatchObject({ reports: 0 });
    importReports(store, [report()]);
    expect(await real.ask('totals', {}, never)).toMatchObject({ reports: 1 });
    await expect(real.ask('totals', { no: 'filter' }, never)).rejects.toMatchObject({ code: 'bad-request' });
    const reader = Store.openForReading(path);
    expect(() => reader.removeReportsBefore('2027-01-01')).toThrow(/readonly/);
    reader.close();
  } finally {
    await real.stop();
    store.close();
    await rm(folder, { recursive: true });
  }
});
