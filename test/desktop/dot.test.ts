import { expect, test } from 'vitest';
import { dotBitmap } from '../../main/dot.ts';

test('the dot of the taskbar is solid in its middle, clear in its corners and smooth at its edge', () => {
  const bitmap = dotBitmap(32);
  const pixel = (x: number, y: number) => [...bitmap.subarray((y * 32 + x) * 4, (y * 32 + x) * 4 + 4)];
  expect(pixel(16, 16)).toEqual([0x3c, 0x46, 0xcf, 0xff]);
  expect(pixel(0, 0)).toEqual([0, 0, 0, 0]);
  const [blue = 0, green = 0, red = 0, alpha = 0] = pixel(16, 0);
  expect(alpha).toBeGreaterThan(0);
  expect(alpha).toBeLessThan(0xff);
  expect(Math.max(blue, green, red)).toBeLessThanOrEqual(alpha);
});
