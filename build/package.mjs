import { readFileSync } from 'node:fs';
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
  if (!runtime.standIn) {
    remindOfOwner();
    return runNode24([builder, ...args]);
  }
  const config = join('build', 'standin-builder.yml');
  const electronDist = `-c.electronDist=${dirname(runtime.executablePath)}`;
  const code = await runNode24([builder, '--linux', 'dir', '--config', config, electronDist, ...args]);
  say('dist/linux-unpacked holds the STAND-IN runtime: good to try the packaging, not to be given to anyone.');
  return code;
}

/** The formats ask for an address of whoever answers for a package; whoever builds one knows whose that is. */
function remindOfOwner() {
  const { homepage, author } = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8'));
  if (!`${homepage}${author.email}`.includes('.invalid')) return;
  say(`Before you give the installers to anyone: put your own homepage and address into package.json, in place of
${homepage} and ${author.email}, which nobody has.`);
}
