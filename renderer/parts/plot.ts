import uPlot from 'uplot';
import type { Bucket } from './chart.ts';
import { labelPositions } from './chart.ts';
import { formatCompact } from '../format.ts';

/** Room for the numbers at the left, in CSS pixels; the incidents below align with it. */
export const gutterPx = 52;
const axisPx = 20;
const topPx = 6;
const labelSpacingPx = 110;
/** The failed sessions' part of the height, beside the successful ones' 1; less where none failed. */
const failedPart = 0.5;
const emptyPart = 0.05;
/** A value that is not zero is always seen. */
const leastPart = 0.015;
const leastTickPart = 0.2;
const barShare = 0.86;
const maxBarPx = 48;
const minSelectionPx = 4;

export interface PlotSize {
  widthPx: number;
  heightPx: number;
}

export interface PlotOptions extends PlotSize {
  buckets: Bucket[];
  isLogarithmic: boolean;
  labelOf(bucket: Bucket): string;
  /** The bucket under the pointer; -1 for none. */
  onhover(index: number): void;
  /** A stretch was dragged over. */
  onzoom(first: Bucket, last: Bucket): void;
}

/** A value of one of the two scales, and where it is on the plot: 1 to 0 upwards, 0 to -failedPart downwards. */
export interface Tick {
  position: number;
  label: string;
}

/** Share of the height for a value, 0 to 1. */
export function heightOf(value: number, max: number, isLogarithmic: boolean): number {
  if (value <= 0 || max <= 0) return 0;
  const share = isLogarithmic ? Math.log10(1 + value) / Math.log10(1 + max) : value / max;
  return Math.max(leastPart, share);
}

/** The end of the scale: a round number that the largest value does not pass. */
export function scaleEnd(max: number): number {
  if (max <= 0) return 0;
  const unit = 10 ** Math.floor(Math.log10(max));
  return [1, 2, 2.5, 5, 10].map((step) => step * unit).find((end) => end >= max && Number.isInteger(end)) ?? unit * 10;
}

/** Its ends and its middle on a linear scale, powers of ten on a logarithmic one. */
export function ticksOf(end: number, isLogarithmic: boolean): number[] {
  if (end === 0) return [];
  if (!isLogarithmic) return end >= 10 && end % 2 === 0 ? [end / 2, end] : [end];
  const most = Math.floor(Math.log10(end));
  const every = Math.max(1, Math.ceil(most / 3));
  return Array.from({ length: Math.floor(most / every) + 1 }, (_, step) => 10 ** (most - step * every)).toReversed();
}

/** Draws successful sessions upwards and failed ones downwards, each on its own scale; answers how to take it away. */
export function drawPlot(host: HTMLElement, options: PlotOptions): () => void {
  const plot = new uPlot(settingsOf(host, options), dataOf(options), host);
  return () => plot.destroy();
}

function ends({ buckets }: PlotOptions): { successful: number; failed: number } {
  return {
    successful: scaleEnd(Math.max(0, ...buckets.map((bucket) => bucket.successfulSessions))),
    failed: scaleEnd(Math.max(0, ...buckets.map((bucket) => bucket.failedSessions))),
  };
}

function dataOf(options: PlotOptions): uPlot.AlignedData {
  const { buckets, isLogarithmic } = options;
  const { successful, failed } = ends(options);
  // A day without sessions has no bar; one of no height would still be a line.
  const bar = (value: number, end: number, part: number) =>
    value === 0 ? null : part * heightOf(value, end, isLogarithmic);
  return [
    buckets.map((_, index) => index),
    buckets.map((bucket) => bar(bucket.successfulSessions, successful, 1)),
    buckets.map((bucket) => bar(bucket.failedSessions, failed, -failedPart)),
  ];
}

/** Ticks of both scales, from the bottom up, without those whose label would touch the zero. */
export function ticks(successful: number, failed: number, isLogarithmic: boolean): Tick[] {
  const tick = (value: number, end: number, part: number) => ({
    position: part * heightOf(value, end, isLogarithmic),
    label: formatCompact(value),
  });
  return [
    ...ticksOf(failed, isLogarithmic)
      .slice(-1)
      .map((value) => tick(value, failed, -failedPart)),
    { position: 0, label: '0' },
    ...ticksOf(successful, isLogarithmic)
      .map((value) => tick(value, successful, 1))
      .filter(({ position }) => position >= leastTickPart),
  ];
}

function settingsOf(host: HTMLElement, options: PlotOptions): uPlot.Options {
  const { widthPx, heightPx, buckets } = options;
  const { failed } = ends(options);
  const style = getComputedStyle(host);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const bars = uPlot.paths.bars?.({ size: [barShare, maxBarPx] });
  const series = (name: string): uPlot.Series => ({
    fill: colour(name),
    width: 0,
    points: { show: false },
    ...(bars === undefined ? {} : { paths: bars }),
  });
  return {
    width: widthPx,
    height: heightPx,
    padding: [topPx, 0, 0, 0],
    legend: { show: false },
    cursor: cursorOf(),
    scales: {
      x: { time: false, range: [-0.5, buckets.length - 0.5] },
      y: { range: [-(failed === 0 ? emptyPart : failedPart), 1] },
    },
    series: [{}, series('--bar-ok'), series('--bar-failed')],
    axes: axesOf(options, { font: `11px ${style.fontFamily}`, text: colour('--muted'), grid: colour('--line') }),
    hooks: hooksOf(options),
  };
}

function cursorOf(): uPlot.Cursor {
  return { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false, dist: minSelectionPx } };
}

function hooksOf({ buckets, onhover, onzoom }: PlotOptions): uPlot.Hooks.Arrays {
  const at = (plot: uPlot, px: number) =>
    buckets[Math.min(buckets.length - 1, Math.max(0, Math.round(plot.posToVal(px, 'x'))))];
  return {
    setCursor: [({ cursor }) => onhover((cursor.left ?? -1) < 0 ? -1 : (cursor.idx ?? -1))],
    setSelect: [
      (plot) => {
        const { left, width } = plot.select;
        const [first, last] = [at(plot, left), at(plot, left + width)];
        if (width >= minSelectionPx && first !== undefined && last !== undefined) onzoom(first, last);
      },
    ],
  };
}

interface AxisStyle {
  font: string;
  text: string;
  grid: string;
}

function axesOf(options: PlotOptions, { font, text, grid }: AxisStyle): uPlot.Axis[] {
  const { buckets, widthPx, isLogarithmic, labelOf } = options;
  const { successful, failed } = ends(options);
  const marks = ticks(successful, failed, isLogarithmic);
  const days = labelPositions(buckets.length, widthPx - gutterPx, labelSpacingPx);
  const common = { font, stroke: text, ticks: { show: false }, border: { show: false } };
  return [
    {
      ...common,
      size: axisPx,
      gap: 4,
      align: 1,
      grid: { show: false },
      splits: () => days.map((position) => position - 0.5),
      values: () => days.map((position) => labelAt(buckets, position, labelOf)),
    },
    {
      ...common,
      size: gutterPx,
      gap: 8,
      grid: { stroke: grid, width: 1 },
      splits: () => marks.map(({ position }) => position),
      values: () => marks.map(({ label }) => label),
    },
  ];
}

function labelAt(buckets: Bucket[], position: number, labelOf: PlotOptions['labelOf']): string {
  const bucket = buckets[position];
  return bucket === undefined ? '' : labelOf(bucket);
}
