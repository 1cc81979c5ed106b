import type { Readable, Writable } from 'node:stream';

/** What the command line is run in: its streams, of which each may be a person's terminal, and its environment. */
export interface Terminal {
  stdin: Readable & { isTTY?: boolean };
  stdout: Writable & { isTTY?: boolean };
  stderr: Writable & { isTTY?: boolean; columns?: number };
  env: Record<string, string | undefined>;
}
