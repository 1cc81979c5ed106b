/** Of a text in a list's row, which has room for much less; 64 KiB of each would fill the window's memory. */
export const maxRowTextLength = 1_024;

export function clip(text: string, maxLength: number): string {
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
}

/** The same with its texts clipped; lists and records within are left as they are. */
export function clipped<T extends object>(record: T, maxLength: number): T {
  const entries = Object.entries(record).map(([key, value]: [string, unknown]) => [
    key,
    typeof value === 'string' ? clip(value, maxLength) : value,
  ]);
  return Object.fromEntries(entries) as T;
}
