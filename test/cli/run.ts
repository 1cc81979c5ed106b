import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { clockEnvironment } from '../clock.ts';

const cli = join(import.meta.dirname, '../../main/cli.ts');

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the real command line in a process of its own. */
export function tlsrpt(args: string[], env: Record<string, string> = {}): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], HOME: '/nonexistent', ...clockEnvironment, ...env },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
}

/** The JSON values that a command printed, one a line. */
export function values(ran: Ran): unknown[] {
  return ran.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
}
