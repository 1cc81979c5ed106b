import { Command, Option as CommanderOption } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { DeskError } from '../../shared/error.ts';
import { commonOptions, type CommandEntry, type Options, type Typed } from './command.ts';
import { commands } from './commands.ts';
import type { Terminal } from './terminal.ts';

const epilogue = `
Environment: TLSRPT_HOST, TLSRPT_USER and TLSRPT_DB stand in for --host, --user and --db where these are not typed;
TLSRPT_PASSWORD, or TLSRPT_PASSWORD_FILE for a file that only its owner may read, has the mailbox's password.
Exit codes: 0 all well, 1 something was refused or failed, 2 the command was not understood.`;

/** Who is to run a command that was understood. */
type Perform = (entry: CommandEntry, typed: Typed) => Promise<void>;

/** The commands as commander reads and explains them. It throws CommanderError instead of ending the process. */
export function buildProgram({ stdout, env }: Terminal, perform: Perform): Command {
  const program = new Command('tlsrpt')
    .description('Reads SMTP TLS reports (RFC 8460) and answers questions about them.')
    .usage('COMMAND [options]')
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .version(manifest.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this')
    .helpCommand('help [command]', 'Explain a command.')
    .addHelpText('after', epilogue)
    // What went wrong is told by run.ts, in one way for everything.
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: () => {}, outputError: () => {} })
    .exitOverride();
  for (const entry of commands) addCommand(program, entry, env, perform);
  return program;
}

function addCommand(program: Command, entry: CommandEntry, env: Terminal['env'], perform: Perform): void {
  // Its own check of what is too much does not say which word that is.
  const command = program.command(entry.name).description(entry.summary).allowExcessArguments();
  if (entry.arguments !== '') command.argument(entry.arguments);
  const options = { ...entry.options, ...commonOptions };
  for (const [name, option] of Object.entries(options)) {
    command.option(option.value === undefined ? `--${name}` : `--${name} <${option.value}>`, helpOf(option));
  }
  command.action(() => {
    const typed = typedIn(command, options, env);
    requireExpected(command, typed);
    return perform(entry, typed);
  });
}

function helpOf({ help, env }: Options[string]): string {
  return env === undefined ? help : `${help}; or ${env}`;
}

function typedIn(command: Command, options: Options, env: Terminal['env']): Typed {
  const values = command.opts<Record<string, unknown>>();
  const typed: Typed = { text: {}, on: {}, positionals: command.args };
  for (const [name, option] of Object.entries(options)) {
    const value = values[new CommanderOption(`--${name}`).attributeName()];
    if (option.value === undefined) typed.on[name] = value === true;
    else typed.text[name] = typeof value === 'string' ? value : environmentValue(option, env);
  }
  return typed;
}

function environmentValue({ env: variable }: Options[string], env: Terminal['env']): string | undefined {
  return variable === undefined ? undefined : env[variable] || undefined;
}

/** Throws usage for the first word that the command has no use for. */
function requireExpected({ registeredArguments }: Command, { text, positionals }: Typed): void {
  if (registeredArguments.at(-1)?.variadic === true) return;
  const [word] = positionals.slice(registeredArguments.length);
  if (word === undefined) return;
  const isFile = 'to' in text && text['to'] === undefined;
  throw new DeskError('usage', `${word} is not expected${isFile ? `; --to ${word} writes to it` : ''}`);
}
