import { describe, expect, test } from 'vitest';
import type { RefusedRow } from '../../shared/contract.ts';
import { DeskError } from '../../shared/error.ts';
import { Saver } from '../../renderer/parts/saver.svelte.ts';
import { Refused } from '../../renderer/views/refused.svelte.ts';
import { engineOf, settle } from './engine.ts';

const row: RefusedRow = {
  id: 7,
  source: 'INBOX, uid 17',
  subject: '',
  from: '',
  receivedAt: '',
  sizeBytes: 1,
  reason: 'json-broken',
  detail: '',
  kept: 'whole',
};

async function start(accepts: boolean) {
  const saved: { id: number; grant: string }[] = [];
  const suggested: string[] = [];
  let rows = [row];
  const state = { failure: null as DeskError | null };
  const { engine } = engineOf({
    'refused.page': () => ({ rows, total: rows.length }),
    'refused.source': () => {
      if (state.failure) throw state.failure;
      return 'Subject: x';
    },
    'refused.retry': () => {
      if (accepts) rows = [];
      return accepts;
    },
    'refused.save': (request) => {
      saved.push(request);
      return { rows: 1, bytes: 10 };
    },
  });
  const saver = new Saver({
    chooseExportFile: (name) => {
      suggested.push(name);
      return Promise.resolve({ grant: 'g1', path: `/tmp/${name}` });
    },
    revealFile: () => Promise.resolve(),
  });
  const refused = new Refused(engine, saver);
  refused.show(1);
  await settle();
  return { refused, saved, suggested, state };
}

describe('refused mails', () => {
  test('a mail that is read at last leaves the list, and the window can say which', async () => {
    const { refused } = await start(true);
    await refused.retry(row);
    await settle();
    expect([refused.pages.total, refused.lastAccepted?.source]).toEqual([0, 'INBOX, uid 17']);
  });

  test('a mail that is still refused stays, and its note goes with it', async () => {
    const { refused } = await start(false);
    refused.showSource(refused.selected);
    await refused.retry(row);
    expect([refused.retried.value, refused.lastAccepted, refused.pages.total]).toEqual([false, null, 1]);
    refused.showSource(null);
    expect(refused.retried.value).toBeNull();
  });

  test('a source that went down with the engine is there when the engine is back', async () => {
    const { refused, state } = await start(false);
    state.failure = new DeskError('engine-gone');
    refused.showSource(refused.selected);
    await settle();
    expect(refused.source.problem?.code).toBe('engine-gone');
    state.failure = null;
    refused.showSource(refused.selected);
    await settle();
    expect([refused.source.problem, refused.source.value]).toEqual([null, 'Subject: x']);
  });

  test('it is saved as a mail file, byte by byte by the engine', async () => {
    const { refused, saved, suggested } = await start(false);
    await refused.save(row);
    expect([suggested, saved]).toEqual([['refused-7.eml'], [{ id: 7, grant: 'g1' }]]);
  });
});
