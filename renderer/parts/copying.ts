import { csvCell, defused } from '../../shared/csv.ts';

export const copyFormats = ['tsv', 'csv', 'text'] as const;
export type CopyFormat = (typeof copyFormats)[number];

/** More rows than this are not copied: other programs choke on them, and for all there is Export. */
export const copiedRowsLimit = 10_000;
/** In aligned text no column is made wider for its longest cell. */
const maxPaddedLength = 60;

/** A table as text; every row has a cell for each title. */
export interface CopyTable {
  titles: string[];
  rows: string[][];
}

/** A column as far as copying is concerned. */
interface TextColumn<Row> {
  title: string;
  text: (row: Row) => string;
}

export function tableOf<Row>(columns: TextColumn<Row>[], rows: Row[]): CopyTable {
  return {
    titles: columns.map((column) => column.title),
    rows: rows.map((row) => columns.map((column) => column.text(row))),
  };
}

/**
 * `tsv` is what spreadsheets take from the clipboard, `csv` a file's content as RFC 4180 has it, both with formulas
 * made harmless; `text` is aligned, for a mail or a ticket.
 */
export function formatted(table: CopyTable, format: CopyFormat): string {
  const lines = [table.titles, ...table.rows];
  if (format === 'csv') return lines.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
  if (format === 'tsv') return lines.map((cells) => cells.map(tsvCell).join('\t')).join('\n');
  return aligned(lines.map((cells) => cells.map(oneLine)));
}

/** Tab-separated text has no quoting that all programs know: a cell is kept to one line instead. */
function tsvCell(text: string): string {
  return defused(oneLine(text));
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}

function aligned(lines: string[][]): string {
  const lengths = (lines[0] ?? []).map((_, column) =>
    Math.min(
      maxPaddedLength,
      lines.reduce((most, cells) => Math.max(most, cells[column]?.length ?? 0), 0),
    ),
  );
  return lines
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(lengths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
