import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type * as WorkerThreads from 'node:worker_threads';
import { extractAll, listPackage } from '@electron/asar';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { packageApp } from '../../build/package.mjs';
import { testReport } from '../engine/mails.ts';
import { electronPath, hasSandbox } from './electron.ts';

/** The stand-in runtime, whose Node is too old for the engine. */
const isStandIn = process.env['TLSRPT_ENGINE_NODE'] !== undefined;
const flags = [...(hasSandbox ? [] : ['--no-sandbox']), '--disable-gpu'];
const megabyte = 1_000_000;

let folder: string;
let packaged: string;
let archive: string;
let entries: string[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'package-'));
  expect(await packageApp(['--dir', `-c.directories.output=${folder}`])).toBe(0);
  packaged = join(folder, 'linux-unpacked');
  archive = join(packaged, 'resources', 'app.asar');
  entries = listPackage(archive, { isPack: false });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(program: string, args: string[], env: Record<string, string> = {}) {
  return spawnSync(program, args, { encoding: 'utf8', timeout: 240_000, env: { ...process.env, ...env } });
}

describe.skipIf(process.platform !== 'linux')('the package for Linux', () => {
  test('holds the bundles, the native package, and nothing that is not used', () => {
    const ofPackages = entries.filter((entry) => /^\/node_modules\/[^/]+$/.test(entry));
    expect(ofPackages).toEqual(['/node_modules/better-sqlite3']);
    expect(
      entries.filter((entry) => /\.(map|md|ts|markdown|gyp|cc?|h)$|\/(tests?|docs?|examples?)(\/|$)/.test(entry)),
    ).toEqual([]);
    for (const needed of [
      '/LICENSE',
      '/package.json',
      '/build/icon.png',
      '/out/main/index.cjs',
      '/out/renderer/index.html',
    ])
      expect(entries).toContain(needed);
  });

  test('has the one native file of its system, outside of the archive', () => {
    const native = [...entries, ...filesOf(`${archive}.unpacked`)].filter((entry) => extname(entry) === '.node');
    const name = `linux-${process.arch}.node`;
    expect(new Set(native.map((entry) => entry.split('/').at(-1)))).toEqual(new Set([name]));
    expect(filesOf(`${archive}.unpacked`)).toEqual([`node_modules/better-sqlite3/prebuilds/${name}`]);
  });

  test('speaks English alone, and hands on the licences of what is bundled', () => {
    expect(readdirSync(join(packaged, 'locales')).sort()).toEqual(['en-GB.pak', 'en-US.pak']);
    expect(readdirSync(join(packaged, 'resources', 'licenses')).sort()).toEqual(['engine.txt', 'window.txt']);
  });

  test('has a command line that needs neither the engine nor a mailbox to say what it can do', () => {
    const tlsrpt = join(packaged, 'tlsrpt');
    expect(run(tlsrpt, ['--help'])).toMatchObject({ status: 0, stdout: expect.stringMatching(/^Usage: tlsrpt /) });
    expect(run(tlsrpt, ['--version'])).toMatchObject({ status: 0, stdout: expect.stringContaining(manifest.version) });
  });

  test('keeps to its budget', () => {
    // In November 2026 it was 4.6 MB of archive and 2.3 MB of SQLite.
    expect(statSync(archive).size).toBeLessThan(5.5 * megabyte);
    expect(sizeOf(`${archive}.unpacked`)).toBeLessThan(2.5 * megabyte);
  });
});

function filesOf(of: string): string[] {
  return readdirSync(of, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(of, name)).isFile());
}

function sizeOf(of: string): number {
  return filesOf(of).reduce((sum, name) => sum + statSync(join(of, name)).size, 0);
}

describe.skipIf(process.platform !== 'linux')('--smoke', () => {
  const drawn = 'smoke: the window is drawn, a report was read, and the store answered';

  test('the files of the package are enough: unpacked, they draw a window, read a report, and answer', () => {
    const app = join(folder, 'unpacked');
    extractAll(archive, app);
    const temporary = mkdtempSync(join(folder, 'tmp-'));
    const ran = run(electronPath(), [...flags, app, '--smoke'], { TMPDIR: temporary });
    expect(ran).toMatchObject({ status: 0, stdout: expect.stringContaining(drawn) });
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('the package itself does so too, or says why not: the stand-in has too old a Node for the engine', () => {
    const ran = run(join(packaged, 'tlsrpt-desk'), [...flags, '--smoke']);
    if (isStandIn) expect(ran).toMatchObject({ status: 1, stderr: expect.stringContaining('smoke: engine-broken') });
    else expect(ran).toMatchObject({ status: 0, stdout: expect.stringContaining(drawn) });
  });

  // The official runtime takes no scripts once its fuses are set; there the smoke run above has both threads at work.
  test.runIf(isStandIn)('a thread starts from within the archive, and reads', () => {
    const script = join(folder, 'thread.cjs');
    writeFileSync(script, `(${readInThread.toString()})(process.argv.slice(2))`);
    const worker = join(archive, 'out', 'main', 'readworker.cjs');
    const words = [script, worker, JSON.stringify(testReport(1))];
    const ran = run(join(packaged, 'tlsrpt-desk'), words, { ELECTRON_RUN_AS_NODE: '1' });
    expect(ran.stdout).toContain('"organizationName":"Reporter 1"');
  });
});

/** Runs in the package's own Node: asks the thread to read a report, as readthread.ts does, and prints the answer. */
function readInThread([path = '', text = '']: string[]): void {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { Worker } = require('node:worker_threads') as typeof WorkerThreads;
  const bytes = new TextEncoder().encode(text);
  const item = { kind: 'report', source: '1.json', sizeBytes: bytes.length, bytes: new Uint8Array(0) };
  const packed = { bytes, ends: [bytes.length] };
  const worker = new Worker(path, { workerData: { begun: new Int32Array(new SharedArrayBuffer(4)) } });
  worker.on('message', (answer) => process.stdout.write(JSON.stringify(answer), () => process.exit(0)));
  worker.postMessage({ sources: [{ key: null, kind: 'file', item }], packed, verifying: null });
}
