import { describe, expect, test } from 'vitest';
import type { ExportTable, Filter } from '../../shared/contract.ts';
import { DeskError } from '../../shared/error.ts';
import type { CallOptions } from '../../shared/rpc.ts';
import { Exporter } from '../../renderer/parts/export.svelte.ts';
import { Saver } from '../../renderer/parts/saver.svelte.ts';
import { engineOf, settle } from './engine.ts';

interface Setup {
  file?: { grant: string; path: string } | null;
  failure?: DeskError;
  neverEnds?: boolean;
}

function start({ file = { grant: 'g1', path: '/tmp/a.csv' }, failure, neverEnds = false }: Setup = {}) {
  const requests: { table: ExportTable; filter: Filter; grant: string }[] = [];
  const suggested: string[] = [];
  const revealed: string[] = [];
  const { engine } = engineOf({
    'export.csv': async (request, { signal, progress }) => {
      requests.push(request);
      progress(1_200);
      if (failure) throw failure;
      if (neverEnds) await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      return { rows: 2_000, bytes: 81_234 };
    },
  });
  const saver = new Saver({
    chooseExportFile: (name) => {
      suggested.push(name);
      return Promise.resolve(file);
    },
    revealFile: (grant) => {
      revealed.push(grant);
      return Promise.resolve();
    },
  });
  return { exporter: new Exporter(engine, saver), saver, requests, suggested, revealed };
}

describe('export', () => {
  test('exactly what the view shows is written under the grant that main gave', async () => {
    const { exporter, saver, requests, suggested, revealed } = start();
    exporter.ask('failures');
    await exporter.run({ policyDomain: 'a.example' }, '2026-11-24');
    expect(suggested).toEqual(['tlsrpt-failures-2026-11-24.csv']);
    expect(requests).toEqual([{ table: 'failures', filter: { policyDomain: 'a.example' }, grant: 'g1' }]);
    expect(saver.job).toEqual({ phase: 'done', path: '/tmp/a.csv', grant: 'g1', rows: 2_000, bytes: 81_234 });
    await saver.reveal();
    expect(revealed).toEqual(['g1']);
  });

  test('a Save dialog that is cancelled leaves nothing behind', async () => {
    const { exporter, saver, requests } = start({ file: null });
    exporter.ask('reports');
    await exporter.run({}, '2026-11-24');
    expect([saver.job, exporter.isAsking, requests]).toEqual([null, false, []]);
  });

  test('progress is shown, and a second export waits for the first', async () => {
    const { exporter, saver } = start({ neverEnds: true });
    exporter.ask('reports');
    const running = exporter.run({}, '2026-11-24');
    await settle();
    expect(saver.job).toEqual({ phase: 'writing', path: '/tmp/a.csv', rows: 1_200 });
    exporter.ask('failures');
    saver.dismiss();
    expect([exporter.isAsking, saver.job?.phase]).toEqual([false, 'writing']);
    saver.cancel();
    await settle();
    void running;
  });

  test('a failure says why and can be dismissed', async () => {
    const { exporter, saver } = start({ failure: new DeskError('disk-full', 'ENOSPC') });
    exporter.ask('reports');
    await exporter.run({}, '2026-11-24');
    expect(saver.job).toMatchObject({ phase: 'failed', problem: { code: 'disk-full' } });
    saver.dismiss();
    expect(saver.job).toBeNull();
  });

  test('a file that is no table has no count of rows', async () => {
    const { saver } = start();
    const write = (_grant: string, options: CallOptions) => {
      options.onProgress?.(1);
      return Promise.resolve({ rows: 3, bytes: 812 });
    };
    await saver.save({ suggestedName: 'a.json.gz', isTable: false, write });
    expect(saver.job).toMatchObject({ phase: 'done', rows: null, bytes: 812 });
  });

  test('a cancelled export is not a failure', async () => {
    const { exporter, saver } = start({ failure: new DeskError('cancelled') });
    exporter.ask('reports');
    await exporter.run({}, '2026-11-24');
    expect(saver.job).toBeNull();
  });
});
