import { describe, expect, test } from 'vitest';
import type { ImportSummary } from '../../shared/importing.ts';
import { DeskError } from '../../shared/error.ts';
import { Importer } from '../../renderer/parts/importer.svelte.ts';
import { engineOf, settle } from './engine.ts';

const summary: ImportSummary = {
  counts: { fetched: 3, stored: 1, duplicate: 1, refused: 1, pending: 0 },
  items: [{ source: 'a.eml', outcome: 'refused', reason: 'no-report', detail: '', reportIds: [] }],
};

interface Setup {
  granted?: { grant: string; paths: string[] } | null;
  failure?: DeskError;
}

function start({ granted = { grant: 'g1', paths: ['/a.mbox'] }, failure }: Setup = {}) {
  const asked: string[] = [];
  const grants: string[] = [];
  const done: ImportSummary[] = [];
  let finish = () => {};
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const { engine } = engineOf({
    'files.import': async (grant, { signal, progress }) => {
      grants.push(grant);
      progress({ fetched: 2, stored: 1, duplicate: 0, refused: 1, pending: 0 });
      if (failure) throw failure;
      await Promise.race([finished, new Promise((resolve) => signal.addEventListener('abort', resolve))]);
      if (signal.aborted) throw new DeskError('cancelled');
      return summary;
    },
  });
  const files = {
    chooseFiles: (what: string) => {
      asked.push(what);
      return Promise.resolve(granted);
    },
    offerFiles: (dropped: File[]) => {
      asked.push(dropped.map((file) => file.name).join());
      return Promise.resolve(granted);
    },
  };
  return { importer: new Importer(engine, files, (each) => done.push(each)), asked, grants, done, finish };
}

describe('import', () => {
  test('chosen files go to the engine by their grant; progress and outcome are shown', async () => {
    const { importer, asked, grants, done, finish } = start();
    const running = importer.choose('folder');
    await settle();
    expect(importer.job).toEqual({
      phase: 'reading',
      counts: { fetched: 2, stored: 1, duplicate: 0, refused: 1, pending: 0 },
    });
    finish();
    await running;
    expect([asked, grants, done, importer.job]).toEqual([['folder'], ['g1'], [summary], { phase: 'done', summary }]);
    importer.dismiss();
    expect(importer.job).toBeNull();
  });

  test('dropped files are offered to main; dropped text is nothing', async () => {
    const { importer, asked, grants, finish } = start();
    finish();
    await importer.drop([]);
    await importer.drop([new File(['{}'], 'report.json')]);
    expect([asked, grants]).toEqual([['report.json'], ['g1']]);
  });

  test('a dialog that is cancelled, or a drop that is no file of this computer, leaves nothing behind', async () => {
    const { importer, grants } = start({ granted: null });
    await importer.choose('files');
    await importer.drop([new File(['{}'], 'report.json')]);
    expect([importer.job, grants]).toEqual([null, []]);
  });

  test('a second import waits for the first, which cannot be dismissed but cancelled', async () => {
    const { importer, asked, done } = start();
    const running = importer.choose('files');
    await settle();
    await importer.drop([new File(['{}'], 'report.json')]);
    importer.dismiss();
    expect([asked, importer.job?.phase]).toEqual([['files'], 'reading']);
    importer.cancel();
    await running;
    expect([importer.job, done]).toEqual([null, []]);
  });

  test('a failure says why', async () => {
    const { importer } = start({ failure: new DeskError('store-full') });
    await importer.choose('files');
    expect(importer.job).toEqual({ phase: 'failed', problem: { code: 'store-full', detail: '' } });
  });
});
