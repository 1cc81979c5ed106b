export type UidRange = readonly [first: number, last: number];

/** The ranges of a UID set such as `4:17,19`. */
export function rangesOf(uidSet: string): UidRange[] {
  return uidSet.split(',').map((range) => {
    const [first = '', last = first] = range.split(':');
    return [Number(first), Number(last)];
  });
}

export function isWithin(ranges: readonly UidRange[], uid: number): boolean {
  return ranges.some(([first, last]) => uid >= first && uid <= last);
}
