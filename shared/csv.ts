/**
 * What a spreadsheet runs as a formula: a cell that begins with = + - @ (full-width too, which East Asian versions
 * take for the same), also behind blanks and quotes, or with a control character that the import swallows.
 */
const formula = /^(?:[\s"'\u200b]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])/;

/** A formula made text by an apostrophe; anything else as it is. */
export function defused(text: string): string {
  return formula.test(text) ? `'${text}` : text;
}

/** A text as a cell: defused, and quoted where RFC 4180 section 2 asks for it. */
export function csvCell(text: string): string {
  const harmless = defused(text);
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
