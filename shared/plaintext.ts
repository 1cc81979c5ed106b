/** Controls (C0, DEL, C1), what has no shape or turns the letters around (Cf: bidi, zero width), line separators. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const unprintableButLineEnds = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/gu;

/** On one line, without what could write to a terminal, hide or turn letters around: reports are hostile. */
export function oneLine(text: string): string {
  return text.replace(unprintable, ' ');
}

/** The same for a text of several lines. */
export function plainLines(text: string): string {
  return text.replace(unprintableButLineEnds, ' ');
}

/** JSON as JSON, with such characters escaped (RFC 8259 section 7): within it they stand in strings alone. */
export function plainJson(json: string): string {
  return json.replace(unprintableButLineEnds, (character) =>
    Array.from({ length: character.length }, (_, index) => escaped(character.charCodeAt(index))).join(''),
  );
}

function escaped(codeUnit: number): string {
  return `\\u${codeUnit.toString(16).padStart(4, '0')}`;
}
