import { openDisplay, needsOwnDisplay } from './display.mjs';
import { toolEnvironment } from './packages.mjs';
import { isRoot, say } from './process.mjs';
import { ensureRuntime } from './runtime.mjs';
import { ensureSystem } from './system.mjs';

/**
 * Gets all that a window needs: Electron, its system libraries and a display. The environment tells of it:
 * TLSRPT_ELECTRON is Electron's path, TLSRPT_ENGINE_NODE the Node that hosts the engine where Electron's own is too
 * old, TLSRPT_HEADLESS=1 means that nobody sees the display.
 * @param {{ ownDisplay?: boolean, alsoNeeds?: import('./system.mjs').Need[] }} [options]
 */
export async function prepareWindow({ ownDisplay = false, alsoNeeds = [] } = {}) {
  const runtime = await ensureRuntime();
  const display = needsOwnDisplay(ownDisplay) ? /** @type {const} */ (['display']) : [];
  await ensureSystem(['window', ...display, ...alsoNeeds], runtime.executablePath);
  const env = { ...toolEnvironment(), ...(await openDisplay(ownDisplay)), TLSRPT_ELECTRON: runtime.executablePath };
  return { runtime, env: runtime.engineNode ? { ...env, TLSRPT_ENGINE_NODE: runtime.engineNode } : env };
}

/** What Electron must be told to run as root at all. @returns {string[]} */
export function sandboxFlags() {
  if (process.platform !== 'linux' || !isRoot) return [];
  say('You are root, so Chromium runs without its sandbox (--no-sandbox).');
  return ['--no-sandbox'];
}
