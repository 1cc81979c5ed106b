import { expect, test } from 'vitest';
import { Grants } from '../../main/grants.ts';

test('paths are had by their grant alone, and every new engine is told', () => {
  const grants = new Grants();
  const grant = grants.give(['/home/me/reports.json', '/home/me/Maildir']);
  expect(grant.paths).toEqual(['/home/me/reports.json', '/home/me/Maildir']);
  expect(grants.firstPath(grant.id)).toBe('/home/me/reports.json');
  expect(grants.messages()).toEqual([grant]);
  expect(() => grants.firstPath('/home/me/reports.json')).toThrow('not-granted');
});

test('of many grants the latest are remembered, so that dropping files day after day fills no memory', () => {
  const grants = new Grants();
  const first = grants.give(['/home/me/first.json']);
  const later = Array.from({ length: 32 }, (_, index) => grants.give([`/home/me/${index}.json`]));
  expect(grants.messages()).toEqual(later);
  expect(() => grants.firstPath(first.id)).toThrow('not-granted');
});
