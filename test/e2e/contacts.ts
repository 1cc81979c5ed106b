import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What of IPv4 and IPv6 strace prints of an address, and of systemd's resolver, which is asked by a local socket. */
const addressPattern =
  /sin6?_port=htons\((\d+)\)[^}]*?(?:inet_addr\("|inet_pton\(AF_INET6, ")([^"]*)"|(io\.systemd\.Resolve)/g;

/**
 * Runs a program under strace, and tells what it and its children got in touch with: every address that any of their
 * sockets was connected or sent to, name servers included, whoever in them opened it.
 */
export class ContactRecorder {
  readonly #folder = mkdtempSync(join(tmpdir(), 'contacts-'));
  readonly #log = join(this.#folder, 'log');

  /** A script to be run in the program's place, with the same arguments. */
  wrap(program: string): string {
    const script = join(this.#folder, 'program');
    const strace = ['strace', '-f', '--seccomp-bpf', '-qq', '-e', 'signal=none', '-o', this.#log];
    const calls = ['-e', 'trace=connect,sendto,sendmsg,sendmmsg'];
    writeFileSync(script, `#!/bin/sh\nexec ${[...strace, ...calls, program].join(' ')} "$@"\n`);
    chmodSync(script, 0o700);
    return script;
  }

  /** `127.0.0.1:993`, each once. */
  contacts(): string[] {
    const found = readFileSync(this.#log, 'utf8').matchAll(addressPattern);
    return [...new Set([...found].map(([, port, address, resolver]) => resolver ?? `${address}:${port}`))];
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
