import { spawnSync } from 'node:child_process';
import { firstLine, serve, Stop, temporaryFolder } from './process.mjs';

/**
 * An unlocked, empty keychain on a message bus of its own, until we end; answers the environment that leads to it.
 * The person's keychain is left alone.
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
export async function openKeychain() {
  if (process.platform !== 'linux') return {};
  const folder = temporaryFolder();
  const bus = serve('dbus-daemon', ['--session', '--nofork', '--print-address=1'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const address = await firstLine(bus, /** @type {import('node:stream').Readable} */ (bus.stdout));
  const env = { ...process.env, DBUS_SESSION_BUS_ADDRESS: address, XDG_DATA_HOME: folder, XDG_RUNTIME_DIR: folder };
  // It returns when its daemon is ready; the daemon ends with the bus.
  const keyring = spawnSync('gnome-keyring-daemon', ['--unlock', '--components=secrets'], {
    env,
    input: 'password',
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  if (keyring.status !== 0) throw new Stop('gnome-keyring-daemon could not be started.');
  return { DBUS_SESSION_BUS_ADDRESS: address };
}
