import type { Day } from '../../shared/contract.ts';
import type { ReporterCoverage } from '../../shared/overview.ts';
import { daysBefore } from '../filter.ts';

/** Days a cell of the map stands for. */
const binSizes = [1, 7, 30] as const;
/** Below this a cell cannot be told from its neighbour. */
const minCellPx = 2;

export type CellState = 'nothing' | 'reported' | 'failed';

export interface Cell {
  firstDay: Day;
  lastDay: Day;
  reports: number;
  failedSessions: number;
  state: CellState;
}

/** Days a cell stands for, so that `days` fit into the width. */
export function binSizeOf(days: number, widthPx: number): number {
  return binSizes.find((size) => Math.ceil(days / size) * minCellPx <= widthPx) ?? 30;
}

/** A reporter's days in cells of `size` days, the last one perhaps of fewer. */
export function cellsOf({ reports, failedSessions }: ReporterCoverage, firstDay: Day, size: number): Cell[] {
  return Array.from({ length: Math.ceil(reports.length / size) }, (_, index) => {
    const [start, end] = [index * size, Math.min(reports.length, (index + 1) * size)];
    const [reported, failed] = [sum(reports, start, end), sum(failedSessions, start, end)];
    return {
      firstDay: daysBefore(firstDay, -start),
      lastDay: daysBefore(firstDay, 1 - end),
      reports: reported,
      failedSessions: failed,
      state: failed > 0 ? 'failed' : reported > 0 ? 'reported' : 'nothing',
    };
  });
}

function sum(values: Float64Array, start: number, end: number): number {
  return values.subarray(start, end).reduce((total, value) => total + value, 0);
}

/** How many days are not zero. */
export function daysWith(values: Float64Array): number {
  return values.reduce((count, value) => count + (value > 0 ? 1 : 0), 0);
}

/** Height of a cell by its state, so that it needs no colour to be told; of a row of 16. */
const heights: Record<CellState, number> = { nothing: 2, reported: 8, failed: 14 };
const rowHeight = 16;
const gap = 0.15;

/** All cells of one state as one SVG path, a cell one unit wide. */
export function cellsPath(cells: Cell[], state: CellState): string {
  const height = heights[state];
  const top = (rowHeight - height) / 2;
  return cells
    .map((cell, index) => (cell.state === state ? `M${index + gap / 2} ${top}h${1 - gap}v${height}h${gap - 1}z` : ''))
    .join('');
}
