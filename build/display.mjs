import { firstLine, say, serve } from './process.mjs';

/**
 * Whether there is no display of the person's, or `own` asks for another one.
 * @param {boolean} own
 */
export function needsOwnDisplay(own) {
  return process.platform === 'linux' && (own || !(process.env.DISPLAY || process.env.WAYLAND_DISPLAY));
}

/**
 * The environment in which windows open: as it is, or on a display that nobody sees and that ends with us.
 * @param {boolean} own
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
export async function openDisplay(own) {
  if (!needsOwnDisplay(own)) return {};
  const server = serve('Xvfb', ['-displayfd', '3', '-screen', '0', '1440x900x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await firstLine(server, /** @type {import('node:stream').Readable} */ (server.stdio[3]));
  say(
    `${own ? 'Windows open' : 'There is no display here, so windows open'} on Xvfb :${number}, where nobody sees them.`,
  );
  return { DISPLAY: `:${number}`, WAYLAND_DISPLAY: undefined, XDG_SESSION_TYPE: 'x11', TLSRPT_HEADLESS: '1' };
}
