import { expect, test } from 'vitest';
import { Grants } from '../../main/grants.ts';

test('a path is had by its grant alone, and every new engine is told', () => {
  const grants = new Grants();
  const grant = grants.give('/home/me/reports.csv');
  expect(grants.path(grant.id)).toBe('/home/me/reports.csv');
  expect(grants.messages()).toEqual([grant]);
  expect(() => grants.path('/home/me/reports.csv')).toThrow('not-granted');
});
