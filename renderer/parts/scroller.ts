/**
 * Chromium lays out no element higher than about 33 million device pixels, so a list of millions of rows is scaled:
 * the scrollbar then stands for more than it measures, while a turn of the wheel still moves by its own distance.
 */
export const maxScrollHeightPx = 8_000_000;

export interface Extent {
  rows: number;
  rowHeightPx: number;
  viewportPx: number;
}

export class Scroller {
  /** Distance from the list's beginning to the viewport's top, unscaled. */
  topPx = 0;
  #extent: Extent = { rows: 0, rowHeightPx: 1, viewportPx: 0 };
  /** What the element's scrollTop is for `topPx`; a scroll event that says the same is our own echo. */
  #scrollTopPx = 0;

  resize(extent: Extent): void {
    this.#extent = extent;
    this.moveTo(this.topPx);
  }

  /** The height that the element inside the scroll container gets. */
  get scrollHeightPx(): number {
    return Math.min(this.#heightPx, maxScrollHeightPx);
  }

  get scrollTopPx(): number {
    return this.#scrollTopPx;
  }

  get isScaled(): boolean {
    return this.#heightPx > maxScrollHeightPx;
  }

  moveTo(topPx: number): void {
    this.topPx = Math.min(Math.max(0, topPx), this.#maxTopPx);
    this.#scrollTopPx = this.topPx / this.#scale;
  }

  /** The container was scrolled, by its scrollbar or by the system. */
  scrolledTo(scrollTopPx: number): void {
    // The container rounds what it is set to, to a physical pixel.
    if (Math.abs(scrollTopPx - this.#scrollTopPx) < 1) return;
    this.#scrollTopPx = scrollTopPx;
    this.topPx = Math.min(scrollTopPx * this.#scale, this.#maxTopPx);
  }

  /** Brings a row into sight, moving no further than needed. */
  reveal(row: number): void {
    const { rowHeightPx, viewportPx } = this.#extent;
    const rowTopPx = row * rowHeightPx;
    if (rowTopPx < this.topPx) this.moveTo(rowTopPx);
    else if (rowTopPx + rowHeightPx > this.topPx + viewportPx) this.moveTo(rowTopPx + rowHeightPx - viewportPx);
  }

  /** First and last row in sight; [0, -1] when there are none. */
  get visibleRows(): [number, number] {
    const { rows, rowHeightPx, viewportPx } = this.#extent;
    const first = Math.floor(this.topPx / rowHeightPx);
    const last = Math.min(rows - 1, Math.ceil((this.topPx + viewportPx) / rowHeightPx) - 1);
    return rows === 0 ? [0, -1] : [first, last];
  }

  get #heightPx(): number {
    return this.#extent.rows * this.#extent.rowHeightPx;
  }

  get #maxTopPx(): number {
    return Math.max(0, this.#heightPx - this.#extent.viewportPx);
  }

  get #scale(): number {
    const travelPx = this.scrollHeightPx - this.#extent.viewportPx;
    return travelPx > 0 ? Math.max(1, this.#maxTopPx / travelPx) : 1;
  }
}
