import * as v from 'valibot';

/** Where a window was, in screen pixels; `maximized` is on top of these normal bounds. */
export const placementSchema = v.object({
  x: v.pipe(v.number(), v.integer()),
  y: v.pipe(v.number(), v.integer()),
  width: v.pipe(v.number(), v.integer()),
  height: v.pipe(v.number(), v.integer()),
  maximized: v.boolean(),
});
export type Placement = v.InferOutput<typeof placementSchema>;

export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

export const minSize = { width: 800, height: 560 };
const defaultSize = { width: 1200, height: 800 };
/** So much of a window must lie on a display for a person to be able to get hold of it. */
const minVisiblePx = 100;

/**
 * The bounds to open with. A place that no display shows any more (one was unplugged) is dropped, and the window then
 * opens in the middle; a size larger than the display is cut.
 */
export function restoredBounds(saved: Placement | null, workAreas: Area[]): Partial<Area> {
  if (saved === null) return defaultSize;
  const display = workAreas.find((area) => showsTitleBar(saved, area));
  if (display === undefined) return sizeWithin(saved, workAreas[0]);
  return { x: saved.x, y: saved.y, ...sizeWithin(saved, display) };
}

function showsTitleBar(saved: Placement, area: Area): boolean {
  const visiblePx = Math.min(saved.x + saved.width, area.x + area.width) - Math.max(saved.x, area.x);
  const titleBarOnDisplay = saved.y >= area.y && saved.y <= area.y + area.height - minVisiblePx;
  return visiblePx >= minVisiblePx && titleBarOnDisplay;
}

function sizeWithin(saved: Placement, area: Area = { x: 0, y: 0, ...defaultSize }): Pick<Area, 'width' | 'height'> {
  return {
    width: Math.max(minSize.width, Math.min(saved.width, area.width)),
    height: Math.max(minSize.height, Math.min(saved.height, area.height)),
  };
}
