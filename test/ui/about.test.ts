import { expect, test } from 'vitest';
import { aboutText } from '../../renderer/parts/about.ts';
import { appInfo } from './desktop.ts';

test('what is copied names the app, its version and all that it runs on', () => {
  expect(aboutText(appInfo).split('\n')).toEqual([
    'TLSRPT Desk',
    'Version: 0.1.0',
    'Licence: MIT, without warranty',
    'System: Linux',
    'Electron: 45.4.1',
    'Chromium: 152.0.7204.3',
    'Node.js: 24.18.0',
  ]);
});
