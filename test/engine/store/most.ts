import { expect } from 'vitest';

/** Expects that most of the random cases had something to compare: else the test could hardly fail. */
export function expectMost(cases: boolean[]): void {
  expect(cases.filter(Boolean).length / cases.length).toBeGreaterThan(0.7);
}
