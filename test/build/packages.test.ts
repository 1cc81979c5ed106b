import { describe, expect, test } from 'vitest';
import { agrees } from '../../build/packages.mjs';

const wanted = {
  packages: {
    '': { version: '0.1.0' },
    'node_modules/svelte': { version: '5.57.3' },
    'node_modules/lightningcss-win32-x64-msvc': { version: '1.0.0', optional: true },
  },
};

describe('packages are installed anew', () => {
  test('not when npm recorded what the lock file asks for, less the packages of other platforms', () => {
    expect(agrees(wanted, { packages: { 'node_modules/svelte': { version: '5.57.3' } } })).toBe(true);
  });

  test('when a package has another version', () => {
    expect(agrees(wanted, { packages: { 'node_modules/svelte': { version: '5.57.2' } } })).toBe(false);
  });

  test('when a package is missing', () => {
    expect(agrees(wanted, { packages: {} })).toBe(false);
  });

  test('when an optional package has another version', () => {
    const installed = {
      'node_modules/svelte': { version: '5.57.3' },
      'node_modules/lightningcss-win32-x64-msvc': { version: '0.9.0' },
    };
    expect(agrees(wanted, { packages: installed })).toBe(false);
  });
});
