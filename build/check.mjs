import { join } from 'node:path';
import { node24, packagesFolder, projectFolder, toolEnvironment } from './packages.mjs';
import { run } from './process.mjs';

/** What is checked without running the product: each a program of a package and its arguments. */
const checks = {
  types: ['typescript/bin/tsc', '--noEmit'],
  'svelte-check': ['svelte-check/bin/svelte-check', '--tsconfig', 'tsconfig.json', '--output', 'human'],
  lint: ['eslint/bin/eslint.js', '.'],
  format: ['prettier/bin/prettier.cjs', '--check', '.'],
};

/**
 * Runs all checks, each counted like a test, and prints what the failed ones say.
 * @returns {Promise<import('./totals.mjs').Suite>}
 */
export async function runChecks() {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, [program = '', ...args]]) => {
      const command = [join(packagesFolder, program), ...args];
      const { code, output } = await run(node24, command, {
        cwd: projectFolder,
        env: toolEnvironment(),
        capture: true,
      });
      return { name, output, passed: code === 0 };
    }),
  );
  for (const { name, passed, output } of results)
    console.log(`${passed ? 'ok    ' : 'FAILED'} ${name}`, passed ? '' : `\n${output}`);
  const failed = results.filter(({ passed }) => !passed);
  return {
    name: 'check',
    passed: results.length - failed.length,
    failed: failed.length,
    problems: failed.map(({ name }) => `${name} failed`),
  };
}
