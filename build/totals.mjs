/**
 * What came of a suite of tests.
 * @typedef {object} Suite
 * @property {string} name
 * @property {number} passed
 * @property {number} failed with everything that must not count as passed: skipped tests, files that did not load
 * @property {string[]} problems a line for each way in which it failed
 */

/**
 * What vitest's JSON report tells of a run.
 * @typedef {{ numTotalTests: number, numPassedTests: number, numFailedTests: number, numPendingTests: number,
 *   numTodoTests: number, testResults: { name: string, status: string, assertionResults: unknown[] }[] }} VitestReport
 */

/**
 * Counts a vitest run. A skipped or todo test counts as failed, and so does a file that could not be loaded, an error
 * outside of tests, and a run without a test or without a report.
 * @param {string} name
 * @param {VitestReport | null} report
 * @param {number} exitCode
 * @returns {Suite}
 */
export function countVitest(name, report, exitCode) {
  if (!report) return { name, passed: 0, failed: 1, problems: ['vitest left no report'] };
  const broken = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  const skipped = report.numPendingTests + report.numTodoTests;
  const problems = broken.map((file) => `${file.name} could not be run`);
  let failed = report.numFailedTests + broken.length + skipped;
  if (report.numFailedTests > 0) problems.unshift(`${report.numFailedTests} failed`);
  if (skipped > 0) problems.push(`${skipped} skipped or todo`);
  if (failed === 0 && exitCode !== 0) problems.push(`vitest ended with exit code ${exitCode}`);
  if (failed === 0 && report.numTotalTests === 0) problems.push('no test was run');
  if (failed === 0 && problems.length > 0) failed = 1;
  return { name, passed: report.numPassedTests, failed, problems };
}

/**
 * A line per suite, and the sum of all as the last line.
 * @param {Suite[]} suites
 */
export function summary(suites) {
  const lines = suites.map(({ name, passed, failed, problems }) => {
    const why = problems.length > 0 ? ` (${problems.join('; ')})` : '';
    return `${name}: ${passed} passed, ${failed} failed${why}`;
  });
  const sum = (/** @type {'passed' | 'failed'} */ key) => suites.reduce((total, suite) => total + suite[key], 0);
  return [...lines, `${sum('passed')} passed, ${sum('failed')} failed`].join('\n');
}
