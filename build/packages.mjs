import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, runOrStop, say, Stop } from './process.mjs';

export const projectFolder = fileURLToPath(new URL('..', import.meta.url));
export const packagesFolder = join(projectFolder, 'node_modules');
const lockFile = join(projectFolder, 'package-lock.json');
/** Holds the hash of the lock file that node_modules was last found to agree with. */
const stampFile = join(packagesFolder, '.tlsrpt-desk-lock');

/** Node 24, from the package `node`: the machine's own may be older. */
export const node24 = join(packagesFolder, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** The environment in which `node` is Node 24 and the packages' programs are found. @returns {NodeJS.ProcessEnv} */
export function toolEnvironment() {
  return { ...process.env, PATH: join(packagesFolder, '.bin') + delimiter + (process.env.PATH ?? '') };
}

/**
 * Whether what npm recorded in node_modules is what the lock file asks for. Optional packages may be missing: most
 * are for other platforms.
 * @typedef {{ packages: Record<string, { version?: string, optional?: boolean }> }} Lock
 * @param {Lock} wanted package-lock.json
 * @param {Lock} installed node_modules/.package-lock.json
 */
export function agrees(wanted, installed) {
  return Object.entries(wanted.packages).every(([path, { version, optional }]) => {
    const found = installed.packages[path];
    return path === '' || (found ? found.version === version : optional === true);
  });
}

/** @param {string} lockText */
function isFresh(lockText) {
  if (!existsSync(node24)) return false;
  const hash = createHash('sha256').update(lockText).digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash) return true;
  const record = join(packagesFolder, '.package-lock.json');
  if (!existsSync(record) || !agrees(JSON.parse(lockText), JSON.parse(readFileSync(record, 'utf8')))) return false;
  writeFileSync(stampFile, hash);
  return true;
}

/** Installs the packages of the lock file where they are missing or others. */
export async function ensurePackages() {
  const lockText = readFileSync(lockFile, 'utf8');
  if (isFresh(lockText)) return;
  say('Installing the packages of package-lock.json ...');
  // Without their scripts: npm would compile better-sqlite3, which brings its binaries along, and only `node` needs its
  // own. The caller's npm may be told to be silent, or to leave out development packages: neither is meant for this.
  await npm(['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
  await runOrStop('Installing Node 24', process.execPath, ['installArchSpecificPackage.js'], {
    cwd: join(packagesFolder, 'node'),
    capture: true,
  });
  if (!isFresh(lockText)) throw new Stop('npm ci ended well, yet node_modules is not what package-lock.json asks for.');
}

/**
 * Runs npm, the very one that runs us where there is one, with all it prints on stderr.
 * @param {string[]} args
 */
export async function npm(args) {
  const script = process.env.npm_execpath;
  const [file, first] = script?.endsWith('.js') ? [process.execPath, [script]] : ['npm', []];
  await runOrStop(`npm ${args[0]}`, file, [...first, ...args], { cwd: projectFolder, stdio: ['ignore', 2, 2] });
}

/**
 * Runs a script or a package's program under Node 24 and answers its exit code.
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
export async function runNode24(args, env = toolEnvironment()) {
  return (await run(node24, args, { cwd: projectFolder, env })).code;
}
