import { execFileSync } from 'node:child_process';
import {
  closeSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { filesOfStore } from '../../main/disk/storefiles.ts';
import { writeWholeFile } from '../../main/disk/wholefile.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'disk-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

const write = (path: string, text = 'new', neverOver: string[] = []) =>
  writeWholeFile(path, neverOver, async ({ file, draftPath }) => {
    await file.writeFile(text);
    return draftPath;
  });

test('a file is replaced as a whole, is for its owner alone, and its draft has a name that nobody else has', async () => {
  writeFileSync(at('out.csv'), 'old', { mode: 0o644 });
  const drafts = new Set([await write(at('out.csv')), await write(at('out.csv'), 'newer')]);
  expect(drafts.size).toBe(2);
  expect(readFileSync(at('out.csv'), 'utf8')).toBe('newer');
  expect(readdirSync(folder)).toEqual(['out.csv']);
  if (process.platform !== 'win32') expect(statSync(at('out.csv')).mode & 0o777).toBe(0o600);
});

test('what fails half-way leaves the old file and nothing else', async () => {
  writeFileSync(at('out.csv'), 'old');
  const failing = writeWholeFile(at('out.csv'), [], async ({ file }) => {
    await file.writeFile('half');
    throw new Error('no more');
  });
  await expect(failing).rejects.toThrow('no more');
  expect(readdirSync(folder)).toEqual(['out.csv']);
  expect(readFileSync(at('out.csv'), 'utf8')).toBe('old');
});

test('no file of the person’s is lost: what looks like a draft of other programs, a long name, a hard link', async () => {
  const names = ['out.csv.part', 'out.csv.new', '.tlsrpt-1.part', '.tlsrpt-0123456789abcdef01234567.part.txt'];
  for (const name of names) {
    writeFileSync(at(name), name);
    utimesSync(at(name), 0, 0);
  }
  writeFileSync(at('one'), 'old');
  linkSync(at('one'), at('other'));
  await write(at('out.csv'));
  await write(at('one'));
  const longest = `${'l'.repeat(251)}.csv`;
  await write(at(longest));
  for (const name of names) expect(readFileSync(at(name), 'utf8')).toBe(name);
  expect(readFileSync(at('other'), 'utf8')).toBe('old');
  expect(readFileSync(at(longest), 'utf8')).toBe('new');
});

test('drafts that a crash left are swept from the folder, those that are being written are not', async () => {
  const left = ['.tlsrpt-0123456789abcdef01234567.part', '.tlsrpt-0123456789abcdef01234567.part-journal'];
  for (const name of left) {
    writeFileSync(at(name), 'left');
    utimesSync(at(name), 0, 0);
  }
  const young = '.tlsrpt-76543210fedcba9876543210.part';
  writeFileSync(at(young), 'young');
  await write(at('out.csv'));
  expect(readdirSync(folder).sort()).toEqual([young, 'out.csv'].sort());
});

describe.skipIf(process.platform === 'win32')('what is no plain file', () => {
  test('a link stays a link: what it leads to is written, also where that is not there yet', async () => {
    mkdirSync(at('far'));
    writeFileSync(at('far/real.csv'), 'old');
    symlinkSync('far/real.csv', at('link.csv'));
    symlinkSync('link.csv', at('twice.csv'));
    symlinkSync('far/later.csv', at('dangling.csv'));
    await write(at('twice.csv'));
    await write(at('dangling.csv'));
    expect(lstatSync(at('link.csv')).isSymbolicLink()).toBe(true);
    expect(lstatSync(at('dangling.csv')).isSymbolicLink()).toBe(true);
    expect(readFileSync(at('far/real.csv'), 'utf8')).toBe('new');
    expect(readFileSync(at('far/later.csv'), 'utf8')).toBe('new');
    expect(readdirSync(at('far')).sort()).toEqual(['later.csv', 'real.csv']);
  });

  test('a ring of links, a folder and a missing folder are file-not-writable', async () => {
    symlinkSync('b', at('a'));
    symlinkSync('a', at('b'));
    mkdirSync(at('taken'));
    for (const path of [at('a'), at('taken'), at('missing/out.csv')]) {
      await expect(write(path)).rejects.toMatchObject({ code: 'file-not-writable' });
    }
    expect(readdirSync(folder).sort()).toEqual(['a', 'b', 'taken']);
  });

  test('a pipe is written into and stays a pipe', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    const reading = readFile(at('pipe'), 'utf8');
    expect(await write(at('pipe'), 'through the pipe')).toBe('');
    expect(await reading).toBe('through the pipe');
    expect(statSync(at('pipe')).isFIFO()).toBe(true);
    expect(readdirSync(folder)).toEqual(['pipe']);
  });

  test('a device is written into and stays a device, also through a link', async () => {
    symlinkSync('/dev/null', at('link'));
    await write('/dev/null');
    await write(at('link'));
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
    await expect(write('/dev/full')).rejects.toMatchObject({ code: 'disk-full' });
  });

  test.skipIf(process.platform !== 'linux')('what a process has open is added to, never replaced', async () => {
    writeFileSync(at('log'), 'before ');
    const open = openSync(at('log'), 'a');
    const inode = statSync(at('log')).ino;
    await write(`/proc/self/fd/${open}`);
    closeSync(open);
    expect(readFileSync(at('log'), 'utf8')).toBe('before new');
    expect(statSync(at('log')).ino).toBe(inode);
  });
});

test('the store is never written over: by its name, a link, a hard link, nor its log that is not there yet', async () => {
  const store = at('tlsrpt.sqlite');
  writeFileSync(store, 'reports');
  writeFileSync(`${store}-shm`, 'index');
  symlinkSync('tlsrpt.sqlite', at('link.csv'));
  linkSync(store, at('hard.csv'));
  mkdirSync(at('sub'));
  const own = filesOfStore(store);
  for (const path of [
    store,
    join(folder, '.', 'sub', '..', 'tlsrpt.sqlite'),
    at('link.csv'),
    at('hard.csv'),
    `${store}-wal`,
    `${store}-shm`,
  ]) {
    await expect(write(path, 'new', own)).rejects.toMatchObject({ code: 'file-not-writable' });
  }
  expect(readFileSync(store, 'utf8')).toBe('reports');
  expect(readdirSync(folder)).not.toContain('tlsrpt.sqlite-wal');
});
