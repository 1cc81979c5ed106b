import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { node24 } from './packages.mjs';
import { temporaryFolder } from './process.mjs';

/** What is read, shown or judged as of today: which tests hold on any day is asked of these. */
export const dateSensitive = [
  'test/engine/address',
  'test/engine/api',
  'test/engine/csv',
  'test/engine/intake',
  'test/engine/mailbox/',
  'test/engine/reading',
  'test/engine/reread',
  'test/engine/store/',
  'test/cli/',
  'test/demo/',
  'test/ui/',
  'test/e2e/attention',
  'test/e2e/drilling',
  'test/e2e/journey',
];

/** What takes long among these and knows no date: processes that are ended at each system call, floods of a server. */
export const timeless = ['**/crashpoints.test.ts', '**/floods.test.ts'];

/** How far ahead: past every period of a month or two, and past every date that somebody may have taken for far away. */
export const distances = ['60d', '2y'];

/** Debian keeps the library where only who names it finds it. @returns {string | undefined} */
export function clockLibrary() {
  const root = '/usr/lib';
  const folders = existsSync(root) ? readdirSync(root) : [];
  const paths = folders.map((folder) => join(root, folder, 'faketime', 'libfaketimeMT.so.1'));
  return paths.find((path) => existsSync(path));
}

/**
 * The environment of processes whose clock is ahead. Timers go by the monotonic clock and stay as they are; files keep
 * their real times.
 * @param {string} distance as libfaketime writes it
 * @returns {NodeJS.ProcessEnv}
 */
export function clockAhead(distance) {
  const clock = {
    LD_PRELOAD: clockLibrary() ?? '',
    FAKETIME: `+${distance}`,
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    // What libfaketime does for an old C library makes Chromium's waits ten times as long.
    FAKETIME_FORCE_MONOTONIC_FIX: '0',
    NO_FAKE_STAT: '1',
  };
  return { ...clock, TLSRPT_ENGINE_NODE: nodeWith(clock) };
}

/**
 * A Node for the engine that sets these variables itself: the app hands down none that changes what code runs.
 * @param {Record<string, string>} variables
 */
function nodeWith(variables) {
  const path = join(temporaryFolder(), 'node');
  const assignments = Object.entries(variables).map(([name, value]) => `${name}='${value}'`);
  writeFileSync(path, `#!/bin/sh\n${assignments.join(' ')} exec '${node24}' "$@"\n`, { mode: 0o755 });
  return path;
}
