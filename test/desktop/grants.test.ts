import { expect, test } from 'vitest';
import { Grants } from '../../main/grants.ts';

test('paths are had by their grant alone, and every new engine is told', () => {
  const grants = new Grants();
  const grant = grants.give('csv', ['/home/me/reports.csv']);
  expect(grant).toMatchObject({ kind: 'grant', use: 'csv', paths: ['/home/me/reports.csv'] });
  expect(grants.writtenPath(grant.id)).toBe('/home/me/reports.csv');
  expect(grants.messages()).toEqual([grant]);
  expect(() => grants.writtenPath('/home/me/reports.csv')).toThrow('not-granted');
});

test('a grant that was used is told to no further engine, and its file can still be shown', () => {
  const grants = new Grants();
  const [used, open] = [grants.give('backup', ['/home/me/a.sqlite']), grants.give('restore', ['/home/me/b.sqlite'])];
  grants.use(used.id);
  expect(grants.messages()).toEqual([open]);
  expect(grants.writtenPath(used.id)).toBe('/home/me/a.sqlite');
});

test('what was given for reading is not shown as a file that was written', () => {
  const grants = new Grants();
  for (const use of ['import', 'restore'] as const) {
    expect(() => grants.writtenPath(grants.give(use, ['/home/me/reports.json']).id)).toThrow('not-granted');
  }
});

test('of many grants the latest are remembered, so that dropping files day after day fills no memory', () => {
  const grants = new Grants();
  const first = grants.give('csv', ['/home/me/first.csv']);
  const later = Array.from({ length: 32 }, (_, index) => grants.give('import', [`/home/me/${index}.json`]));
  expect(grants.messages()).toEqual(later);
  expect(() => grants.writtenPath(first.id)).toThrow('not-granted');
});
