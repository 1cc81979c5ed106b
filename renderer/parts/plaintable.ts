import type { CopyTable } from './copying.ts';

/** What a table of the page holds; columns in which no row says anything, as a chart's, are left out. */
export function compact({ titles, rows }: CopyTable): CopyTable {
  const isSaid = titles.map((_, column) => rows.some((cells) => (cells[column] ?? '') !== ''));
  const kept = (cells: string[]) => cells.filter((_, column) => isSaid[column]);
  return { titles: kept(titles), rows: rows.map((cells) => kept(plain(cells, titles.length))) };
}

/** Numbers without separators, as many cells as there are titles. */
function plain(cells: string[], length: number): string[] {
  return Array.from({ length }, (_, column) => {
    const text = cells[column] ?? '';
    return /^-?\d{1,3}(,\d{3})+$/.test(text) ? text.replaceAll(',', '') : text;
  });
}

/** Reads the rows given, those of a table's body; what spans columns is a remark, not a row. */
export function readTable(table: HTMLTableElement, rows: HTMLTableRowElement[]): CopyTable {
  const head = [...(table.tHead?.rows ?? [])].at(-1);
  return compact({
    titles: head === undefined ? [] : [...head.cells].map(cellText),
    rows: rows.map((row) => [...row.cells].map(cellText)),
  });
}

export function bodyRows(table: HTMLTableElement): HTMLTableRowElement[] {
  return [...table.tBodies].flatMap((body) => [...body.rows]).filter(isRow);
}

export function isRow(row: HTMLTableRowElement): boolean {
  return row.parentElement?.localName === 'tbody' && [...row.cells].every((cell) => cell.colSpan === 1);
}

/** What a cell shows: pieces that stand apart stay apart, and what only a screen reader is told is left out. */
export function cellText(cell: Element): string {
  const isShown = (node: Node) => node.parentElement?.closest('.visually-hidden, svg') == null;
  const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  const pieces: string[] = [];
  while (texts.nextNode()) if (isShown(texts.currentNode)) pieces.push(texts.currentNode.textContent?.trim() ?? '');
  return pieces.filter(Boolean).join(' ');
}
