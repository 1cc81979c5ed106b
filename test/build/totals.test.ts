import { describe, expect, test } from 'vitest';
import { countVitest, summary } from '../../build/totals.mjs';

const clean = {
  numTotalTests: 3,
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [{ name: 'a.test.ts', status: 'passed', assertionResults: [{}, {}, {}] }],
};

describe('a suite passes only when all of it ran and passed', () => {
  test('all passed', () => {
    expect(countVitest('unit', clean, 0)).toEqual({ name: 'unit', passed: 3, failed: 0, problems: [] });
  });

  test('a failed test counts', () => {
    const report = { ...clean, numPassedTests: 2, numFailedTests: 1 };
    expect(countVitest('unit', report, 1)).toMatchObject({ passed: 2, failed: 1, problems: ['1 failed'] });
  });

  test('skipped and todo tests count as failed', () => {
    const report = { ...clean, numPassedTests: 1, numPendingTests: 1, numTodoTests: 1 };
    expect(countVitest('unit', report, 0)).toMatchObject({ passed: 1, failed: 2, problems: ['2 skipped or todo'] });
  });

  test('a file that could not be loaded counts as a failed test', () => {
    const broken = { name: 'b.test.ts', status: 'failed', assertionResults: [] };
    const report = { ...clean, testResults: [...clean.testResults, broken] };
    expect(countVitest('unit', report, 1)).toMatchObject({
      passed: 3,
      failed: 1,
      problems: ['b.test.ts could not be run'],
    });
  });

  test('an error outside of tests counts', () => {
    expect(countVitest('unit', clean, 1)).toMatchObject({ passed: 3, failed: 1 });
  });

  test('no tests, and no report, count as a failure', () => {
    const empty = { ...clean, numTotalTests: 0, numPassedTests: 0, testResults: [] };
    expect(countVitest('e2e', empty, 0)).toMatchObject({ failed: 1, problems: ['no test was run'] });
    expect(countVitest('e2e', null, 1)).toMatchObject({ failed: 1, problems: ['vitest left no report'] });
  });
});

test('the totals are the last line, alone and of a fixed form', () => {
  const suites = [
    { name: 'check', passed: 4, failed: 0, problems: [] },
    { name: 'unit', passed: 10, failed: 2, problems: ['2 failed'] },
  ];
  expect(summary(suites)).toBe('check: 4 passed, 0 failed\nunit: 10 passed, 2 failed (2 failed)\n14 passed, 2 failed');
});
