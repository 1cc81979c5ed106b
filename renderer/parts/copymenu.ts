import { tableWords as words } from '../../shared/table-words.ts';
import { clip, formatNumber } from '../format.ts';
import type { Copier } from './copier.svelte.ts';
import { copyFormats, type CopyFormat } from './copying.ts';
import type { MenuEntry } from './menu.svelte.ts';

/** So much of a value names it in a menu. */
const maxNameLength = 40;

export interface CopyOffer {
  /** The cell at hand; null where there is none. */
  cell: string | null;
  /** How many rows are selected, or 1 for the row at hand; 0 for none. */
  rows: number;
  /** Rows of the table in all. */
  total: number;
  copyRows(format: CopyFormat): void;
  copyAll(format: CopyFormat): void;
}

/** A value within a sentence: on one line, and unable to turn the direction of what stands around it. */
export function shortName(value: string): string {
  return `\u2068${clip(value.replace(/\s+/g, ' ').trim(), maxNameLength)}\u2069`;
}

/** The entries that every table's menu ends with. */
export function copyEntries(copier: Copier, offer: CopyOffer): MenuEntry[] {
  const { cell, rows, total } = offer;
  const rowsHint = rows > 1 ? words.rows(formatNumber(rows)) : '';
  return [
    ...(cell === null || cell === '' ? [] : [cellEntry(copier, cell)]),
    ...(rows === 0
      ? []
      : copyFormats.map((format) => ({
          label: words.copyRows[format],
          hint: rowsHint,
          run: () => offer.copyRows(format),
        }))),
    'separator',
    ...copyFormats.map((format) => ({
      label: words.copyAll[format],
      hint: words.rows(formatNumber(total)),
      isDisabled: total === 0,
      run: () => offer.copyAll(format),
    })),
  ];
}

function cellEntry(copier: Copier, cell: string): MenuEntry {
  return { label: words.copyCell(shortName(cell)), run: () => void copier.copyText(cell) };
}
