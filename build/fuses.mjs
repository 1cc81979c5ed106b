import { join } from 'node:path';
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses';

/**
 * Every fuse of Electron, each on purpose: whoever can set a variable, a flag or a file beside the app must not get into
 * the process that is given the passwords. Strict, so that one that a new Electron brings has to be decided as well.
 * @type {import('@electron/fuses').FuseV1Config}
 */
const fuses = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: false, // There are no cookies; it would open the keychain at every start.
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  [FuseV1Options.WasmTrapHandlers]: true, // As Electron is tested; no WebAssembly of ours runs.
};

/**
 * What electron-builder calls before it signs. Not its own `electronFuses`, which does not know the newest fuse.
 * @param {import('electron-builder').AfterPackContext} context
 */
export async function afterPack({ appOutDir, electronPlatformName, packager }) {
  await flipFuses(join(appOutDir, programName(electronPlatformName, packager)), fuses);
}

/**
 * @param {string} platform
 * @param {Pick<import('electron-builder').AfterPackContext['packager'], 'appInfo'> & { executableName?: string }} packager
 */
function programName(platform, { appInfo, executableName }) {
  if (platform === 'darwin') return `${appInfo.productFilename}.app`;
  return platform === 'win32' ? `${appInfo.productFilename}.exe` : (executableName ?? appInfo.productFilename);
}
