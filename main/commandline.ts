import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { app } from 'electron';

const interruptedCode = 128 + constants.signals.SIGINT;

/**
 * What was typed after `tlsrpt`, where the app is to be the command line: after `--cli --`, the second of which keeps
 * Chromium from taking the words for its own. null where a window is wanted.
 */
export function typedWords(argv: string[]): string[] | null {
  const at = argv.indexOf('--cli');
  return at === -1 || argv[at + 1] !== '--' ? null : argv.slice(at + 2);
}

/** A command line that is running. */
interface Running {
  exitCode: Promise<number>;
  interrupt(): void;
}

/**
 * The command line of the packaged app, which has no Node to run one with: the app itself, without a window. In a
 * checkout `nodePath` ('' for none) is the Node that runs `scriptPath` in its place, as it does for the engine.
 */
export async function runWithoutWindow(words: string[], nodePath: string, scriptPath: string): Promise<void> {
  const removeProfile = useNoProfile();
  app.dock?.hide();
  const running = nodePath === '' ? runHere(words) : runIn(nodePath, [scriptPath, ...words]);
  // Electron has taken the signals from Node, and makes of each that the app shall quit.
  app.on('before-quit', (event) => {
    event.preventDefault();
    running.interrupt();
  });
  const exitCode = await running.exitCode.catch((error: unknown) => {
    console.error(error);
    return 1;
  });
  // What was written is in the pipe by then.
  await new Promise((resolve) => process.stdout.write('', resolve));
  removeProfile();
  app.exit(exitCode);
}

/** All files go elsewhere, as the window may be open on those of the person. Answers how to remove them. */
export function useNoProfile(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'tlsrpt-'));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  app.setPath('userData', folder);
  process.on('exit', remove); // Not emitted where Chromium has not yet started; written to until the end where it has.
  return remove;
}

function runHere(words: string[]): Running {
  return {
    exitCode: import('./cli/run.ts').then(({ runCommandLine }) => runCommandLine(words)),
    interrupt: () => {
      if (!process.emit('SIGINT', 'SIGINT')) app.exit(interruptedCode);
    },
  };
}

function runIn(nodePath: string, nodeArguments: string[]): Running {
  const child = spawn(nodePath, nodeArguments, { stdio: 'inherit' });
  const exitCode = new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? interruptedCode));
  });
  return { exitCode, interrupt: () => void child.kill('SIGINT') };
}
