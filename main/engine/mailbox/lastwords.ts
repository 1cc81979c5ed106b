interface Entry {
  /** `s` where the server speaks. */
  src?: string;
  msg?: string;
}

/**
 * Hears in imapflow's log with which line the server refused or hung up: its errors carry neither the response code of
 * a BYE nor the words to a call that answers false. Counts the lines as well. Nothing else of the log is looked at, and nothing is written.
 */
export class LastWords {
  /** The last tagged NO or BAD. */
  refusal = '';
  /** The BYE. */
  farewell = '';
  /** All that the server said, rows of FETCH aside. */
  lines = 0;

  debug({ src, msg = '' }: Entry): void {
    if (src !== 's') return;
    this.lines += 1;
    if (/^\* BYE\b/i.test(msg)) this.farewell = msg;
    else if (/^[0-9A-F]{1,8} (?:NO|BAD)\b/i.test(msg)) this.refusal = msg;
  }

  info(): void {}
  warn(): void {}
  error(): void {}
  fatal(): void {}

  /** The refusal as imapflow's other calls throw it; null where there was none. */
  asError(): { responseStatus: string; responseText: string } | null {
    const [, status, words] = /^\S+ (\S+) ?(.*)/s.exec(this.refusal) ?? [];
    if (status === undefined || words === undefined) return null;
    return { responseStatus: status.toUpperCase(), responseText: words };
  }
}
