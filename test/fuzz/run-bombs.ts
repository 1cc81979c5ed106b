/**
 * npm run bombs [-- MEGABYTES]: reads every bomb, and a mailbox file of so many megabytes (300), each in a process of
 * its own, and prints what became of it, how long that took (on the clock, and of the processor, which other programs
 * do not lengthen) and by how much the memory grew at its peak.
 * Exits with 1 when one was not refused, or not for the reason that it should be.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFiles } from '../../main/engine/files.ts';
import { Intake } from '../../main/engine/intake.ts';
import { Store } from '../../main/engine/store/store.ts';
import { bombs, mailboxFile, writePieces } from './bombs.ts';

const script = import.meta.filename;
const [task = '300', ...args] = process.argv.slice(2);
const tasks: Record<string, (path: string, which: string) => Promise<void> | void> = { make, read };
const chosen = tasks[task];
if (chosen === undefined) process.exitCode = runAll(Number(task)) ? 0 : 1;
else await chosen(args[0] ?? '', args[1] ?? '');

/** Whether all went as it should. */
function runAll(megabytes: number): boolean {
  if (!(megabytes > 0)) throw new Error('npm run bombs -- MEGABYTES');
  const names = bombs.map(({ name }) => name);
  const codes = [...bombs.map(({ refusal }) => `refused: ${refusal}`), 'stored'];
  const width = Math.max(...names.map(({ length }) => length));
  console.log(
    `${'file'.padEnd(width)}  ${'MB'.padStart(5)}  ${'ms'.padStart(6)}  ${'cpu'.padStart(6)}  ${'+MiB'.padStart(5)}  outcome`,
  );
  const failed = [...names, `a mailbox file of ${megabytes} MB`].filter((name, number) => {
    const which = name === names[number] ? String(number) : `mailbox ${megabytes}`;
    const { sizeBytes, ms, cpuMs, grownBytes, outcome } = runOne(which);
    const figures = [
      (sizeBytes / 1e6).toFixed(1).padStart(5),
      ms.toFixed().padStart(6),
      cpuMs.toFixed().padStart(6),
      (grownBytes / 2 ** 20).toFixed().padStart(5),
    ];
    console.log([name.padEnd(width), ...figures, outcome].join('  '));
    return !outcome.startsWith(codes[number] ?? '');
  });
  for (const name of failed) console.error(`not as it should be: ${name}`);
  return failed.length === 0;
}

interface Result {
  sizeBytes: number;
  ms: number;
  cpuMs: number;
  grownBytes: number;
  outcome: string;
}

/** Makes and reads it in two processes, so that making it does not count. */
function runOne(which: string): Result {
  const folder = mkdtempSync(join(tmpdir(), 'bomb-'));
  try {
    const path = join(folder, 'file');
    runSelf('make', path, which);
    return JSON.parse(runSelf('read', path, which)) as Result;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function runSelf(...taskArguments: string[]): string {
  const { status, stdout } = spawnSync(process.execPath, [script, ...taskArguments], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`${taskArguments.join(' ')} ended with ${status}`);
  return stdout;
}

function make(path: string, which: string): void {
  const [, megabytes] = which.split(' ');
  const content = megabytes === undefined ? bombs[Number(which)]?.content() : mailboxFile(Number(megabytes) * 1e6);
  writePieces(path, content ?? []);
}

/** The whole way that `tlsrpt import` goes, into a store of its own. */
async function read(path: string): Promise<void> {
  const store = Store.open(`${path}.sqlite`);
  const intake = new Intake(store, () => Promise.reject(new Error('nothing is looked up')));
  const before = process.resourceUsage().maxRSS;
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  let taken = 0;
  let outcome = '';
  for await (const { message, outcome: became } of intake.takeFiles(readFiles([path]))) {
    taken += 1;
    const { code, detail } = message.refusal ?? { code: '', detail: '' };
    outcome = code === '' ? `${became.outcome}: ${taken} mails` : `${became.outcome}: ${code} ${detail}`.trim();
  }
  const ms = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  const grownBytes = (process.resourceUsage().maxRSS - before) * 1024;
  store.close();
  console.log(
    JSON.stringify({
      sizeBytes: statSync(path).size,
      ms,
      cpuMs: (user + system) / 1000,
      grownBytes,
      outcome,
    } satisfies Result),
  );
}
