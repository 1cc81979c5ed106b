import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { canvas } from '../../main/canvas.ts';

const css = readFileSync(join(import.meta.dirname, '../../renderer/tokens.css'), 'utf8');

test.each(['light', 'dark'] as const)('a window begins in the colour that its page has in the %s theme', (theme) => {
  const block = new RegExp(`\\[data-theme='${theme}'\\] \\{([^}]*)\\}`).exec(css)?.[1] ?? '';
  expect(canvas[theme]).toBe(/--canvas: ([^;]+);/.exec(block)?.[1]);
});
