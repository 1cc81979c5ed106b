import { describe, expect, test } from 'vitest';
import type { RefusedRow } from '../../shared/contract.ts';
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
  sourceKept: true,
};

async function start(accepts: boolean) {
  const saved: { id: number; grant: string }[] = [];
  const suggested: string[] = [];
  let rows = [row];
  const { engine } = engineOf({
    'refused.page': () => ({ rows, total: rows.length }),
    'refused.source': () => 'Subject: x',
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
  return { refused, saved, suggested };
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

  test('it is saved as a mail file, byte by byte by the engine', async () => {
    const { refused, saved, suggested } = await start(false);
    await refused.save(row);
    expect([suggested, saved]).toEqual([['refused-7.eml'], [{ id: 7, grant: 'g1' }]]);
  });
});
