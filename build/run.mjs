// Every npm script enters here, with whatever Node is at hand. This folder is plain JavaScript without packages, so
// that it can install them; all else runs under Node 24 (packages.mjs).
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runChecks } from './check.mjs';
import { argumentsWithConsent } from './consent.mjs';
import { openKeychain } from './keychain.mjs';
import { packageApp } from './package.mjs';
import { ensurePackages, packagesFolder, projectFolder, runNode24, toolEnvironment } from './packages.mjs';
import { run, say, Stop } from './process.mjs';
import { runTests, runTestsAhead } from './test.mjs';
import { prepareWindow, sandboxFlags } from './window.mjs';

/** What tests talk to. @type {import('./system.mjs').Need[]} */
const servers = ['mail-server', 'keychain'];

/** @type {Record<string, (args: string[]) => Promise<number>>} Each answers its exit code. */
const commands = {
  build: () => electronVite(['build']),

  check: async () => ((await runChecks()).failed === 0 ? 0 : 1),

  async start(args) {
    const { runtime, env } = await prepareWindow();
    const appArgs = argumentsWithConsent(runtime, args);
    await build();
    return (await run(runtime.executablePath, [...sandboxFlags(), projectFolder, ...appArgs], { env })).code;
  },

  async dev(args) {
    const { runtime, env } = await prepareWindow();
    const electron = { ...env, ELECTRON_EXEC_PATH: runtime.executablePath };
    return electronVite(['dev', '--', ...sandboxFlags(), ...argumentsWithConsent(runtime, args)], electron);
  },

  async demo(args) {
    const { env } = await prepareWindow();
    await build();
    return runNode24([join('test', 'demo', 'run.ts'), ...args], env);
  },

  async test(filter) {
    const { env } = await prepareWindow({ ownDisplay: true, alsoNeeds: [...servers, 'browser', 'tracer'] });
    await build();
    return runTests(filter, { ...env, ...(await openKeychain()) });
  },

  async 'test-ahead'() {
    const { env } = await prepareWindow({ ownDisplay: true, alsoNeeds: [...servers, 'clock'] });
    await build();
    return runTestsAhead({ ...env, ...(await openKeychain()) });
  },

  cli: (args) => runNode24([join('main', 'cli.ts'), ...args]),

  fuzz: (args) => runNode24([join('test', 'fuzz', 'run.ts'), ...args]),

  bombs: (args) => runNode24([join('test', 'fuzz', 'run-bombs.ts'), ...args]),

  async bench(args) {
    const script = join('test', 'bench', 'run.ts');
    if (existsSync(join(projectFolder, script))) return runNode24([script, ...args]);
    say('There are no benchmarks yet.');
    return 0;
  },

  async package(args) {
    await build();
    return packageApp(args);
  },
};

async function build() {
  if ((await electronVite(['build'])) !== 0) throw new Stop('The build failed.');
}

/**
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
function electronVite(args, env = toolEnvironment()) {
  return runNode24([join(packagesFolder, 'electron-vite', 'bin', 'electron-vite.js'), ...args], env);
}

const [name = '', ...args] = process.argv.slice(2);
try {
  const command = commands[name];
  if (!command) throw new Stop(`node build/run.mjs ${Object.keys(commands).join(' | ')}`);
  await ensurePackages();
  process.exitCode = await command(args);
} catch (error) {
  if (!(error instanceof Stop)) throw error;
  say(error.message);
  process.exitCode = 1;
}
