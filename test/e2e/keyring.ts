import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A keychain of the test's own: gnome-keyring, unlocked, on a session bus that nothing else uses. */
export class Keyring {
  #folder = mkdtempSync(join(tmpdir(), 'keyring-'));
  #bus: ChildProcess;
  #busAddress = '';

  private constructor() {
    this.#bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1'], {
      env: { ...process.env, ...this.environment },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  }

  static async start(): Promise<Keyring> {
    const keyring = new Keyring();
    await keyring.#unlock();
    return keyring;
  }

  /** For the app: how to find it. */
  get environment(): Record<string, string> {
    return {
      DBUS_SESSION_BUS_ADDRESS: this.#busAddress,
      XDG_RUNTIME_DIR: this.#folder,
      XDG_DATA_HOME: this.#folder,
    };
  }

  /** The keyring's daemon ends with its bus. */
  async stop(): Promise<void> {
    const ended = once(this.#bus, 'exit');
    this.#bus.kill();
    await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #unlock(): Promise<void> {
    const [address] = (await once(this.#bus.stdout ?? this.#bus, 'data')) as [Buffer];
    this.#busAddress = address.toString().trim();
    // It leaves a daemon behind and returns when that serves.
    const { status } = spawnSync('gnome-keyring-daemon', ['--unlock', '--components=secrets'], {
      env: { ...process.env, ...this.environment },
      input: 'keyring password',
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    if (status !== 0) throw new Error(`gnome-keyring-daemon ended with ${status}`);
  }
}
