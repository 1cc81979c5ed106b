#!/usr/bin/env node
// What `tlsrpt` runs where the checkout is linked (npm link): the command line, under Node 24, in the caller's folder.
import { join } from 'node:path';
import { ensurePackages, node24, projectFolder } from './packages.mjs';
import { run, say, Stop } from './process.mjs';

try {
  await ensurePackages();
  process.exitCode = (await run(node24, [join(projectFolder, 'main', 'cli.ts'), ...process.argv.slice(2)])).code;
} catch (error) {
  if (!(error instanceof Stop)) throw error;
  say(error.message);
  process.exitCode = 1;
}
