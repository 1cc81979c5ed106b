import { type Account, isSameAccount } from '../../shared/account.ts';
import type { MailboxSettings } from '../../shared/contract.ts';
import { Latest } from './latest.ts';

interface Password {
  password: string;
  account: Account;
}

/** Far more than a person has at once; they keep a runaway window from filling the engine's memory. */
const maxPasswords = 1_000;

/**
 * The passwords that main handed over, by secretId, each with the account that it was entered for. Whoever changes
 * where a mailbox is, in the window or in the store's file, finds none for it.
 */
export class Passwords {
  #passwords = new Latest<Password>(maxPasswords);

  put(secretId: string, password: Password): void {
    this.#passwords.put(secretId, password);
  }

  /** undefined where there is none, or one for another account. */
  passwordFor(settings: MailboxSettings): string | undefined {
    const held = this.#passwords.get(settings.secretId);
    return held !== undefined && isSameAccount(held.account, settings) ? held.password : undefined;
  }

  forget(secretId: string): void {
    this.#passwords.forget(secretId);
  }
}
