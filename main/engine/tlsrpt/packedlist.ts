import { maxListItems } from './limits.ts';

/** The texts of a text that is a JSON list of them; null for any other text, however long. */
export function packedList(text: string): string[] | 'too-long' | null {
  const start = text.search(/\S/);
  if (text[start] !== '[') return null;
  const separators = separatorsOfTexts(text, start + 1);
  if (separators === null) return null;
  if (separators >= maxListItems) return 'too-long';
  try {
    // Between texts and commas there was nothing but blanks, so it is a list of texts or no JSON.
    return JSON.parse(text) as string[];
  } catch {
    return null;
  }
}

/** How many commas stand between the texts of a list; null where anything else does. Before JSON.parse makes them. */
function separatorsOfTexts(text: string, start: number): number | null {
  let separators = 0;
  let isWithin = false;
  for (let index = start; index < text.length; index++) {
    const char = text[index];
    if (isWithin && char === '\\') index += 1;
    else if (char === '"') isWithin = !isWithin;
    else if (isWithin || char === ' ' || char === '\t' || char === '\r' || char === '\n') continue;
    else if (char === ',') separators += 1;
    else return char === ']' && text.slice(index + 1).trim() === '' ? separators : null;
  }
  return null;
}
