import { app, safeStorage } from 'electron';
import type { Keychain } from './secrets.ts';

// Electron's synchronous functions are deprecated; the stand-in of build/runtime.mjs has no others yet.
const asynchronous = typeof safeStorage.encryptStringAsync === 'function';

/** The system's keychain through safeStorage. Usable when the app is ready. */
export const systemKeychain: Keychain = {
  get backend() {
    return linuxBackend() ?? process.platform;
  },

  async available() {
    if (isUnprotected()) return false;
    return asynchronous ? safeStorage.isAsyncEncryptionAvailable() : safeStorage.isEncryptionAvailable();
  },

  async encrypt(text) {
    return asynchronous ? safeStorage.encryptStringAsync(text) : safeStorage.encryptString(text);
  },

  async decrypt(ciphertext) {
    if (!asynchronous) return { text: safeStorage.decryptString(ciphertext), renew: false };
    const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(ciphertext);
    return { text: result, renew: shouldReEncrypt };
  },
};

/** Without a keychain Chromium on Linux encrypts under a password that everyone knows: no protection at all. */
function isUnprotected(): boolean {
  return linuxBackend() === 'basic_text';
}

/** What Chromium chose by the name of the desktop; null where there is nothing to choose. */
function linuxBackend(): string | null {
  if (process.platform !== 'linux' || typeof safeStorage.getSelectedStorageBackend !== 'function') return null;
  return safeStorage.getSelectedStorageBackend();
}

/**
 * How to start the app with the keychain that may be running on a desktop of whose keychain Chromium knows nothing (i3,
 * sway and others); null where it looks for one by itself, or was told which.
 */
export function keychainCommand(): string | null {
  if (!isUnprotected() || app.commandLine.hasSwitch('password-store')) return null;
  const image = process.env['APPIMAGE'];
  const program = image === undefined ? 'tlsrpt-desk' : `'${image.replaceAll("'", "'\\''")}'`;
  return `${program} --password-store=gnome-libsecret`;
}
