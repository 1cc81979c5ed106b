import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const css = readFileSync(join(import.meta.dirname, '../../renderer/tokens.css'), 'utf8');

function tokens(theme: string): Record<string, string> {
  const block = new RegExp(`\\[data-theme='${theme}'\\] \\{([^}]*)\\}`).exec(css)?.[1] ?? '';
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[\da-f]{6});/g)].map(([, name, value]) => [name, value]));
}

/** WCAG 2.2, relative luminance and contrast ratio. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const channel = parseInt(colour.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const textPairs = [
  ...['canvas', 'side', 'raised', 'hover', 'accent-soft'].flatMap((ground) => [
    ['text', ground],
    ['muted', ground],
  ]),
  ...['canvas', 'raised', 'hover', 'accent-soft', 'danger-soft'].map((ground) => ['danger', ground]),
  ['accent', 'canvas'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
  ['canvas', 'danger'],
  ['ok', 'canvas'],
  ['warn', 'canvas'],
  ['warn', 'side'],
  ['warn', 'warn-soft'],
  ['text', 'warn-soft'],
  ['text', 'danger-soft'],
  ['text', 'found'],
  ['on-found-current', 'found-current'],
] as [string, string][];

describe.each(['light', 'dark'])('%s theme', (theme) => {
  const colours = tokens(theme);

  test.each(textPairs)('%s on %s is readable (WCAG AA, 4.5)', (text, ground) => {
    expect(contrast(colours[text] ?? '', colours[ground] ?? '')).toBeGreaterThanOrEqual(4.5);
  });

  const parts = ['1', '2', '3', '4', '5', '6', 'rest'].map((part) => `part-${part}`);
  test.each(['bar-ok', 'bar-failed', 'accent', ...parts])('%s stands out from the canvas', (mark) => {
    expect(contrast(colours[mark] ?? '', colours['canvas'] ?? '')).toBeGreaterThanOrEqual(mark === 'bar-ok' ? 2.3 : 3);
  });
});
