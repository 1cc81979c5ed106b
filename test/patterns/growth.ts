import { attacksOn, type Attack } from './attacks.ts';
import { Backtracking } from './backtracking.ts';

/**
 * Twice as long each time, so that what is added doubles where the work is linear, and is fourfold where quadratic. The
 * matcher calls itself for each character: longer ones overflow the stack where coverage is measured.
 */
const lengths = [128, 256, 512] as const;
const linear = 2;
const quadratic = 4;
/** Short texts have their own ups and downs: midway between the two. */
const tolerated = (linear + quadratic) / 2;
const maxSteps = 5_000_000;

/** The attack under which the pattern's work grows faster than its text; null where there is none. */
export function superlinearAttack(literal: string): Attack | null {
  const pattern = new Backtracking(literal);
  return attacksOn(pattern).find((attack) => isSuperlinear(pattern, attack)) ?? null;
}

function isSuperlinear(pattern: Backtracking, { before, pump, after }: Attack): boolean {
  const [short, middle, long] = lengths.map((length) => {
    const text = before + pump.repeat(Math.ceil(length / pump.length)) + after;
    return pattern.steps(text, maxSteps);
  }) as [number, number, number];
  if (long >= maxSteps) return true;
  return long - middle > tolerated * (middle - short) && long > 16 * lengths[2];
}
