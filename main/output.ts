import type { Readable } from 'node:stream';

/** As much of what an engine wrote is kept to find its last words in. */
const maxKeptLength = 20_000;
/** Of a message that a crash ends with. */
const maxWordsLength = 300;
/** So long is waited for what a process wrote at its end; something it started may keep the pipe open. */
const lastOutputMs = 3_000;
/** `Error: …`, `SyntaxError: …`, `FATAL ERROR: …`: what a Node that ends says of the reason. */
const errorLine = /^[\w ]{0,60}Error(?: \[\w{1,60}\])?: |^FATAL ERROR: /;

/** What an engine writes to its stderr: passed on line by line, and searched for the reason when it has ended. */
export class Output {
  #kept = '';
  #stream: Readable | null;

  constructor(stream: Readable | null, onText: (text: string) => void) {
    this.#stream = stream;
    stream?.setEncoding('utf8');
    stream?.on('data', (text: string) => {
      this.#kept = (this.#kept + text).slice(-maxKeptLength);
      if (text.trim() !== '') onText(text.trimEnd());
    });
  }

  /** Calls once, when all that was written has been read. */
  whenRead(done: () => void): void {
    const stream = this.#stream;
    if (stream === null || stream.readableEnded) return done();
    const finish = () => {
      clearTimeout(timer);
      stream.off('end', finish);
      done();
    };
    const timer = setTimeout(finish, lastOutputMs);
    stream.on('end', finish);
  }

  /** The reason that a crash ended with; '' when there is none. */
  get lastWords(): string {
    const lines = this.#kept.split('\n').filter((line) => errorLine.test(line));
    return lines.at(-1)?.slice(0, maxWordsLength) ?? '';
  }
}
