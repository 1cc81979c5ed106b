import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packagesFolder, projectFolder, runNode24 } from './packages.mjs';
import { say } from './process.mjs';
import { ensureRuntime } from './runtime.mjs';

/**
 * Makes the installers of this platform in dist/; with the stand-in only the bare folder, to try the packaging.
 * @param {string[]} args more for electron-builder
 */
export async function packageApp(args) {
  const builder = join(packagesFolder, 'electron-builder', 'cli.js');
  const runtime = await ensureRuntime();
  if (!runtime.standIn) return runNode24([builder, ...args]);
  const config = join('build', 'standin-builder.yml');
  const electronDist = `-c.electronDist=${dirname(runtime.executablePath)}`;
  const code = await runNode24([builder, '--linux', 'dir', '--config', config, electronDist, ...args]);
  // The stand-in's own default app has no place beside the packaged one.
  rmSync(join(projectFolder, 'dist', 'linux-unpacked', 'resources', 'app'), { recursive: true, force: true });
  say('dist/linux-unpacked holds the STAND-IN runtime: good to try the packaging, not to be given to anyone.');
  return code;
}
