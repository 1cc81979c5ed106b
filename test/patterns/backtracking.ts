import { RegExpParser, type AST } from '@eslint-community/regexpp';

/**
 * A regular expression matched as engines match it, by backtracking, with its steps counted: how the work grows with
 * the text is then a matter of counting, the same on any machine, however busy.
 */
export class Backtracking {
  readonly literal: string;
  readonly tree: AST.RegExpLiteral;
  readonly flags: string;
  #steps = 0;
  #maxSteps = Infinity;
  #accepts = new Map<string, boolean>();

  constructor(literal: string) {
    this.literal = literal;
    this.tree = new RegExpParser().parseLiteral(literal);
    this.flags = ['i', 's', 'u', 'v'].filter((flag) => this.tree.flags.raw.includes(flag)).join('');
  }

  /** Steps for finding every match in the text, as replaceAll and split do; `maxSteps` where there are more. */
  steps(text: string, maxSteps: number): number {
    this.#steps = 0;
    this.#maxSteps = maxSteps;
    try {
      for (let at = 0; at <= text.length;) {
        const match = this.#find(text, at);
        if (match === null) break;
        at = Math.max(match.end, match.start + 1);
      }
    } catch (error) {
      if (!(error instanceof Spent)) throw error;
    }
    return this.#steps;
  }

  /** The first match. */
  find(text: string): { start: number; end: number } | null {
    this.#maxSteps = Infinity;
    return this.#find(text, 0);
  }

  #find(text: string, from: number): { start: number; end: number } | null {
    for (let start = from; start <= text.length; start++) {
      let end = -1;
      const isMatch = this.#anyOf(this.tree.pattern.alternatives, text, start, (at) => {
        end = at;
        return true;
      });
      if (isMatch) return { start, end };
    }
    return null;
  }

  /** `then` is asked whether the rest of the pattern matches from there. */
  #anyOf(alternatives: AST.Alternative[], text: string, at: number, then: Then): boolean {
    return alternatives.some(({ elements }) => this.#inOrder(elements, 0, text, at, then));
  }

  #inOrder(elements: AST.Element[], index: number, text: string, at: number, then: Then): boolean {
    const element = elements[index];
    if (element === undefined) return then(at);
    return this.#match(element, text, at, (next) => this.#inOrder(elements, index + 1, text, next, then));
  }

  #match(element: AST.Element, text: string, at: number, then: Then): boolean {
    this.#step();
    switch (element.type) {
      case 'Character':
      case 'CharacterSet':
      case 'CharacterClass':
        return at < text.length && this.accepts(element, text.charAt(at)) && then(at + 1);
      case 'Group':
      case 'CapturingGroup':
        return this.#anyOf(element.alternatives, text, at, then);
      case 'Assertion':
        return this.#asserts(element, text, at) && then(at);
      case 'Quantifier':
        if (isOneCharacter(element.element)) return this.#repeatCharacter(element, element.element, text, at, then);
        return this.#repeat(element, 0, text, at, then);
      default:
        throw new Error(`${element.raw} in ${this.literal} cannot be counted: walk through the text instead`);
    }
  }

  #asserts(assertion: AST.Assertion, text: string, at: number): boolean {
    const isMultiline = this.tree.flags.multiline;
    const isWord = (index: number) => /^\w$/.test(text.charAt(index));
    switch (assertion.kind) {
      case 'start':
        return at === 0 || (isMultiline && /[\r\n\u2028\u2029]/.test(text.charAt(at - 1)));
      case 'end':
        return at === text.length || (isMultiline && /[\r\n\u2028\u2029]/.test(text.charAt(at)));
      case 'word':
        return (isWord(at - 1) !== isWord(at)) !== assertion.negate;
      case 'lookahead':
        return this.#anyOf(assertion.alternatives, text, at, () => true) !== assertion.negate;
      case 'lookbehind':
        throw new Error(`${assertion.raw} in ${this.literal} cannot be counted: walk through the text instead`);
    }
  }

  /** Without recursion, as the texts are long. */
  #repeatCharacter(
    { min, max, greedy }: AST.Quantifier,
    element: Character,
    text: string,
    at: number,
    then: Then,
  ): boolean {
    const reaches = (count: number) => {
      this.#step();
      return count < max && at + count < text.length && this.accepts(element, text.charAt(at + count));
    };
    let count = 0;
    while ((greedy || count < min) && reaches(count)) count += 1;
    if (greedy) {
      for (; count >= min; count--) if (this.#tries(then, at + count)) return true;
      return false;
    }
    if (count < min) return false;
    while (!this.#tries(then, at + count)) {
      if (!reaches(count)) return false;
      count += 1;
    }
    return true;
  }

  #tries(then: Then, at: number): boolean {
    this.#step();
    return then(at);
  }

  #repeat(quantifier: AST.Quantifier, count: number, text: string, at: number, then: Then): boolean {
    const { min, max, greedy, element } = quantifier;
    const more = () =>
      count < max &&
      this.#match(element, text, at, (next) => {
        if (next === at && count >= min) return false;
        return this.#repeat(quantifier, count + 1, text, next, then);
      });
    const enough = () => count >= min && this.#tries(then, at);
    return greedy ? more() || enough() : enough() || more();
  }

  /** Whether an element of one character accepts this one; JavaScript itself knows best. */
  accepts(element: Character, char: string): boolean {
    const key = `${element.start} ${char}`;
    let accepts = this.#accepts.get(key);
    if (accepts === undefined) {
      accepts = new RegExp(`^(?:${element.raw})$`, this.flags).test(char);
      this.#accepts.set(key, accepts);
    }
    return accepts;
  }

  #step(): void {
    this.#steps += 1;
    if (this.#steps >= this.#maxSteps) throw new Spent();
  }
}

type Then = (at: number) => boolean;
type Character = AST.Character | AST.CharacterSet | AST.CharacterClass | AST.ExpressionCharacterClass;

/** More steps than asked for. */
class Spent extends Error {}

export function isOneCharacter(node: AST.Node): node is Character {
  return node.type === 'Character' || node.type === 'CharacterSet' || node.type === 'CharacterClass';
}
