import { CommanderError, type Command } from 'commander';
import { asDeskError, DeskError } from '../../shared/error.ts';
import { terminalText } from '../../shared/terminal-words.ts';
import { Output, shown } from './output.ts';
import { buildProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

const exitFailed = 1;
const exitUsage = 2;

/** Runs `tlsrpt` with what was typed after it, and answers the exit code. */
export async function runCommandLine(argv: string[], terminal: Terminal = process): Promise<number> {
  endWithReader(terminal);
  let exitCode = 0;
  const program = buildProgram(terminal, async (entry, typed) => {
    const run = await entry.load();
    exitCode = await run(typed, new Output(typed.on['json'] === true, terminal), terminal);
  });
  try {
    await program.parseAsync(argv.length === 0 ? ['--help'] : argv, { from: 'user' });
    return exitCode;
  } catch (thrown) {
    const error = understood(thrown);
    if (error === null) return 0;
    const said = error.code === 'usage' ? usageText(program, argv, error) : terminalText(error.code, error.detail);
    new Output(false, terminal).note(`tlsrpt: ${said}`);
    return error.code === 'usage' ? exitUsage : exitFailed;
  }
}

/** null where commander ends so after it has printed what was asked for. */
function understood(thrown: unknown): DeskError | null {
  if (!(thrown instanceof CommanderError)) return asDeskError(thrown);
  if (thrown.exitCode === 0) return null;
  return new DeskError('usage', thrown.message.replace(/^error: /, ''), { cause: thrown });
}

/** What was wrong, and how the command is used; of no command, which there are. */
function usageText(program: Command, [name = '']: string[], { detail }: DeskError): string {
  const command = program.commands.find((each) => each.name() === name);
  const usage = command === undefined ? program.usage() : `${command.name()} ${command.usage()}`;
  const more = command === undefined ? '`tlsrpt --help` lists the commands.' : `\`tlsrpt ${name} --help\` says more.`;
  return `${shown(detail)}\nUsage: tlsrpt ${usage}\n${more}`;
}

/** `tlsrpt reports | head` closes our output early; that is no fault. A full disk behind it is. */
function endWithReader({ stdout, stderr }: Terminal): void {
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    stderr.write(`tlsrpt: ${terminalText('file-not-writable', error.message)}\n`);
    process.exit(exitFailed);
  });
  // Nobody is left to tell.
  stderr.on('error', () => {});
}
