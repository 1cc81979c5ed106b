import { visitRegExpAST, type AST } from '@eslint-community/regexpp';
import { isOneCharacter, type Backtracking } from './backtracking.ts';

/** A text that is grown by repeating its middle. */
export interface Attack {
  before: string;
  pump: string;
  after: string;
}

const ordinary = [...'aZ0_-. \t\r\n\v\0"\'\\@:;,=/+<(![{%&^$\x7f\xa0é\u200b\u202e\ufeff'];
const maxSamples = 4;

/**
 * Texts that make a pattern try much in vain: whatever stands in it, alone and by twos, repeated behind each of the
 * ways that lead to one of its repetitions, and an end that does not match.
 */
export function attacksOn(pattern: Backtracking): Attack[] {
  const alphabet = alphabetOf(pattern);
  const whole = pattern.tree.pattern.alternatives.map((alternative) => sampleOf(pattern, alternative.elements));
  const pairs = alphabet.flatMap((one) => alphabet.map((other) => one + other));
  const behind = [...new Set(waysIn(pattern))].flatMap((before) =>
    [...alphabet, ...whole].map((pump) => ({ before, pump })),
  );
  const begun = [...behind, ...pairs.map((pump) => ({ before: '', pump }))];
  return begun
    .filter(({ pump }) => pump !== '')
    .flatMap(({ before, pump }) => ['', '!', '\0', '\n', ' x'].map((after) => ({ before, pump, after })));
}

/** Some characters of each kind that the pattern tells apart. */
function alphabetOf(pattern: Backtracking): string[] {
  const alphabet = new Set<string>();
  visitRegExpAST(pattern.tree, {
    onCharacterEnter: (node) => void alphabet.add(String.fromCodePoint(node.value)),
    onCharacterSetEnter: (node) => samplesOf(pattern, node).forEach((sample) => alphabet.add(sample)),
    onCharacterClassEnter: (node) => samplesOf(pattern, node).forEach((sample) => alphabet.add(sample)),
  });
  return [...alphabet];
}

function samplesOf(pattern: Backtracking, node: AST.CharacterSet | AST.CharacterClass): string[] {
  return ordinary.filter((char) => pattern.accepts(node, char)).slice(0, maxSamples);
}

/** What matches all before each repetition: '', and the way into every group on it. */
function waysIn(pattern: Backtracking): string[] {
  const ways = [''];
  const enter = (alternatives: AST.Alternative[], before: string) => {
    for (const { elements } of alternatives) {
      for (const [index, element] of elements.entries()) {
        const way = before + sampleOf(pattern, elements.slice(0, index));
        if (element.type === 'Quantifier') ways.push(way);
        const inner = element.type === 'Quantifier' ? element.element : element;
        if ('alternatives' in inner) enter(inner.alternatives, way);
      }
    }
  };
  enter(pattern.tree.pattern.alternatives, '');
  return ways;
}

/** A text that the elements match one after the other, as short as can be but with each of them in it. */
function sampleOf(pattern: Backtracking, elements: AST.Element[]): string {
  return elements.map((element) => elementSample(pattern, element)).join('');
}

function elementSample(pattern: Backtracking, element: AST.Element): string {
  if (element.type === 'Character') return String.fromCodePoint(element.value);
  if (isOneCharacter(element)) return ordinary.find((char) => pattern.accepts(element, char)) ?? '';
  if (element.type === 'Quantifier') return elementSample(pattern, element.element).repeat(Math.max(element.min, 1));
  if ('alternatives' in element && element.type !== 'Assertion') {
    return sampleOf(pattern, element.alternatives[0]?.elements ?? []);
  }
  return '';
}
