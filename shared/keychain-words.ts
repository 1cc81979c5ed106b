import type { AppInfo } from './shell.ts';

/** What becomes of a password that is being entered. */
export function keychainHint({ keychain, keychainCommand }: Pick<AppInfo, 'keychain' | 'keychainCommand'>): string {
  if (keychain) return 'Kept in the system keychain.';
  if (keychainCommand === null)
    return 'This system has no keychain: the password will be forgotten when the app quits.';
  return `This desktop does not say which keychain it has: the password will be forgotten when the app quits. If GNOME Keyring, KeePassXC or KWallet is running, quit and start the app with: ${keychainCommand}`;
}
