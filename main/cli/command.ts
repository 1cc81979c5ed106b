import type { Output } from './output.ts';
import type { Terminal } from './terminal.ts';

/** An option of a command: `--name VALUE`, or a switch when there is no `value`. */
export interface Option {
  /** What stands for the value in the help, `DAY`; absent for a switch. */
  value?: string;
  /** The environment variable that stands in for it where it is not typed; an empty one does not. */
  env?: string;
  help: string;
}
export type Options = Record<string, Option>;

/** What the person typed, or the environment says, by the names of the command's options. */
export interface Typed {
  text: Record<string, string | undefined>;
  on: Record<string, boolean | undefined>;
  positionals: string[];
}

/** Answers the exit code: 0 all well, 1 something refused or failed. Throws DeskError. */
export type Run = (typed: Typed, output: Output, terminal: Terminal) => Promise<number>;

export interface CommandEntry {
  name: string;
  /** In the way commander writes them: `<id>`, `<path...>`, `[id...]`; '' for none. */
  arguments: string;
  summary: string;
  options: Options;
  /** What a command needs is loaded when it is run: the help waits for neither SQLite nor IMAP. */
  load(): Promise<Run>;
}

export const commonOptions: Options = {
  db: { value: 'FILE', env: 'TLSRPT_DB', help: 'the store to use (default: the one of the app)' },
  json: { help: 'print JSON, for scripts' },
};
