/** What a spreadsheet takes for the beginning of a formula; full-width too, which East Asian versions do. */
const formulaStarts = new Set('=+-@\uff1d\uff0b\uff0d\uff20');
/** Where a cell ends for who splits at something else than the comma, quotes or not. */
const separators = new Set(';\t|\r\n');
/** What programs swallow before a formula: blanks, quotes, controls, and characters without a shape (LibreOffice NUL). */
const swallowed = /[\s"'\p{Cc}\p{Cf}]/u;
/** RFC 4180 section 2 has no place for them, and readers end the file or the cell at one. */
const control = /[^\P{Cc}\t\r\n]/u;
const harmful = /[=+\-@\uff1d\uff0b\uff0d\uff20\p{Cc}]/u;

/**
 * A text that no spreadsheet runs, however it splits it: an apostrophe goes before each stretch between separators
 * that begins like a formula, and before a text that begins with a separator, which the import swallows. A control
 * character becomes U+FFFD.
 */
export function defused(text: string): string {
  if (!harmful.test(text)) return text;
  let harmless = /^[\t\r\n]/.test(text) ? `'` : '';
  let stretch = '';
  let isBeginning = true;
  for (const character of text) {
    if (separators.has(character)) {
      harmless += stretch + character;
      stretch = '';
      isBeginning = true;
      continue;
    }
    if (isBeginning && formulaStarts.has(character)) stretch = `'${stretch}`;
    isBeginning &&= swallowed.test(character);
    stretch += control.test(character) ? '\ufffd' : character;
  }
  return harmless + stretch;
}

/** A text as a cell: defused, and quoted where RFC 4180 section 2 asks for it. */
export function csvCell(text: string): string {
  const harmless = defused(text);
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
