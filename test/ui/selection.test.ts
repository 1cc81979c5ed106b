import { describe, expect, test } from 'vitest';
import { RowSelection } from '../../renderer/parts/selection.svelte.ts';

/** Row i has the id 100 + i + shift. */
function listOf(total: number) {
  const list = {
    total,
    shift: 0,
    asked: [] as [number, number][],
    idsBetween: (first: number, count: number) => {
      list.asked.push([first, count]);
      return Promise.resolve(Array.from({ length: count }, (_, step) => 100 + first + step + list.shift));
    },
    indexOf: (id: number) => id - 100 - list.shift,
  };
  return { list, selection: new RowSelection(list) };
}

describe('selecting rows', () => {
  test('a row is selected and taken back', () => {
    const { selection } = listOf(10);
    selection.toggle(103);
    selection.toggle(105);
    selection.toggle(103);
    expect([selection.ids, selection.has(105), selection.has(103)]).toEqual([[105], true, false]);
  });

  test('a range goes from the row toggled last, to and fro', async () => {
    const { selection } = listOf(10);
    selection.toggle(104);
    await selection.extendTo(6, 4);
    expect(selection.ids).toEqual([104, 105, 106]);
    await selection.extendTo(2, 6);
    expect(selection.ids).toEqual([102, 103, 104]);
  });

  test('without a toggled row the current one is where the range begins', async () => {
    const { selection } = listOf(10);
    await selection.extendTo(3, 2);
    await selection.extendTo(4, 3);
    expect(selection.ids).toEqual([102, 103, 104]);
    selection.clear();
    await selection.extendTo(1, 2);
    await selection.extendTo(0, 1);
    expect(selection.ids).toEqual([100, 101, 102]);
  });

  test('the range still begins at its report when rows have shifted', async () => {
    const { list, selection } = listOf(100);
    selection.toggle(104);
    list.shift = -10; // Ten newer rows came: report 104 is row 14 now.
    await selection.extendTo(16, 14);
    expect(selection.ids).toEqual([104, 105, 106]);
  });

  test('a range longer than the list holds is asked for in pieces', async () => {
    const { list, selection } = listOf(10_000);
    selection.toggle(100);
    await selection.extendTo(2_499, 0);
    expect([selection.count, list.asked]).toEqual([
      2_500,
      [
        [0, 1_000],
        [1_000, 1_000],
        [2_000, 500],
      ],
    ]);
  });

  test('a range that arrives after another wish is dropped', async () => {
    const { selection } = listOf(10);
    const late = selection.extendTo(5, 0);
    selection.clear();
    await late;
    expect(selection.count).toBe(0);
  });

  test('all is all that the list shows, however long it becomes', () => {
    const { list, selection } = listOf(10);
    selection.selectAll();
    list.total = 12;
    expect([selection.count, selection.ids, selection.has(999)]).toEqual([12, [], true]);
    selection.toggle(103);
    expect(selection.ids).toEqual([103]);
  });
});
