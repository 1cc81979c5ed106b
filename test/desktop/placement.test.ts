import { expect, test } from 'vitest';
import { minSize, restoredBounds } from '../../main/placement.ts';

const laptop = { x: 0, y: 0, width: 1440, height: 900 };
const right = { x: 1440, y: 0, width: 1920, height: 1080 };
const saved = { x: 1600, y: 100, width: 1000, height: 700, maximized: false };

test('a window opens where it was', () => {
  expect(restoredBounds(saved, [laptop, right])).toEqual({ x: 1600, y: 100, width: 1000, height: 700 });
});

test('a window whose display was unplugged opens in the middle, in its size', () => {
  expect(restoredBounds(saved, [laptop])).toEqual({ width: 1000, height: 700 });
});

test.each([
  ['above every display', { ...saved, y: -50 }],
  ['below the last pixels of a display', { ...saved, y: 1060 }],
  ['with a sliver on a display', { ...saved, x: 1440 - 1000 + 20, y: 950 }],
])('a window %s cannot be got hold of, and opens in the middle', (_where, lost) => {
  expect(restoredBounds(lost, [laptop, right])).not.toHaveProperty('x');
});

test('a window is never larger than its display, nor smaller than its content needs', () => {
  expect(restoredBounds({ ...saved, x: 0, width: 5000, height: 5000 }, [laptop])).toMatchObject({
    width: 1440,
    height: 900,
  });
  expect(restoredBounds({ ...saved, x: 0, width: 10, height: 10, y: 0 }, [laptop])).toMatchObject(minSize);
});

test('the first window has a size and no place', () => {
  expect(restoredBounds(null, [laptop])).toEqual({ width: 1200, height: 800 });
});
