import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { runCommandLine } from '../../main/cli/run.ts';
import { clockEnvironment } from '../clock.ts';

const cli = join(import.meta.dirname, '../../main/cli.ts');

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** Where the command line runs: what comes by standard input, and which of its outputs a person looks at. */
interface Place {
  stdin?: Buffer | string;
  stdinIsTTY?: boolean;
  stdoutIsTTY?: boolean;
  stderrIsTTY?: boolean;
}

/** Runs the command line here, with streams and an environment of its own. */
export async function tlsrpt(args: string[], env: Record<string, string> = {}, place: Place = {}): Promise<Ran> {
  const stdout = gathering(place.stdoutIsTTY === true);
  const stderr = gathering(place.stderrIsTTY === true);
  const stdin = Object.assign(Readable.from([Buffer.from(place.stdin ?? '')]), { isTTY: place.stdinIsTTY === true });
  const code = await runCommandLine(args, { stdin, stdout: stdout.stream, stderr: stderr.stream, env });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function gathering(isTTY: boolean) {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      // As a pipe does: what is given back to its owner is written over.
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  return { stream: Object.assign(stream, { isTTY }), text: () => Buffer.concat(chunks).toString() };
}

/** Runs it in a process of its own, with `stdin` on its standard input. */
export function tlsrptProcess(args: string[], stdin: Buffer | string = '', env: Record<string, string> = {}) {
  return new Promise<Ran>((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], HOME: '/nonexistent', ...clockEnvironment, ...env },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
    child.stdin.end(stdin);
  });
}

/** The JSON values that a command printed, one a line. */
export function values(ran: Ran): unknown[] {
  return ran.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
}
