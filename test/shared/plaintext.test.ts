import { expect, test } from 'vitest';
import { oneLine, plainJson, plainLines } from '../../shared/plaintext.ts';

// C0, DEL, C1, bidi overrides and isolates, marks, zero widths, soft hyphen, separators, a tag beyond 16 bits.
const hostile = ['\0', '\x1b', '\x7f', '\x85', '\x9b', '\u00ad', '\u061c', '\u200b', '\u200f', '\u2028', '\u202e'];
hostile.push('\u2066', '\u2069', '\ufeff', '\u{e0041}', '\t', '\r');

test.each(hostile)('%j reaches no terminal, in text or JSON, which still says it', (character) => {
  expect(oneLine(`a${character}b`)).toBe('a b');
  expect(plainLines(`a${character}b\nc`)).toBe('a b\nc');
  const json = plainJson(JSON.stringify({ a: `x${character}y` }, null, 2));
  expect(json).not.toContain(character);
  expect(JSON.parse(json)).toEqual({ a: `x${character}y` });
});

test('what people write stays as it is, line ends where there are lines', () => {
  const text = 'Übung – 日本 🇪🇺 العربية';
  expect([oneLine(text), plainLines(text), plainJson(text)]).toEqual([text, text, text]);
  expect([oneLine('a\nb'), plainLines('a\nb'), plainJson('{\n}')]).toEqual(['a b', 'a\nb', '{\n}']);
});
