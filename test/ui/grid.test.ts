import { describe, expect, test } from 'vitest';
import { GridState, rowHeightPx } from '../../renderer/parts/grid.svelte.ts';
import { maxScrollHeightPx, Scroller } from '../../renderer/parts/scroller.ts';

const viewportPx = 20 * rowHeightPx;

const collect = () => Promise.resolve([]);

function gridOf(total: number) {
  const wanted: [number, number][] = [];
  const grid = new GridState({
    total,
    isStale: false,
    row: (index: number) => ({ id: index + 1 }),
    indexOf: () => -1,
    want: (first, last) => wanted.push([first, last]),
    collect,
  });
  grid.resize(viewportPx);
  return { grid, wanted };
}

describe('grid', () => {
  test('only the rows in sight are drawn and wanted', () => {
    const { grid, wanted } = gridOf(100_000);
    expect(grid.drawnRows).toEqual(Array.from({ length: 20 }, (_, index) => index));
    expect(wanted.at(-1)).toEqual([0, 19]);
    grid.scrolledTo(1_000 * rowHeightPx);
    expect(wanted.at(-1)).toEqual([1_000, 1_019]);
  });

  test('the current row stays in the DOM when it is scrolled away: it has the focus', () => {
    const { grid } = gridOf(100_000);
    grid.activate(3);
    grid.scrolledTo(1_000 * rowHeightPx);
    expect(grid.drawnRows[0]).toBe(3);
    expect(grid.drawnRows).toHaveLength(21);
  });

  test('keys move the current row and bring it into sight', () => {
    const { grid } = gridOf(1_000);
    const press = (...keys: string[]) => keys.map((key) => grid.press(key));
    expect(press('ArrowDown', 'ArrowDown', 'ArrowUp')).toEqual([true, true, true]);
    expect(grid.active).toBe(1);
    press('PageDown');
    expect(grid.active).toBe(20);
    expect(grid.drawn.topPx).toBe(rowHeightPx);
    press('End');
    expect(grid.active).toBe(999);
    expect(grid.drawn.last).toBe(999);
    press('Home');
    expect([grid.active, grid.drawn.topPx]).toEqual([0, 0]);
    expect(press('a', 'Tab')).toEqual([false, false]);
  });

  test('keys go into a row’s cells and back to the row, and keep the column from row to row', () => {
    const { grid } = gridOf(1_000);
    const press = (key: string) => grid.press(key, 3) && grid.cell;
    expect(['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight'].map(press)).toEqual([0, 1, 2, 2]);
    expect([press('ArrowDown'), grid.active]).toEqual([2, 1]);
    expect(['ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft'].map(press)).toEqual([1, 0, -1, -1]);
    press('ArrowRight');
    grid.activate(5);
    expect(grid.cell).toBe(-1);
  });

  test('the current row never leaves a list that became shorter', () => {
    const rows = { total: 100, isStale: false, row: () => undefined, indexOf: () => -1, want: () => {}, collect };
    const grid = new GridState(rows);
    grid.resize(viewportPx);
    grid.press('End');
    rows.total = 5;
    grid.resize(viewportPx);
    expect([grid.active, grid.drawn.topPx, grid.drawn.last]).toEqual([4, 0, 4]);
  });

  describe('rows shift while mails arrive', () => {
    function shifting() {
      const rows = {
        total: 1_000,
        isStale: false,
        newer: 0,
        row: (index: number) => ({ id: 1_000 - index + rows.newer }),
        indexOf: (id: number) => 1_000 - id + rows.newer,
        want: () => {},
        collect,
      };
      const grid = new GridState(rows);
      grid.resize(viewportPx);
      const arrive = (count: number) => {
        rows.newer += count;
        rows.total += count;
        grid.follow();
        grid.resize(viewportPx);
      };
      return { grid, arrive };
    }

    test('the current row stays the same report, and where it is in sight', () => {
      const { grid, arrive } = shifting();
      grid.activate(500);
      const inSightPx = grid.active * rowHeightPx - grid.drawn.topPx;
      arrive(7);
      expect(grid.active).toBe(507);
      expect(grid.active * rowHeightPx - grid.drawn.topPx).toBe(inSightPx);
    });

    test('a list that stands at its beginning shows what is new', () => {
      const { grid, arrive } = shifting();
      grid.activate(2);
      arrive(7);
      expect([grid.active, grid.drawn.topPx]).toEqual([9, 0]);
    });

    test('where nobody has made a row current, the first one stays it', () => {
      const { grid, arrive } = shifting();
      arrive(7);
      expect(grid.active).toBe(0);
    });
  });

  test('an empty list draws nothing and takes keys calmly', () => {
    const { grid } = gridOf(0);
    grid.press('End');
    expect([grid.active, grid.drawnRows]).toEqual([0, []]);
  });
});

describe('scrolling ten million rows', () => {
  const rows = 10_000_000;
  function scroller(): Scroller {
    const scroller = new Scroller();
    scroller.resize({ rows, rowHeightPx, viewportPx });
    return scroller;
  }

  test('no element becomes higher than Chromium can lay out', () => {
    expect(scroller().scrollHeightPx).toBe(maxScrollHeightPx);
  });

  test('the end of the scrollbar is the end of the list', () => {
    const end = scroller();
    end.scrolledTo(maxScrollHeightPx - viewportPx);
    expect(end.visibleRows).toEqual([rows - 20, rows - 1]);
  });

  test('a step of one row is one row, although the scrollbar hardly moves', () => {
    const step = scroller();
    step.moveTo(5_000_000 * rowHeightPx);
    const before = step.scrollTopPx;
    step.moveTo(step.topPx + rowHeightPx);
    expect(step.visibleRows[0]).toBe(5_000_001);
    expect(step.scrollTopPx - before).toBeLessThan(1);
    step.scrolledTo(Math.round(step.scrollTopPx)); // The container's echo.
    expect(step.topPx).toBe(5_000_001 * rowHeightPx);
  });

  test('a short list is not scaled', () => {
    const short = new Scroller();
    short.resize({ rows: 100_000, rowHeightPx, viewportPx });
    short.scrolledTo(12_345);
    expect([short.isScaled, short.topPx]).toEqual([false, 12_345]);
  });
});
