/** Longer names are looked at only in their beginning. */
const maxLength = 300;

/**
 * How well a name answers what was typed: higher is better, null for not at all. Every word typed has to be there: at
 * best as the beginning of the name, then of one of its words, then within a word; last, its letters in their order.
 */
export function score(query: string, name: string): number | null {
  const text = name.slice(0, maxLength).toLowerCase();
  let sum = 0;
  for (const word of query.toLowerCase().split(/\s+/).filter(Boolean)) {
    const one = scoreWord(word, text);
    if (one === null) return null;
    sum += one;
  }
  // Of two that answer alike, the shorter name is closer to what was typed.
  return sum - text.length / maxLength;
}

function scoreWord(word: string, text: string): number | null {
  const index = text.indexOf(word);
  if (index === 0) return 100;
  if (index > 0) return isWordStart(text, index) || anyWordStart(word, text) ? 80 : 50;
  return scoreLetters(word, text);
}

function anyWordStart(word: string, text: string): boolean {
  for (let index = text.indexOf(word); index !== -1; index = text.indexOf(word, index + 1))
    if (isWordStart(text, index)) return true;
  return false;
}

function isWordStart(text: string, index: number): boolean {
  return index === 0 || !/[\p{L}\p{N}]/u.test(text.charAt(index - 1));
}

/** The letters in their order, with gaps: the first at the start of a word, and better the more of them are. */
function scoreLetters(word: string, text: string): number | null {
  let position = -1;
  let starts = 0;
  for (const letter of word) {
    position = nextOf(letter, text, position + 1);
    if (position === -1) return null;
    if (isWordStart(text, position)) starts += 1;
    else if (starts === 0) return null;
  }
  return 10 + (20 * starts) / word.length;
}

/** Where a letter comes next, at the start of a word if there is such a place. */
function nextOf(letter: string, text: string, from: number): number {
  for (let index = text.indexOf(letter, from); index !== -1; index = text.indexOf(letter, index + 1))
    if (isWordStart(text, index)) return index;
  return text.indexOf(letter, from);
}
