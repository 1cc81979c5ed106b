import { describe, expect, test } from 'vitest';
import { shortName } from '../../renderer/parts/copymenu.ts';
import { Menu, placed } from '../../renderer/parts/menu.svelte.ts';

const window = { width: 1_000, height: 700 };

describe('a menu', () => {
  test('stands where it was asked for', () => {
    expect(placed({ x: 100, y: 100 }, { width: 200, height: 300 }, window)).toEqual({ x: 100, y: 100 });
  });

  test.each([
    ['at the right edge', { x: 990, y: 100 }, { width: 200, height: 300 }],
    ['at the foot', { x: 100, y: 690 }, { width: 200, height: 300 }],
    ['where it fits neither below nor above', { x: 100, y: 350 }, { width: 200, height: 600 }],
    ['greater than the window', { x: 500, y: 350 }, { width: 1_200, height: 900 }],
  ])('%s it stays in the window', (_, point, size) => {
    const { x, y } = placed(point, size, window);
    expect(Math.min(x, y)).toBeGreaterThanOrEqual(6);
    if (size.width < window.width) expect(x + size.width).toBeLessThanOrEqual(window.width);
    if (size.height < window.height) expect(y + size.height).toBeLessThanOrEqual(window.height);
  });

  test('has no separator at an end, and no two together', () => {
    const menu = new Menu();
    const entry = { label: 'a', run: () => {} };
    menu.open('Row', { x: 0, y: 0 }, () => ['separator', entry, 'separator', 'separator', entry, 'separator']);
    expect(menu.entries).toEqual([entry, 'separator', entry]);
    menu.close();
    expect([menu.isOpen, menu.entries]).toEqual([false, []]);
  });
});

test('a value in a menu keeps to one line and to its own direction', () => {
  expect(shortName('\u202Eevil\r\n\tname\u2069')).toBe('\u2068evil name\u2069');
  expect(shortName('x'.repeat(10_000)).length).toBeLessThan(50);
});
