import { asDeskError, DeskError } from '../../shared/error.ts';
import { problemText } from '../../shared/problems.ts';
import { helpText, readArguments, type Command } from './command.ts';
import { exportCommand, combineCommand } from './exporting.ts';
import { importCommand } from './importing.ts';
import {
  backupCommand,
  compactCommand,
  restoreCommand,
  retainCommand,
  rereadCommand,
  verifyCommand,
} from './keeping.ts';
import { Output } from './output.ts';
import { kindsCommand } from './problems.ts';
import {
  breakdownCommand,
  confirmCommand,
  originalCommand,
  refusedCommand,
  reportsCommand,
  seriesCommand,
  showCommand,
  totalsCommand,
} from './reading.ts';
import { removeCommand } from './removing.ts';
import { syncCommand } from './syncing.ts';

const exitFailed = 1;
const exitUsage = 2;

const commands: Command[] = [
  importCommand,
  syncCommand,
  reportsCommand,
  showCommand,
  originalCommand,
  confirmCommand,
  totalsCommand,
  kindsCommand,
  breakdownCommand,
  seriesCommand,
  refusedCommand,
  exportCommand,
  combineCommand,
  verifyCommand,
  rereadCommand,
  removeCommand,
  retainCommand,
  compactCommand,
  backupCommand,
  restoreCommand,
];

function overview(): string {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2;
  const list = commands.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`).join('\n');
  return (
    `Usage: tlsrpt COMMAND [options]\n\nReads SMTP TLS reports (RFC 8460) and answers questions about them.\n\n` +
    `Commands:\n${list}\n\n\`tlsrpt COMMAND --help\` lists the options of one.\n` +
    `Exit codes: 0 all well, 1 something was refused or failed, 2 the command was not understood.\n`
  );
}

async function run(argv: string[]): Promise<number> {
  const [name = '--help', ...rest] = argv;
  if (name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(overview());
    return 0;
  }
  const command = commands.find((each) => each.name === name);
  if (command === undefined) throw new DeskError('usage', `there is no command ${name}`);
  const typed = readArguments(command, rest);
  if (typed.on['help'] === true) {
    process.stdout.write(helpText(command));
    return 0;
  }
  return command.run(typed, new Output(typed.on['json'] === true));
}

/** Runs `tlsrpt` with what was typed after it, and answers the exit code. */
export async function runCommandLine(argv: string[]): Promise<number> {
  // `tlsrpt reports | head` closes our output early; that is no fault.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : exitFailed));
  try {
    return await run(argv);
  } catch (thrown) {
    const error = asDeskError(thrown);
    const { title, advice } = problemText(error.code, error.detail);
    new Output(false).note(`tlsrpt: ${title} ${advice}`);
    return error.code === 'usage' ? exitUsage : exitFailed;
  }
}
