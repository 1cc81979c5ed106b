import { expect, test } from 'vitest';
import { Remover } from '../../renderer/parts/remover.svelte.ts';
import { DeskError } from '../../shared/error.ts';
import { engineOf, settle } from './engine.ts';

function start() {
  const asked: unknown[] = [];
  const state = { failure: null as DeskError | null };
  const { engine } = engineOf({
    'reports.remove': (ids) => {
      if (state.failure !== null) throw state.failure;
      asked.push(['remove', ids]);
      return 7;
    },
    'reporters.ignore': (id) => {
      asked.push(['ignore', id]);
      return 8;
    },
    'reporters.ignored': () => [],
    'removals.undo': (removal) => {
      asked.push(['undo', removal]);
      return null;
    },
  });
  return { remover: new Remover(engine), asked, state };
}

test('what was removed is said with its undo, which takes back that and nothing else', async () => {
  const { remover, asked } = start();
  await remover.reports([3, 4]);
  expect(remover.last).toMatchObject({ phase: 'done', title: '2 reports removed', removal: 7 });
  await remover.reporter(5, 'Bargain Mail');
  expect(remover.last).toMatchObject({ title: 'Bargain Mail is ignored', removal: 8 });
  await remover.undo(8);
  await settle();
  expect(remover.last).toBeNull();
  expect(asked).toEqual([
    ['remove', [3, 4]],
    ['ignore', 5],
    ['undo', 8],
  ]);
});

test('what could not be removed is said, and nothing selected removes nothing', async () => {
  const { remover, asked, state } = start();
  await remover.reports([]);
  expect([remover.last, asked]).toEqual([null, []]);
  state.failure = new DeskError('store-locked');
  await remover.reports([1]);
  expect(remover.last).toMatchObject({ phase: 'failed', problem: { code: 'store-locked' } });
});
