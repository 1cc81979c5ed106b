/** Below this a bar cannot be told from its neighbour. */
const minStepPx = 3;
const gapPx = 1;

/**
 * Daily values as small bars in one SVG path, the highest as high as the picture. Where the days outnumber the room,
 * neighbouring days are summed, counted from the end so that the latest bar is a full one.
 */
export function sparkPath(daily: ArrayLike<number>, widthPx: number, heightPx: number): string {
  const days = Math.max(1, Math.ceil((daily.length * minStepPx) / widthPx));
  const sums = sumsOf(daily, days);
  const most = Math.max(0, ...sums);
  if (most === 0) return '';
  const stepPx = Math.min(widthPx / sums.length, 2 * minStepPx);
  const startPx = widthPx - stepPx * sums.length;
  return sums
    .map((sum, index) => {
      if (sum === 0) return '';
      const barPx = Math.max(1, (sum / most) * heightPx);
      const leftPx = startPx + index * stepPx;
      const barWidthPx = stepPx - gapPx;
      return `M${leftPx.toFixed(1)} ${heightPx}v${(-barPx).toFixed(1)}h${barWidthPx.toFixed(1)}v${barPx.toFixed(1)}z`;
    })
    .join('');
}

function sumsOf(daily: ArrayLike<number>, days: number): number[] {
  const count = Math.ceil(daily.length / days);
  const missing = count * days - daily.length;
  const sums = new Array<number>(count).fill(0);
  for (let day = 0; day < daily.length; day += 1) {
    const index = Math.floor((day + missing) / days);
    sums[index] = (sums[index] ?? 0) + (daily[day] ?? 0);
  }
  return sums;
}
