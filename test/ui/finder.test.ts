import { describe, expect, test } from 'vitest';
import { Finder } from '../../renderer/parts/finder.svelte.ts';

function finderIn(text: string, query: string): Finder {
  const finder = new Finder(() => text);
  finder.find(query);
  return finder;
}

describe('finding in a text', () => {
  test('every place is found, in any case', () => {
    const { matches } = finderIn('MX1.example mx1', 'mx1');
    expect(matches).toEqual([
      [0, 3],
      [12, 15],
    ]);
  });

  test('offsets are those of the text, where folding case would make it longer', () => {
    expect(finderIn('İİ mx1', 'MX1').matches).toEqual([[3, 6]]);
  });

  test.each(['.*', '(', '[a-z]', '\\', '$', '{2}', '-', '/'])('%s is looked for as it stands', (query) => {
    expect(finderIn(`aa ${query} aa`, query).matches).toEqual([[3, 3 + query.length]]);
  });

  test('steps go round at both ends', () => {
    const finder = finderIn('a a a', 'a');
    const seen = [finder.current];
    for (const step of [1, 1, 1, -1] as const) {
      finder.step(step);
      seen.push(finder.current);
    }
    expect(seen).toEqual([0, 1, 2, 0, 2]);
  });

  test('another query begins at its first place; none has no place', () => {
    const finder = finderIn('ab ab b', 'ab');
    finder.step(1);
    finder.find('b');
    expect([finder.current, finder.matches.length]).toEqual([0, 3]);
    finder.find('');
    expect([finder.current, finder.matches.length]).toEqual([-1, 0]);
    finder.step(1);
    expect(finder.current).toBe(-1);
  });

  test('places beyond what is of use are not kept', () => {
    const finder = finderIn('x'.repeat(200_000), 'x');
    expect([finder.matches.length, finder.isCut]).toEqual([1_000, true]);
  });
});
