import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { Account } from '../shared/account.ts';
import type { ControlMessage } from '../shared/shell.ts';
import { readJsonFile, writeJsonFile } from './jsonfile.ts';

/** The system's keychain, as keychain.ts adapts it. `renew` asks to encrypt again, since the key was changed. */
export interface Keychain {
  /** Names the one of the system's that is in use: what one has encrypted no other can read. */
  readonly backend: string;
  available(): Promise<boolean>;
  encrypt(text: string): Promise<Buffer>;
  decrypt(ciphertext: Buffer): Promise<{ text: string; renew: boolean }>;
}

/** As long as the window lets one be, see arguments.ts of the engine. */
const maxAuthorityLength = 256 * 1_024;
const nameSchema = v.pipe(v.string(), v.nonEmpty(), v.maxLength(1_024));
export const accountSchema: v.GenericSchema<Account> = v.strictObject({
  host: nameSchema,
  port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
  security: v.picklist(['tls', 'starttls']),
  user: nameSchema,
  certificateAuthority: v.pipe(v.string(), v.maxLength(maxAuthorityLength)),
});
const secretSchema = v.strictObject({ password: v.string(), account: accountSchema });
type Secret = v.InferOutput<typeof secretSchema>;
/** By the keychain that encrypted it; before that was written down there was one for each, kept here as ''. */
const ciphertextsSchema = v.union([
  v.record(v.string(), v.string()),
  v.pipe(
    v.string(),
    v.transform((ciphertext) => ({ '': ciphertext })),
  ),
]);
type Ciphertexts = Record<string, string>;
const fileSchema = v.fallback(v.record(v.string(), ciphertextsSchema), {});

/**
 * The passwords, by secretId, each with the account that it is for. In clear they are in memory only; secrets.json holds
 * ciphertexts (base64) of those that are kept, each under a key that only a keychain of the system has. Another desktop
 * may bring another keychain: what that cannot read stays for the day when the first is back. The account is sealed in
 * with the password, so that who edits that file or the store does not turn it to another server.
 */
export class Secrets {
  #path: string;
  #keychain: Keychain;
  #secrets = new Map<string, Secret>();
  #ciphertexts: Map<string, Ciphertexts>;

  constructor(path: string, keychain: Keychain) {
    this.#path = path;
    this.#keychain = keychain;
    this.#ciphertexts = new Map(Object.entries(v.parse(fileSchema, readJsonFile(path))));
  }

  /** Decrypts what is kept, maybe asking the person; what cannot be decrypted is missing until it is entered anew. */
  async unlock(): Promise<void> {
    if (!(await this.#keychain.available())) return;
    for (const [id, { [this.#keychain.backend]: own, '': old }] of this.#ciphertexts) {
      const ciphertext = own ?? old;
      if (ciphertext !== undefined) await this.#decrypt(id, ciphertext);
    }
  }

  /** What a new engine has to be told. */
  messages(): ControlMessage[] {
    return [...this.#secrets].map(([id, secret]) => ({ kind: 'secret', id, ...secret }));
  }

  /** All that are known, for what must not be written down. */
  get passwords(): string[] {
    return [...this.#secrets.values()].map(({ password }) => password);
  }

  /** Takes a password for this session and answers what to tell the engine of it. */
  offer(password: string, account: Account): ControlMessage & { kind: 'secret' } {
    const id = randomUUID();
    this.#secrets.set(id, { password, account });
    return { kind: 'secret', id, password, account };
  }

  /**
   * Puts an offered password into the keychain; false where there is none, or where it does not take it. `inPlaceOf` is
   * what it replaces: of that only what no one could read here is kept, under the new id.
   */
  async keep(id: string, inPlaceOf = ''): Promise<boolean> {
    const secret = this.#secrets.get(id);
    if (secret === undefined) return false;
    this.#inherit(id, inPlaceOf);
    if (!(await this.#keychain.available())) return false;
    try {
      await this.#seal(id, secret);
      return true;
    } catch {
      return false; // The person refused access, say: the password lasts until quit, as without a keychain.
    }
  }

  /** Answers what to tell the engine of it. */
  forget(id: string): ControlMessage & { kind: 'forget' } {
    this.#secrets.delete(id);
    if (this.#ciphertexts.delete(id)) this.#save();
    return { kind: 'forget', id };
  }

  #inherit(id: string, from: string): void {
    const wasRead = this.#secrets.delete(from);
    const ciphertexts = this.#ciphertexts.get(from);
    if (ciphertexts === undefined) return;
    const stay = Object.entries(ciphertexts).filter(([backend]) => !wasRead || backend !== this.#keychain.backend);
    this.#ciphertexts.delete(from);
    this.#ciphertexts.set(id, Object.fromEntries(stay));
    this.#save();
  }

  async #decrypt(id: string, ciphertext: string): Promise<void> {
    try {
      const { text, renew } = await this.#keychain.decrypt(Buffer.from(ciphertext, 'base64'));
      const secret = unsealed(text);
      if (secret === null) {
        console.error(`secrets: ${id} does not say what it is for, and is asked for again`);
        return;
      }
      this.#secrets.set(id, secret);
      this.#put(id, ciphertext);
      if (renew) await this.#seal(id, secret);
    } catch {
      console.error(`secrets: ${id} cannot be decrypted`);
    }
  }

  async #seal(id: string, secret: Secret): Promise<void> {
    const ciphertext = await this.#keychain.encrypt(JSON.stringify(secret));
    this.#put(id, ciphertext.toString('base64'));
  }

  /** As a ciphertext of the keychain in use, which that of an unknown one is as soon as it has been read. */
  #put(id: string, ciphertext: string): void {
    const { [this.#keychain.backend]: before, ...others } = this.#ciphertexts.get(id) ?? {};
    if (before === ciphertext) return;
    if (others[''] === ciphertext) delete others[''];
    this.#ciphertexts.set(id, { ...others, [this.#keychain.backend]: ciphertext });
    this.#save();
  }

  #save(): void {
    writeJsonFile(this.#path, Object.fromEntries(this.#ciphertexts));
  }
}

/**
 * null for a bare password, as version 0.1 kept it. To bind it to where the store says it belongs would trust that file
 * for ever: whoever put an old secrets.json back could send it anywhere. So it is asked for once more.
 */
function unsealed(sealed: string): Secret | null {
  try {
    return v.parse(secretSchema, JSON.parse(sealed));
  } catch {
    return null;
  }
}
