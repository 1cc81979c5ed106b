import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { clockLibrary } from './clock.mjs';
import { isRoot, runOrStop, say, Stop } from './process.mjs';

/**
 * What a command needs of a Linux system besides Node: what of it is missing, and Debian's packages that hold it.
 * @typedef {'window' | 'display' | 'mail-server' | 'keychain' | 'browser' | 'tracer' | 'clock'} Need
 * @type {Record<Need, { missing: (electron: string) => string[], packages: () => string[] }>}
 */
const needs = {
  window: {
    missing: (electron) => missingLibraries(spawnSync('ldd', [electron], { encoding: 'utf8' }).stdout ?? ''),
    packages: () => ['libgtk-3-0', 'libnss3', 'libgbm1', isPackage('libasound2t64') ? 'libasound2t64' : 'libasound2'],
  },
  display: { missing: () => missingPrograms('Xvfb'), packages: () => ['xvfb'] },
  'mail-server': { missing: () => missingPrograms('dovecot'), packages: () => ['dovecot-imapd'] },
  browser: { missing: () => missingPrograms('chromium'), packages: () => ['chromium'] },
  // Ends the engine at a system call of the test's choice.
  tracer: { missing: () => missingPrograms('strace'), packages: () => ['strace'] },
  clock: { missing: () => (clockLibrary() ? [] : ['libfaketime']), packages: () => ['libfaketime'] },
  keychain: {
    missing: () => [...missingPrograms('dbus-daemon', 'gnome-keyring-daemon'), ...missingLibsecret()],
    // dbus-x11 keeps gnome-keyring from pulling in systemd for a message bus.
    packages: () => ['dbus-x11', 'gnome-keyring', 'libsecret-1-0'],
  },
};

/** The seconds that apt-get waits for another one to end. */
const lockSeconds = 600;
const waitForLock = ['-o', `DPkg::Lock::Timeout=${lockSeconds}`];

/**
 * The libraries that `ldd` did not find.
 * @param {string} lddOutput
 */
export function missingLibraries(lddOutput) {
  return [...lddOutput.matchAll(/^\s*(\S+) => not found/gm)].map(([, name = '']) => name);
}

/** @param {string[]} names */
function missingPrograms(...names) {
  // Servers stand in sbin, which only root has on its path.
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return names.filter((name) => !folders.some((folder) => existsSync(join(folder, name))));
}

/** Electron loads libsecret by itself, so that ldd does not tell of it. */
function missingLibsecret() {
  const library = 'libsecret-1.so.0';
  return spawnSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' }).stdout?.includes(library) ? [] : [library];
}

/** Whether this Debian or Ubuntu has a package of that name. @param {string} name */
function isPackage(name) {
  return /^Package:/m.test(spawnSync('apt-cache', ['show', name], { encoding: 'utf8' }).stdout ?? '');
}

/**
 * Sees to it that the system has what is needed: installs it as root on Debian and Ubuntu, else says how and stops.
 * @param {Need[]} wanted
 * @param {string} electron path of the executable
 */
export async function ensureSystem(wanted, electron) {
  if (process.platform !== 'linux') return;
  const lacking = wanted.filter((need) => needs[need].missing(electron).length > 0);
  if (lacking.length === 0) return;
  const missing = () => inShort(lacking.flatMap((need) => needs[need].missing(electron)));
  if (missingPrograms('apt-get').length > 0) {
    throw new Stop(`This system lacks ${missing()}. Install them with its package manager and run this again.`);
  }
  const packages = () => lacking.flatMap((need) => needs[need].packages());
  if (!isRoot) {
    throw new Stop(`This system lacks ${missing()}. Run this, then try again:

  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages().join(' ')}
`);
  }
  say(`This system lacks ${missing()}: installing it with apt-get ...`);
  await aptGet('update', '-qq');
  await aptGet('install', '-y', '-qq', '--no-install-recommends', ...packages());
  if (missing())
    throw new Stop(`apt-get installed ${packages().join(', ')}, and still this system lacks ${missing()}.`);
}

/** @param {string[]} names */
function inShort(names) {
  return names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
}

/** Waits where the system installs something else just now, as it does by itself after it starts. @param {string[]} args */
async function aptGet(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await runOrStop(`apt-get ${args[0]}`, 'apt-get', [...waitForLock, ...args], { env, capture: true });
}
