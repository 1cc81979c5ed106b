/** `start-datetime`, `startDateTime`, `Start_DateTime`: `startdatetime`. */
export function foldedName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_ ]/g, '');
}
