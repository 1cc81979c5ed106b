import { spawnSync } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dialogWords } from '../../shared/desktop-words.ts';
import { appFolder, electronPath, hasSandbox } from './electron.ts';

// To Electron an app is packaged where its executable is not called `electron`: here by another name for the same one.

const linuxTest = test.skipIf(process.platform !== 'linux');
let folder: string;
let program: string;
beforeAll(() => {
  const electron = dirname(electronPath());
  folder = mkdtempSync(join(dirname(electron), 'packaged-'));
  spawnSync('cp', ['-al', `${electron}/.`, folder]);
  program = join(folder, 'tlsrpt-desk');
  renameSync(join(folder, basename(electronPath())), program);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

linuxTest.for(['--remote-debugging-port=0', '--inspect=0'])(
  'a packaged app ends at %s, with a sentence, before anybody can connect',
  (given) => {
    const flags = hasSandbox ? [] : ['--no-sandbox'];
    const ran = spawnSync(program, [...flags, given, appFolder], { encoding: 'utf8', timeout: 60_000 });
    const [name = ''] = given.split('=');
    expect(ran.stderr).toContain(dialogWords.refusedSwitch(name));
    expect(ran.stderr).not.toContain('DevTools listening');
    expect(ran.status).toBe(2);
  },
);
