import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { ControlMessage } from '../shared/shell.ts';
import { readJsonFile, writeJsonFile } from './jsonfile.ts';

/** The system's keychain, as keychain.ts adapts it. `renew` asks to encrypt again, since the key was changed. */
export interface Keychain {
  available(): Promise<boolean>;
  encrypt(password: string): Promise<Buffer>;
  decrypt(ciphertext: Buffer): Promise<{ password: string; renew: boolean }>;
}

const fileSchema = v.fallback(v.record(v.string(), v.string()), {});

/**
 * The passwords, by secretId. In clear they are in memory only; secrets.json holds ciphertexts (base64) of those that
 * are kept, each under a key that only the system's keychain has.
 */
export class Secrets {
  #path: string;
  #keychain: Keychain;
  #passwords = new Map<string, string>();
  #ciphertexts: Map<string, string>;

  constructor(path: string, keychain: Keychain) {
    this.#path = path;
    this.#keychain = keychain;
    this.#ciphertexts = new Map(Object.entries(v.parse(fileSchema, readJsonFile(path))));
  }

  /** Decrypts what is kept, maybe asking the person; what cannot be decrypted is missing until it is entered anew. */
  async unlock(): Promise<void> {
    if (!(await this.#keychain.available())) return;
    for (const [id, ciphertext] of this.#ciphertexts) await this.#decrypt(id, ciphertext);
  }

  /** What a new engine has to be told. */
  messages(): ControlMessage[] {
    return [...this.#passwords].map(([id, password]) => ({ kind: 'secret', id, password }));
  }

  /** All that are known, for what must not be written down. */
  get passwords(): string[] {
    return [...this.#passwords.values()];
  }

  /** Takes a password for this session and answers what to tell the engine of it. */
  offer(password: string): ControlMessage & { kind: 'secret' } {
    const id = randomUUID();
    this.#passwords.set(id, password);
    return { kind: 'secret', id, password };
  }

  /** Puts an offered password into the keychain; false where there is none, or where it does not take it. */
  async keep(id: string): Promise<boolean> {
    const password = this.#passwords.get(id);
    if (password === undefined || !(await this.#keychain.available())) return false;
    try {
      await this.#encrypt(id, password);
      return true;
    } catch {
      return false; // The person refused access, say: the password lasts until quit, as without a keychain.
    }
  }

  /** Answers what to tell the engine of it. */
  forget(id: string): ControlMessage & { kind: 'forget' } {
    this.#passwords.delete(id);
    if (this.#ciphertexts.delete(id)) this.#save();
    return { kind: 'forget', id };
  }

  async #decrypt(id: string, ciphertext: string): Promise<void> {
    try {
      const { password, renew } = await this.#keychain.decrypt(Buffer.from(ciphertext, 'base64'));
      this.#passwords.set(id, password);
      if (renew) await this.#encrypt(id, password);
    } catch {
      console.error(`secrets: ${id} cannot be decrypted`);
    }
  }

  async #encrypt(id: string, password: string): Promise<void> {
    const ciphertext = await this.#keychain.encrypt(password);
    this.#ciphertexts.set(id, ciphertext.toString('base64'));
    this.#save();
  }

  #save(): void {
    writeJsonFile(this.#path, Object.fromEntries(this.#ciphertexts));
  }
}
