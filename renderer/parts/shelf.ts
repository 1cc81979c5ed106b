/** What the window remembers of itself from run to run: small things, never trusted when they are read again. */
export type Shelf = Pick<Storage, 'getItem' | 'setItem'>;

/** Nothing that belongs here is longer. */
const maxLength = 20_000;

/** What was put there, as JSON gives it; null for nothing readable. */
export function recall(shelf: Shelf, name: string): unknown {
  try {
    const text = shelf.getItem(name);
    return text === null || text.length > maxLength ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** A full or missing storage forgets: no reason to trouble the person. */
export function remember(shelf: Shelf, name: string, value: unknown): void {
  try {
    shelf.setItem(name, JSON.stringify(value));
  } catch {
    return;
  }
}
