import type { Shelf } from '../../renderer/parts/shelf.ts';

/** The page's storage, for as long as a test. */
export function shelfOf(items: Record<string, string> = {}): Shelf {
  const held = new Map(Object.entries(items));
  return { getItem: (name) => held.get(name) ?? null, setItem: (name, value) => void held.set(name, value) };
}
