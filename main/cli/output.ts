import { oneLine, plainJson, plainLines } from '../../shared/plaintext.ts';
import type { Terminal } from './terminal.ts';

type Cell = string | number;

/** How often people are told how far something has got. */
const progressPauseMs = 100;
const defaultColumns = 80;
/** Back to the beginning of the line, and erase it (ECMA-48, EL). */
const eraseLine = '\r\u001b[K';

/**
 * Where a command's answer goes: text for people, or JSON for scripts. Nothing else is printed to standard output.
 * What reports and servers say is hostile: no control characters, so no escape sequences, reach the terminal.
 */
export class Output {
  readonly json: boolean;
  #terminal: Omit<Terminal, 'stdin' | 'env'>;
  #progressAtMs = -Infinity;
  #isProgressShown = false;

  constructor(json: boolean, terminal: Omit<Terminal, 'stdin' | 'env'>) {
    this.json = json;
    this.#terminal = terminal;
  }

  /** One JSON value on a line of its own. */
  value(value: unknown): void {
    this.#write(`${plainJson(JSON.stringify(value))}\n`);
  }

  text(text: string): void {
    this.#write(`${plainLines(text.trimEnd())}\n`);
  }

  /** A document of its own, indented as it is. */
  document(json: string): void {
    this.#write(`${plainJson(json.trimEnd())}\n`);
  }

  /**
   * Byte by byte into a file or another program; a person at a terminal gets what cannot write to it. Resolves when
   * they are gone, so that `bytes` may be used again.
   */
  async bytes(bytes: Buffer): Promise<void> {
    const { stdout } = this.#terminal;
    const written = stdout.isTTY === true ? plainLines(bytes.toString('utf8').replaceAll('\r\n', '\n')) : bytes;
    this.endProgress();
    // Whoever has closed our output is heard of by its error event.
    await new Promise<void>((resolve) => stdout.write(written, () => resolve()));
  }

  /** For people while they wait; never part of the answer. */
  note(text: string): void {
    this.endProgress();
    this.#terminal.stderr.write(`${plainLines(text)}\n`);
  }

  /** How far it has got, on a line that is written over: for a person at a terminal only. */
  progress(text: string): void {
    const { stderr } = this.#terminal;
    const nowMs = Date.now();
    if (stderr.isTTY !== true || nowMs - this.#progressAtMs < progressPauseMs) return;
    this.#progressAtMs = nowMs;
    this.#isProgressShown = true;
    const columns = stderr.columns ?? defaultColumns;
    stderr.write(eraseLine + oneLine(text).slice(0, columns - 1));
  }

  /** Takes the line of the progress away. */
  endProgress(): void {
    if (this.#isProgressShown) this.#terminal.stderr.write(eraseLine);
    this.#isProgressShown = false;
  }

  /** Columns under their names, numbers to the right. */
  table(head: string[], rows: Cell[][]): void {
    const texts = [head, ...rows.map((row) => row.map(shown))];
    const widths = head.map((_, column) => texts.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), 0));
    const isNumber = head.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'));
    for (const row of texts) {
      const cells = row.map((cell, column) =>
        isNumber[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      );
      this.text(cells.join('  ').trimEnd());
    }
  }

  #write(text: string): void {
    this.endProgress();
    this.#terminal.stdout.write(text);
  }
}

/** A value as a part of a line. */
export function shown(cell: Cell): string {
  return oneLine(String(cell));
}
