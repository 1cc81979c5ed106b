import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const wrapper = join(import.meta.dirname, '../../build/cli/tlsrpt');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wrapper-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Lays out a package with an app in it that only prints its arguments, one a line, and ends with 7. */
function install(wrapperPath: string, appPath: string): string {
  for (const path of [wrapperPath, appPath]) mkdirSync(dirname(join(folder, path)), { recursive: true });
  copyFileSync(wrapper, join(folder, wrapperPath));
  writeFileSync(join(folder, appPath), '#!/bin/sh\nprintf "%s\\n" "$@"\nexit 7\n');
  for (const path of [wrapperPath, appPath]) chmodSync(join(folder, path), 0o755);
  return join(folder, wrapperPath);
}

const words = ['import', 'two words', '--help', '$HOME', '--', ''];

function run(path: string, display: string): { status: number | null; flags: string[]; passedOn: string[] } {
  const { status, stdout } = spawnSync(path, words, {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], DISPLAY: display },
  });
  const printed = stdout.split('\n').slice(0, -1);
  const end = printed.indexOf('--cli');
  return { status, flags: printed.slice(0, end), passedOn: printed.slice(end) };
}

describe.skipIf(process.platform === 'win32')('the wrapper beside the packaged app', () => {
  test.each([
    ['on Linux', 'tlsrpt', 'tlsrpt-desk'],
    ['on macOS', 'TLSRPT Desk.app/Contents/Resources/tlsrpt', 'TLSRPT Desk.app/Contents/MacOS/TLSRPT Desk'],
  ])('%s starts it as the command line, with all words as they were typed and its exit code', (_, ...paths) => {
    expect(run(install(...paths), ':0')).toMatchObject({ status: 7, passedOn: ['--cli', '--', ...words] });
  });

  test('is found through a link', () => {
    const link = join(folder, 'link');
    symlinkSync(install('opt/TLSRPT Desk/tlsrpt', 'opt/TLSRPT Desk/tlsrpt-desk'), link);
    expect(run(link, ':0').status).toBe(7);
  });

  test.runIf(process.platform === 'linux')('says that there is no display where there is none', () => {
    const path = install('tlsrpt', 'tlsrpt-desk');
    expect(run(path, ':0').flags).not.toContain('--headless');
    expect(run(path, '').flags).toContain('--headless');
  });
});
