import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Ends the command with this sentence for the person and exit code 1. */
export class Stop extends Error {}

/** Tells the person what the bootstrap does; on stderr, as stdout belongs to the command. @param {string} text */
export function say(text) {
  process.stderr.write(`[tlsrpt-desk] ${text}\n`);
}

export const isRoot = process.getuid?.() === 0;

/** A folder that is gone when we end. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'tlsrpt-desk-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
/** Exit code of the signal that ends us, once it came. */
let stopCode = 0;

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    stopCode = 128 + constants.signals[signal];
    if (running.size === 0) process.exit(stopCode);
    // A terminal sends Ctrl-C to the children itself; a second one would cut their orderly end short.
    if (signal === 'SIGINT' && process.stdin.isTTY) return;
    for (const child of running) child.kill(signal);
  });
}

/**
 * Runs a program to its end and answers its exit code (128 + n after signal n), and with `capture` what it printed.
 * Signals to us are passed on to it, and we end with it.
 * @param {string} file
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, stdio?: import('node:child_process').StdioOptions, capture?: boolean,
 *   onSpawn?: (child: import('node:child_process').ChildProcess) => void }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(file, args, { cwd, env = process.env, stdio = 'inherit', capture = false, onSpawn } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env, stdio: capture ? ['ignore', 'pipe', 'pipe'] : stdio });
    let output = '';
    running.add(child);
    onSpawn?.(child);
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', (error) => {
      running.delete(child);
      reject(new Stop(`${file} could not be started: ${error.message}`));
    });
    child.on('close', (code, signal) => {
      running.delete(child);
      if (stopCode !== 0 && running.size === 0) process.exit(stopCode);
      resolve({ code: signal ? 128 + constants.signals[signal] : (code ?? 1), output });
    });
  });
}

/**
 * Runs a program to its end and insists on exit code 0.
 * @param {string} purpose begins the sentence that tells of its failure
 * @param {string} file
 * @param {string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export async function runOrStop(purpose, file, args, options) {
  const { code, output } = await run(file, args, options);
  if (code !== 0) throw new Stop(`${purpose} failed with exit code ${code}.${output && `\n${output.trim()}`}`);
  return output;
}

/**
 * Starts a program that serves the others until we end, out of reach of the terminal's Ctrl-C.
 * @param {string} file
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 */
export function serve(file, args, options) {
  const child = spawn(file, args, { ...options, detached: true });
  child.unref();
  process.on('exit', () => child.kill());
  return child;
}

/**
 * The first line that a served program prints on `stream`; a Stop when it ends before, or says nothing for `timeoutMs`.
 * @param {import('node:child_process').ChildProcess} child
 * @param {import('node:stream').Readable} stream
 * @param {number} timeoutMs
 * @returns {Promise<string>}
 */
export function firstLine(child, stream, timeoutMs = 60_000) {
  return new Promise((resolve, reject) => {
    const fail = (/** @type {string} */ why) => reject(new Stop(`${child.spawnfile} ${why}.`));
    const timer = setTimeout(() => fail(`did not answer in ${timeoutMs / 1000} seconds`), timeoutMs);
    let text = '';
    child.on('error', (error) => fail(`could not be started: ${error.message}`));
    child.on('exit', () => fail('ended at once'));
    stream.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
      if (!text.includes('\n')) return;
      clearTimeout(timer);
      stream.destroy();
      resolve(text.slice(0, text.indexOf('\n')));
    });
  });
}
