import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { Output } from '../../main/output.ts';

async function ended(...texts: string[]): Promise<{ output: Output; passedOn: string[] }> {
  const [stream, passedOn]: [PassThrough, string[]] = [new PassThrough(), []];
  const output = new Output(stream, (text) => passedOn.push(text));
  for (const text of texts) stream.write(text);
  stream.end();
  await new Promise<void>((resolve) => output.whenRead(resolve));
  return { output, passedOn };
}

test.each([
  [
    "node:internal:1404\n  throw err;\n  ^\n\nError: Cannot find module '/x'\n    at load (a.js:1)\n}\n",
    "Error: Cannot find module '/x'",
  ],
  [
    '/x/engine.cjs:3\nlet let\n\nSyntaxError: let is disallowed\n    at x\n\nNode.js v24',
    'SyntaxError: let is disallowed',
  ],
  ['Error [ERR_DLOPEN_FAILED]: wrong ELF class\n', 'Error [ERR_DLOPEN_FAILED]: wrong ELF class'],
  ['<--- Last few GCs --->\nFATAL ERROR: Reached heap limit\n 1: 0x75968e\n', 'FATAL ERROR: Reached heap limit'],
  ['a warning\n', ''],
  ['', ''],
])('%#: the reason that a Node ends with is found', async (text, words) => {
  expect((await ended(text)).output.lastWords).toBe(words);
});

test('all of it is passed on, and a flood fills no memory', async () => {
  const flood = Array.from({ length: 200 }, () => 'x'.repeat(10_000));
  const { output, passedOn } = await ended(...flood, '\nRangeError: at last\n');
  expect(passedOn.join('').length).toBeGreaterThan(2_000_000);
  expect(output.lastWords).toBe('RangeError: at last');
});

test('a pipe that somebody keeps open holds nothing up', async () => {
  const output = new Output(new PassThrough(), () => {});
  await new Promise<void>((resolve) => output.whenRead(resolve));
});
