import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testReport } from '../engine/mails.ts';
import { tlsrpt, values, type Ran } from '../cli/run.ts';
import { appFolder, electronPath, hasSandbox, newProfile } from './electron.ts';

const { profile: folder, remove } = newProfile();
let temporary: string;
beforeAll(() => {
  temporary = mkdtempSync(join(folder, 'tmp-'));
  writeFileSync(join(folder, '1.json'), JSON.stringify(testReport(1)));
});
afterAll(() => {
  rmSync(temporary, { recursive: true, force: true });
  remove();
});

/** The built app as the wrapper beside the packaged one starts it (build/cli/tlsrpt), until it has printed `enough`. */
function runApp(words: string[], enough?: string): Promise<Ran> {
  const flags = [...(hasSandbox ? [] : ['--no-sandbox']), '--disable-gpu', '--log-level=3'];
  const child = spawn(electronPath(), [...flags, appFolder, '--cli', '--', ...words], {
    env: { ...process.env, TMPDIR: temporary, TLSRPT_PASSWORD: 'secret' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ran: Ran = { code: -1, stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    ran.stdout += chunk.toString();
    if (enough !== undefined && ran.stdout.includes(enough)) child.kill('SIGINT');
  });
  child.stderr.on('data', (chunk: Buffer) => (ran.stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...ran, code: code ?? -1 }));
  });
}

test('the app told to be the command line prints what that prints, ends with its exit code and leaves nothing', async () => {
  const db = ['--db', join(folder, 'store.sqlite')];
  const imported = await runApp(['import', join(folder, '1.json'), join(folder, 'missing'), ...db, '--json']);
  expect(imported.code).toBe(1);
  expect(values(imported).at(-1)).toEqual({ total: { fetched: 2, stored: 1, duplicate: 0, refused: 1, pending: 0 } });
  for (const words of [['totals', ...db, '--json'], ['--help'], ['totals', '--nope']]) {
    const { code, stdout } = await tlsrpt(words);
    expect(await runApp(words)).toMatchObject({ code, stdout });
  }
  expect(readdirSync(temporary)).toEqual([]);
});

test('Ctrl-C ends what would go on, in order', async () => {
  const mailbox = ['--host', 'localhost', '--port', '1', '--user', 'alice'];
  const ran = await runApp(['sync', ...mailbox, '--db', join(folder, 'watched.sqlite')], 'alice at localhost');
  // Of its own, and not of the signal: a service that is told to end ends well, whatever it met.
  expect(ran.code).toBe(0);
});
