import { mkdirSync, writeFileSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import { answer, contentSecurityPolicy, ourPage } from '../../main/scheme.ts';
import { eachTestFolder } from './folder.ts';

const file = eachTestFolder();
beforeEach(() => {
  mkdirSync(file('root/assets'), { recursive: true });
  writeFileSync(file('root/index.html'), '<p>page</p>');
  writeFileSync(file('root/assets/index.js'), 'run()');
  writeFileSync(file('root/notes.txt'), 'a type that no page needs');
  writeFileSync(file('secret.html'), 'outside');
});

const get = (url: string, method = 'GET') => answer(file('root'), { method, url });

test('a file is served with its media type', async () => {
  const page = await get('app://desk/index.html');
  expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([
    200,
    'text/html; charset=utf-8',
    '<p>page</p>',
  ]);
  const script = await get('app://desk/assets/index.js?v=1');
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
});

test.each([
  'app://desk/missing.html',
  'app://desk/assets',
  'app://desk/',
  'app://desk/notes.txt',
  'app://other/index.html',
  'app://desk/..%2fsecret.html',
  'app://desk/assets/..%2f..%2fsecret.html',
  'app://desk/..%5csecret.html',
  'app://desk/%00.html',
  'app://desk/%zz.html',
])('%s is not found', async (url) => {
  expect((await get(url)).status).toBe(404);
});

test('only GET is answered', async () => {
  expect((await get('app://desk/index.html', 'POST')).status).toBe(405);
});

test.each(['app://desk/index.html', 'app://desk/missing.html'])('%s is answered under the policy', async (url) => {
  const { headers } = await get(url);
  expect(headers.get('content-security-policy')).toBe(contentSecurityPolicy);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

test('our page is the built one, or the one of the development server', () => {
  expect(ourPage(undefined)).toEqual({ url: 'app://desk/index.html', origin: 'app://desk' });
  expect(ourPage('http://localhost:5173/')).toEqual({ url: 'http://localhost:5173/', origin: 'http://localhost:5173' });
});
