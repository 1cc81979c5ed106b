import { parseArgs } from 'node:util';
import { DeskError } from '../../shared/error.ts';
import type { Output } from './output.ts';

/** An option of a command: `--name VALUE`, or a switch when there is no `value`. */
export interface Option {
  /** What stands for the value in the help, `DAY`; absent for a switch. */
  value?: string;
  help: string;
}
export type Options = Record<string, Option>;

/** What the person typed, checked against the command's options. */
export interface Typed {
  text: Record<string, string | undefined>;
  on: Record<string, boolean | undefined>;
  positionals: string[];
}

export interface Command {
  name: string;
  /** `PATH…` or `ID`; '' for none. */
  arguments: string;
  summary: string;
  options: Options;
  /** Answers the exit code: 0 all well, 1 something refused or failed. Throws DeskError. */
  run(typed: Typed, output: Output): Promise<number>;
}

export const commonOptions: Options = {
  db: { value: 'FILE', help: 'the store to use (default: the one of the app)' },
  json: { help: 'print JSON, for scripts' },
  help: { help: 'print this' },
};

/** Throws usage for an unknown option or a missing value. */
export function readArguments(command: Command, argv: string[]): Typed {
  const options = { ...command.options, ...commonOptions };
  const config = Object.entries(options).map(([name, { value }]) => {
    return [name, { type: value === undefined ? ('boolean' as const) : ('string' as const) }] as const;
  });
  try {
    const parsed = parseArgs({ args: argv, options: Object.fromEntries(config), allowPositionals: true });
    const typed: Typed = { text: {}, on: {}, positionals: parsed.positionals };
    for (const [name, value] of Object.entries(parsed.values)) {
      if (typeof value === 'string') typed.text[name] = value;
      if (typeof value === 'boolean') typed.on[name] = value;
    }
    return typed;
  } catch (error) {
    throw new DeskError('usage', error instanceof Error ? error.message : '');
  }
}

export function helpText(command: Command): string {
  const rows = Object.entries({ ...command.options, ...commonOptions }).map(([name, { value, help }]) => {
    return [`  --${name}${value === undefined ? '' : ` ${value}`}`, help] as const;
  });
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  const options = rows.map(([left, help]) => left.padEnd(width) + help).join('\n');
  const usage = ['Usage: tlsrpt', command.name, command.arguments, '[options]'].filter((word) => word !== '').join(' ');
  return `${usage}\n\n${command.summary}\n\nOptions:\n${options}\n`;
}

/** The one number that a command takes, as in `show 17`. */
export function idArgument({ positionals }: Typed): number {
  const [text = '', ...more] = positionals;
  const id = Number(text);
  if (!Number.isSafeInteger(id) || id < 1 || more.length > 0)
    throw new DeskError('usage', 'exactly one id is expected');
  return id;
}

export function requiredText(typed: Typed, name: string): string {
  const value = typed.text[name];
  if (value === undefined || value === '') throw new DeskError('usage', `--${name} is missing`);
  return value;
}

export function noArguments({ positionals }: Typed): void {
  if (positionals.length > 0) throw new DeskError('usage', `unexpected argument ${positionals[0]}`);
}
