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
