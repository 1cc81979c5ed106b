import { expect, test } from 'vitest';
import { ourPage } from '../../main/scheme.ts';
import { isOurs } from '../../main/seclusion.ts';

test('the window asks for its own page alone', () => {
  const page = ourPage(undefined);
  for (const url of ['app://desk/index.html', 'app://desk/assets/index.js', 'data:image/png,x', 'devtools://x/']) {
    expect(isOurs(url, page), url).toBe(true);
  }
  for (const url of [
    'https://redirector.gvt1.com/edgedl/chrome/dict/en-us.bdic',
    'app://other/',
    'ws://desk/',
    'file:///x',
  ]) {
    expect(isOurs(url, page), url).toBe(false);
  }
});

test('while developing also for what its server says of changes', () => {
  const page = ourPage('http://localhost:5173/');
  for (const url of ['http://localhost:5173/main.ts', 'ws://localhost:5173/'])
    expect(isOurs(url, page), url).toBe(true);
  for (const url of ['http://localhost:80/', 'https://localhost:5173/']) expect(isOurs(url, page), url).toBe(false);
});
