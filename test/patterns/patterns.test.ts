import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Backtracking } from './backtracking.ts';
import { superlinearAttack } from './growth.ts';
import { sourcePatterns } from './sources.ts';

const { literals, makers } = sourcePatterns();

describe('no pattern of the source works more than in proportion to its text', () => {
  const files = Map.groupBy(literals, ({ path }) => path);
  test.each([...files])('%s', (_path, patterns) => {
    const slow = patterns.map(({ literal }) => ({ literal, attack: superlinearAttack(literal) }));
    expect(slow.filter(({ attack }) => attack !== null)).toEqual([]);
  });

  test('patterns of components are among them', () => {
    expect(literals.filter(({ path }) => path.endsWith('.svelte'))).not.toEqual([]);
    expect(literals.length).toBeGreaterThan(80);
  });

  test('patterns made while the product runs are those of literal texts to find', () => {
    // It escapes whatever has a meaning, so that what it makes has no repetition.
    expect([...new Set(makers)]).toEqual(['renderer/parts/finder.svelte.ts']);
  });
});

describe('what is worse is found', () => {
  test.each([
    ['base64 of line ends and one wrong character', String.raw`/^[\w+/\r\n]*={0,2}[\r\n]*$/`],
    ['a domain of dots', String.raw`/[.\s]+$/`],
    ['a domain of dots to filter by', String.raw`/\.+$/`],
    ['a policy of line ends', String.raw`/(?:^|[\r\n;,])\s*mode\s*[:=]\s*(enforce|testing|none)\b/i`],
    ['a TLSA record of blanks', String.raw`/^\s*(\d{1,3})\s+(\d{1,3})\s+(\d{1,3})\s+([\da-fA-F\s]+?)\s*$/`],
    ['a run of header.d=', String.raw`/\bheader\.(?:d|i)\s*=\s*"?[^\s"@]*?@?([\w.-]+)"?(?:\s|$)/i`],
    ['blanks where a semicolon may be', String.raw`/\s*;\s*/`],
    ['a repetition of repetitions', String.raw`/^(?:a+)+$/`],
    ['alternatives that begin alike', String.raw`/^(?:\d|[0-5]|x)*$/`],
    ['a line of begun tags', String.raw`/<[^>]*>/`],
  ])('%s', (_name, literal) => {
    expect(superlinearAttack(literal)).not.toBeNull();
  });

  test.each([String.raw`/^\s*\d+\s*$/`, String.raw`/\s+/g`, String.raw`/[^a-z]+/g`, String.raw`/^(?:a|b)*c/`])(
    '%s is not blamed',
    (literal) => {
      expect(superlinearAttack(literal)).toBeNull();
    },
  );
});

test('what is counted is what JavaScript matches', () => {
  for (const { literal } of literals) {
    const pattern = new Backtracking(literal);
    const native = new RegExp(pattern.tree.pattern.raw, pattern.tree.flags.raw.replace('g', ''));
    const chars = fc.constantFrom(...'a0.-_ \r\n";,:=@<>()[{+gzipmode\u200b\x7f');
    fc.assert(
      fc.property(fc.string({ unit: chars, maxLength: 12 }), (text) => {
        const match = native.exec(text);
        const expected = match === null ? null : { start: match.index, end: match.index + match[0].length };
        expect(pattern.find(text)).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  }
});
