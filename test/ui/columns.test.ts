import { describe, expect, test } from 'vitest';
import { ColumnLayout, type ColumnPlan, maxColumnPx, minColumnPx } from '../../renderer/parts/columns.svelte.ts';
import { HeadDrag } from '../../renderer/parts/headdrag.svelte.ts';
import { shelfOf } from './shelf.ts';

const plan = (key: string, change: Partial<ColumnPlan> = {}): ColumnPlan => ({
  key,
  title: key.toUpperCase(),
  track: 'minmax(100px, 1fr)',
  ...change,
});
const plans = [plan('a'), plan('b', { track: '48px' }), plan('c'), plan('d', { fromPx: 900 })];

function layoutOf(shelf = shelfOf(), columns = plans) {
  const layout = new ColumnLayout('list', () => columns, shelf);
  layout.gridPx = 1_000;
  return layout;
}

const keys = (layout: ColumnLayout<ColumnPlan>) => layout.shown.map(({ key }) => key).join('');
const cells = [
  { key: 'a', startPx: 0, endPx: 200 },
  { key: 'b', startPx: 200, endPx: 250 },
  { key: 'c', startPx: 250, endPx: 450 },
  { key: 'd', startPx: 450, endPx: 650 },
];

describe('columns as planned', () => {
  test('stand in the order and width of the plan', () => {
    const layout = layoutOf();
    expect([keys(layout), layout.isAsPlanned]).toEqual(['abcd', true]);
    expect(layout.tracks).toBe('minmax(100px, 1fr) 48px minmax(100px, 1fr) minmax(100px, 1fr)');
    expect(layout.minPx).toBe(100 + 48 + 100 + 100 + 3 * 14 + 50);
  });

  test('one that needs room is left out of a narrow table, unless the person wants it', () => {
    const layout = layoutOf();
    layout.gridPx = 800;
    expect(keys(layout)).toBe('abc');
    layout.toggle(plan('d', { fromPx: 900 }));
    expect(keys(layout)).toBe('abcd');
  });
});

describe('the person’s columns', () => {
  test('are remembered from run to run, and forgotten by a reset', () => {
    const shelf = shelfOf();
    const layout = layoutOf(shelf);
    layout.toggle(plan('a'));
    layout.place('c', 'b');
    layout.resize('b', 77.4, {});
    layout.keep();
    const again = layoutOf(shelf);
    expect([keys(again), again.tracks]).toEqual(['cbd', 'minmax(100px, 1fr) 77px minmax(100px, 1fr)']);
    again.reset();
    expect([keys(layoutOf(shelf)), layoutOf(shelf).isAsPlanned]).toEqual(['abcd', true]);
  });

  test('the last one cannot be hidden', () => {
    const layout = layoutOf();
    for (const each of layout.all) layout.toggle(each);
    expect(keys(layout)).toBe('d');
    expect(layout.canHide(plans[3] ?? plan('d'))).toBe(false);
  });

  test('move past a neighbour that is shown, and no further than the ends', () => {
    const layout = layoutOf();
    layout.toggle(plan('b'));
    layout.move('a', 1);
    expect(keys(layout)).toBe('cad');
    layout.move('a', 1);
    layout.move('a', 1);
    expect([keys(layout), layout.canMove('a', 1), layout.canMove('c', -1)]).toEqual(['cda', false, false]);
  });

  test('a wider column leaves those before it where they are, so that its edge follows the pointer', () => {
    const layout = layoutOf();
    layout.resize('b', 90, { a: 180, b: 48, c: 200, d: 200 });
    expect(layout.tracks).toBe('180px 90px minmax(100px, 1fr) minmax(100px, 1fr)');
    layout.resetWidth('a');
    expect(layout.tracks).toBe('minmax(100px, 1fr) 90px minmax(100px, 1fr) minmax(100px, 1fr)');
  });

  test('no width leaves its bounds', () => {
    const layout = layoutOf();
    layout.resize('a', -500, {});
    expect(layout.tracks.startsWith(`${minColumnPx}px`)).toBe(true);
    layout.resize('a', 99_999, {});
    expect(layout.tracks.startsWith(`${maxColumnPx}px`)).toBe(true);
  });

  test('a column of a later version stands where it was planned, and one that is gone is no matter', () => {
    const shelf = shelfOf();
    layoutOf(shelf).place('c', 'a');
    const later = [plan('a'), plan('new'), plan('c')];
    expect(keys(layoutOf(shelf, later))).toBe('canew');
  });
});

describe('what was remembered and is not to be trusted', () => {
  test.each([
    ['no JSON', '{'],
    ['another shape', '[1,2]'],
    ['nothing', 'null'],
    ['odd values', '{"order":[3,null],"shown":{"a":"no"},"widthsPx":{"a":"wide","b":null}}'],
    ['too much', JSON.stringify({ order: 'x'.repeat(50_000) })],
  ])('%s is as if nothing were', (_, text) => {
    expect(layoutOf(shelfOf({ 'columns.list': text })).isAsPlanned).toBe(true);
  });

  test('a storage that refuses does not keep anyone from changing columns', () => {
    const layout = layoutOf({
      getItem: () => {
        throw new Error('denied');
      },
      setItem: () => {
        throw new Error('full');
      },
    });
    layout.toggle(plan('a'));
    expect(keys(layout)).toBe('bcd');
  });
});

describe('dragging', () => {
  test('an edge takes its column along, and remembers it when it is let go', () => {
    const shelf = shelfOf();
    const layout = layoutOf(shelf);
    const drag = new HeadDrag(layout);
    drag.pressEdge('b', 250, cells);
    drag.moveTo(290);
    expect(layout.tracks.startsWith('200px 90px ')).toBe(true);
    expect(layoutOf(shelf).isAsPlanned).toBe(true);
    drag.release();
    expect(layoutOf(shelf).isAsPlanned).toBe(false);
  });

  test('a title goes before the column in whose first half it is dropped', () => {
    const layout = layoutOf();
    const drag = new HeadDrag(layout);
    drag.pressTitle('d', 500, cells);
    drag.moveTo(240);
    expect([drag.moving, drag.before]).toEqual(['d', 'c']);
    drag.moveTo(210);
    expect(drag.release()).toBe(true);
    expect([keys(layout), drag.moving]).toEqual(['adbc', null]);
  });

  test('beyond the last column it becomes the last one', () => {
    const layout = layoutOf();
    const drag = new HeadDrag(layout);
    drag.pressTitle('a', 10, cells);
    drag.moveTo(900);
    drag.release();
    expect(keys(layout)).toBe('bcda');
  });

  test('a press that hardly moves is a click, and one that is cancelled is nothing', () => {
    const layout = layoutOf();
    const drag = new HeadDrag(layout);
    drag.pressTitle('a', 10, cells);
    drag.moveTo(12);
    expect(drag.release()).toBe(false);
    drag.pressTitle('a', 10, cells);
    drag.moveTo(900);
    drag.cancel();
    expect([drag.release(), keys(layout)]).toEqual([false, 'abcd']);
  });
});
