import { appendFileSync, renameSync, statSync } from 'node:fs';
import { format } from 'node:util';

export const logFileName = 'tlsrpt-desk.log';
/** Then the file becomes the old one, and a new one is begun: together they hold at most twice as much. */
export const maxLogBytes = 1024 * 1024;
/** More of one line helps nobody. */
const maxLineLength = 2_000;
/** What is shorter stands in ordinary words, too. */
const minSecretLength = 4;

/**
 * What main and the engine say of their troubles, in a file for the owner's eyes only. Nothing ever says a password;
 * should a library, those that are known are left out all the same. A log that cannot be written is no trouble itself.
 */
export class Log {
  readonly path: string;
  #secrets: () => string[];

  constructor(path: string, secrets: () => string[]) {
    this.path = path;
    this.#secrets = secrets;
  }

  /** From now on what is written to this console's stderr is noted, too. */
  keep(spoken: Pick<Console, 'error'>): void {
    const say = spoken.error.bind(spoken);
    spoken.error = (...parts: unknown[]) => {
      say(...parts);
      this.note(format(...parts));
    };
  }

  /** Every line of the text with the time before it. */
  note(text: string): void {
    const time = new Date().toISOString();
    const lines = this.#withoutSecrets(text).split('\n');
    const noted = lines.map((line) => `${time} ${line.slice(0, maxLineLength).replace(/\p{Cc}/gu, ' ')}\n`);
    try {
      this.#makeRoom();
      appendFileSync(this.path, noted.join(''), { mode: 0o600 });
    } catch {
      // A full disk, or a folder that may not be written: the window says so where it matters.
    }
  }

  #makeRoom(): void {
    const size = statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
    if (size >= maxLogBytes) renameSync(this.path, `${this.path}.old`);
  }

  #withoutSecrets(text: string): string {
    const secrets = this.#secrets().filter((secret) => secret.length >= minSecretLength);
    return secrets.reduce((clean, secret) => clean.replaceAll(secret, '…'), text);
  }
}
