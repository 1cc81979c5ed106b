import { describe, expect, test } from 'vitest';
import type { Selection } from '../../shared/contract.ts';
import { DeskError } from '../../shared/error.ts';
import { Saver } from '../../renderer/parts/saver.svelte.ts';
import { Combined } from '../../renderer/views/combined.svelte.ts';
import { engineOf, settle } from './engine.ts';

const report = {
  organizationName: 'TLSRPT Desk',
  startDatetime: '2026-11-01T00:00:00Z',
  endDatetime: '2026-11-23T23:59:59Z',
  contactInfo: '',
  reportId: 'combined',
  policies: { items: [], total: 0 },
  successfulSessions: 0,
  failedSessions: 0,
};

function start() {
  const asked: Selection[] = [];
  const written: { selection: Selection; grant: string }[] = [];
  const suggested: string[] = [];
  const state = { failure: null as DeskError | null };
  const { engine } = engineOf({
    'reports.combine': (selection) => {
      asked.push(selection);
      if (state.failure) throw state.failure;
      return { report, reports: 2, fileName: 'a!b!1!2!3.json.gz' };
    },
    'export.json': (request) => {
      written.push(request);
      return { rows: 2, bytes: 812 };
    },
  });
  const saver = new Saver({
    chooseExportFile: (name) => {
      suggested.push(name);
      return Promise.resolve({ grant: 'g1', path: `/tmp/${name}` });
    },
    revealFile: () => Promise.resolve(),
  });
  return { page: new Combined(engine, saver), saver, asked, written, suggested, state };
}

describe('combined report', () => {
  test('what is shown is what is exported, under the name that the RFC asks for', async () => {
    const { page, saver, written, suggested } = start();
    const selection = { filter: { policyDomain: 'a.example' }, ids: [3, 4] };
    page.show(selection);
    await settle();
    expect(page.combined.value?.reports).toBe(2);
    await page.export('json.gz');
    await page.export('json');
    expect(suggested).toEqual(['a!b!1!2!3.json.gz', 'a!b!1!2!3.json']);
    expect(written).toEqual(Array(2).fill({ selection, grant: 'g1' }));
    expect(saver.job).toMatchObject({ phase: 'done', bytes: 812, rows: null });
  });

  test('the same selection is combined once, another one anew', async () => {
    const { page, asked } = start();
    const ids = [3, 4];
    const filter = {};
    page.show({ filter, ids });
    page.show({ filter, ids });
    page.show({ filter, ids: [5] });
    expect(page.combined.value).toBeNull();
    await settle();
    expect(asked.map((selection) => selection.ids)).toEqual([[3, 4], [5]]);
  });

  test('one that went down with the engine is combined when the engine is back', async () => {
    const { page, state, asked } = start();
    const selection = { filter: {}, ids: [3] };
    state.failure = new DeskError('engine-gone');
    page.show(selection);
    await settle();
    expect(page.combined.problem?.code).toBe('engine-gone');
    state.failure = null;
    page.show(selection);
    await settle();
    page.show(selection);
    expect([page.combined.problem, page.combined.value?.reports, asked.length]).toEqual([null, 2, 2]);
  });

  test('nothing is exported before there is a report, and a failure can be tried again', async () => {
    const { page, state, suggested } = start();
    state.failure = new DeskError('store-locked');
    page.show({ filter: {}, ids: [] });
    await settle();
    await page.export('json');
    expect([page.combined.problem?.code, suggested]).toEqual(['store-locked', []]);
    state.failure = null;
    page.retry();
    await settle();
    expect([page.combined.problem, page.combined.value?.reports]).toEqual([null, 2]);
  });
});
