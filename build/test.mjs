import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runChecks } from './check.mjs';
import { clockAhead, dateSensitive, distances, timeless } from './clock.mjs';
import { packagesFolder, runNode24 } from './packages.mjs';
import { temporaryFolder } from './process.mjs';
import { countVitest, summary } from './totals.mjs';

/**
 * Runs every suite, or with a filter only the test files that it names, and prints the totals as the last line.
 * Answers the exit code: 0 only when every suite ran and every test passed.
 * @param {string[]} filter
 * @param {NodeJS.ProcessEnv} env of the tests that open windows
 */
export async function runTests(filter, env) {
  const suites =
    filter.length > 0
      ? [await runVitest('filtered', filter, env)]
      : [
          await runChecks(),
          await runVitest('unit', ['--project', 'unit', '--coverage'], env),
          await runVitest('e2e', ['--project', 'e2e'], env),
        ];
  return conclude(suites);
}

/**
 * Runs what depends on the date again, on days to come. Answers the exit code.
 * @param {NodeJS.ProcessEnv} env of the tests that open windows
 */
export async function runTestsAhead(env) {
  const tests = [...dateSensitive, ...timeless.flatMap((path) => ['--exclude', path])];
  const suites = [];
  for (const distance of distances)
    suites.push(await runVitest(`${distance} ahead`, tests, { ...env, ...clockAhead(distance) }));
  return conclude(suites);
}

/** @param {import('./totals.mjs').Suite[]} suites */
function conclude(suites) {
  console.log(`\n${summary(suites)}`);
  return suites.every(({ failed }) => failed === 0) ? 0 : 1;
}

/**
 * @param {string} name of the suite
 * @param {string[]} args for vitest
 * @param {NodeJS.ProcessEnv} env
 */
async function runVitest(name, args, env) {
  const reportFile = join(temporaryFolder(), 'report.json');
  const vitest = [join(packagesFolder, 'vitest', 'vitest.mjs'), 'run', ...args];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const code = await runNode24([...vitest, ...reporters], env);
  const report = existsSync(reportFile) ? JSON.parse(readFileSync(reportFile, 'utf8')) : null;
  return countVitest(name, report, code);
}
