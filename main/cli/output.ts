import { oneLine, plainJson, plainLines } from '../../shared/plaintext.ts';

type Cell = string | number;

/**
 * Where a command's answer goes: text for people, or JSON for scripts. Nothing else is printed to standard output.
 * What reports and servers say is hostile: no control characters, so no escape sequences, reach the terminal.
 */
export class Output {
  readonly json: boolean;

  constructor(json: boolean) {
    this.json = json;
  }

  /** One JSON value on a line of its own. */
  value(value: unknown): void {
    process.stdout.write(`${plainJson(JSON.stringify(value))}\n`);
  }

  text(text: string): void {
    process.stdout.write(`${plainLines(text.trimEnd())}\n`);
  }

  /** A document of its own, indented as it is. */
  document(json: string): void {
    process.stdout.write(`${plainJson(json.trimEnd())}\n`);
  }

  /** For people while they wait; never part of the answer. */
  note(text: string): void {
    process.stderr.write(`${plainLines(text)}\n`);
  }

  /** Columns under their names, numbers to the right. */
  table(head: string[], rows: Cell[][]): void {
    const texts = [head, ...rows.map((row) => row.map(shown))];
    const widths = head.map((_, column) => Math.max(...texts.map((row) => (row[column] ?? '').length)));
    const isNumber = head.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'));
    for (const row of texts) {
      const cells = row.map((cell, column) =>
        isNumber[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      );
      this.text(cells.join('  ').trimEnd());
    }
  }
}

/** A value as a part of a line. */
export function shown(cell: Cell): string {
  return oneLine(String(cell));
}
