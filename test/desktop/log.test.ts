import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { Log, maxLogBytes } from '../../main/log.ts';
import { eachTestFolder } from './folder.ts';

const file = eachTestFolder();
const read = (name: string) => readFileSync(file(name), 'utf8');

test('what goes to stderr is kept with its time, for the owner alone', () => {
  const spoken = { error: vi.fn() };
  new Log(file('log'), () => []).keep(spoken);
  const { error } = spoken;
  error('engine:', new Error('broken'));
  error('engine: a\u001b[31mb\u0000c');
  const [first = '', ...more] = read('log').trimEnd().split('\n');
  expect(first).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z engine: Error: broken$/);
  expect(more.at(-1)).toMatch(/Z engine: a \[31mb c$/);
  expect(statSync(file('log')).mode & 0o777).toBe(0o600);
});

test('it never holds a password that is known', () => {
  new Log(file('log'), () => ['correct horse', 'a']).note('LOGIN alice "correct horse"');
  expect(read('log')).toContain('LOGIN alice "…"');
});

test('it does not grow beyond its size: the former file makes room for a new one', () => {
  const log = new Log(file('log'), () => []);
  writeFileSync(file('log'), 'x'.repeat(maxLogBytes));
  log.note('new');
  log.note('x'.repeat(1_000_000));
  expect(read('log').length).toBeLessThan(3_000);
  expect(read('log.old')).toHaveLength(maxLogBytes);
});

test('where it cannot be written nothing else is disturbed', () => {
  const log = new Log(file('missing/log'), () => []);
  expect(() => log.note('lost')).not.toThrow();
  expect(existsSync(file('missing'))).toBe(false);
});
