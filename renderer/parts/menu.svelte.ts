export interface MenuAction {
  label: string;
  /** The keys that do the same, or what it comes to; at the end of the line. */
  hint?: string;
  /** Given, the entry is switched on and off, and the menu stays open. */
  isChecked?: boolean;
  isDisabled?: boolean;
  run(): void;
}
export type MenuEntry = MenuAction | 'separator';

export interface Point {
  x: number;
  y: number;
}

interface Size {
  width: number;
  height: number;
}

/** Kept free between a menu and the window's edge. */
const marginPx = 6;

/** A context menu: what it offers and where it stands while it is open. */
export class Menu {
  #shown = $state.raw<{ label: string; entries: () => MenuEntry[]; point: Point } | null>(null);

  get isOpen(): boolean {
    return this.#shown !== null;
  }

  get label(): string {
    return this.#shown?.label ?? '';
  }

  get point(): Point {
    return this.#shown?.point ?? { x: 0, y: 0 };
  }

  get entries(): MenuEntry[] {
    return tidy(this.#shown?.entries() ?? []);
  }

  /** `entries` is asked again whenever what it depends on changes. */
  open(label: string, point: Point, entries: () => MenuEntry[]): void {
    this.#shown = { label, entries, point };
  }

  close(): void {
    this.#shown = null;
  }
}

/** Where a menu asked for at `point` stands so that all of it is in the window. */
export function placed({ x, y }: Point, menu: Size, window: Size): Point {
  const fitsBelow = y + menu.height + marginPx <= window.height;
  const fitsAbove = y - menu.height >= marginPx;
  const lowest = window.height - menu.height - marginPx;
  return {
    x: Math.max(marginPx, Math.min(x, window.width - menu.width - marginPx)),
    y: fitsBelow ? y : Math.max(marginPx, fitsAbove ? y - menu.height : lowest),
  };
}

/** Where the menu of an event belongs: at the pointer, or for a key below what has the focus. */
export function pointOf(event: MouseEvent): Point {
  if (event.button === 2) return { x: event.clientX, y: event.clientY };
  const target = event.target instanceof Element ? event.target : document.body;
  const { left, bottom } = target.getBoundingClientRect();
  return { x: left + marginPx, y: bottom };
}

/** No separator at an end, and no two of them together. */
function tidy(entries: MenuEntry[]): MenuEntry[] {
  const isKept = (entry: MenuEntry, index: number) =>
    entry !== 'separator' || (index > 0 && entries[index - 1] !== 'separator' && index < entries.length - 1);
  return entries.filter(isKept);
}
