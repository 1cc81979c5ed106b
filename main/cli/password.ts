import { closeSync, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { MailboxSettings } from '../../shared/contract.ts';
import { DeskError } from '../../shared/error.ts';
import { shown } from './output.ts';
import type { Terminal } from './terminal.ts';

const variable = 'TLSRPT_PASSWORD';
const fileVariable = 'TLSRPT_PASSWORD_FILE';
/** No password is longer; who names a log by mistake does not send it to a server. */
const maxPasswordBytes = 4_096;

const ofGroupOrOthers = 0o077;
/** Where it is root's, as a service manager hands it over, its group may read it. */
const besideGroupsReading = 0o037;

/** From the environment, or the file that it names; undefined where it says nothing. Throws usage, password-unusable. */
export function givenPassword(env: Terminal['env']): string | undefined {
  const given = env[variable] || undefined;
  const path = env[fileVariable] || undefined;
  if (given !== undefined && path !== undefined)
    throw new DeskError('usage', `${variable} and ${fileVariable}: which?`);
  return path === undefined ? given : readPassword(path);
}

/** Asks a person, without showing what is typed. Throws password-missing where there is none. */
export async function askPassword({ user, host }: MailboxSettings, { stdin, stderr }: Terminal): Promise<string> {
  if (stdin.isTTY !== true) throw new DeskError('password-missing');
  stderr.write(shown(`Password of ${user} at ${host}: `));
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const prompt = createInterface({ input: stdin, output: silent, terminal: true });
  // By Ctrl+C or Ctrl+D, which leave the question without an answer.
  const closed = new Promise<never>((_resolve, reject) => {
    prompt.once('close', () => reject(new DeskError('password-missing')));
  });
  const password = await Promise.race([prompt.question(''), closed]);
  prompt.close();
  stderr.write('\n');
  return password;
}

function readPassword(path: string): string {
  const refuse = (why: string, cause?: unknown) => new DeskError('password-unusable', `${path}: ${why}`, { cause });
  let bytes: Buffer;
  try {
    bytes = readPrivate(path);
  } catch (thrown) {
    throw refuse(thrown instanceof Error ? thrown.message : '', thrown);
  }
  if (bytes.length > maxPasswordBytes) throw refuse(`longer than ${maxPasswordBytes} bytes`);
  const text = new TextDecoder('utf-8').decode(bytes);
  // Editors end a file with a line end; nobody types one into a password.
  const password = text.replace(/\r?\n$/, '');
  if (password === '') throw refuse('it is empty');
  if (/\p{Cc}|\ufffd/u.test(password)) throw refuse('more than one line, or not text');
  return password;
}

/** At most a byte more than a password may have. Looks at what is open: the name may lead elsewhere a moment later. */
function readPrivate(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    requirePrivate(fstatSync(file));
    const bytes = Buffer.alloc(maxPasswordBytes + 1);
    let length = 0;
    // A pipe hands over what it has, not what was asked for.
    for (let read = -1; read !== 0 && length < bytes.length; length += read) {
      read = readSync(file, bytes, length, bytes.length - length, null);
    }
    return bytes.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

function requirePrivate(found: Stats): void {
  if (!found.isFile() && !found.isFIFO()) throw new Error('neither a file nor a pipe');
  // Windows has access lists in place of these bits.
  if (process.platform === 'win32') return;
  const forbidden = found.uid === 0 ? besideGroupsReading : ofGroupOrOthers;
  if ((found.mode & forbidden) !== 0) throw new Error('others may read or change it (chmod 600)');
}
