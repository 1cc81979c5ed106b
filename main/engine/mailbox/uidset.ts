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

/** The UID set of some UIDs, those in a row as a range. */
export function uidSetOf(uids: number[]): string {
  const runs: [first: number, last: number][] = [];
  for (const uid of uids) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === uid - 1) run[1] = uid;
    else runs.push([uid, uid]);
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}:${last}`)).join(',');
}
