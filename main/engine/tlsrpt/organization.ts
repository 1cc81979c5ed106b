/**
 * The name of a reporting organization without what nobody sees: blanks of whatever kind around it or more than one
 * within it, signs that have no shape, and letters that are put together from several (Unicode's normal form C). Its
 * case stays: what differs to the eye may be another.
 */
export function normalOrganization(name: string): string {
  return name
    .replace(/\p{Default_Ignorable_Code_Point}+/gu, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .normalize('NFC');
}
