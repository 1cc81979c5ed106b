import { safeStorage } from 'electron';
import type { Keychain } from './secrets.ts';

// Electron's synchronous functions are deprecated; the stand-in of build/runtime.mjs has no others yet.
const asynchronous = typeof safeStorage.encryptStringAsync === 'function';

/** The system's keychain through safeStorage. Usable when the app is ready. */
export const systemKeychain: Keychain = {
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
  if (process.platform !== 'linux' || typeof safeStorage.getSelectedStorageBackend !== 'function') return false;
  return safeStorage.getSelectedStorageBackend() === 'basic_text';
}
