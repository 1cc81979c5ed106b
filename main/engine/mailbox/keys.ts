import { Resolver } from 'node:dns/promises';

/** How DNS TXT records are looked up: one array of strings a record, as node:dns answers them. */
export type ResolveTxt = (name: string) => Promise<string[][]>;

const timeoutMs = 5_000;
const tries = 2;
/** Reporters have a key or two each; a backlog of thousands of mails asks for the same few. */
const maxKeys = 1_000;
const keptMs = 60 * 60_000;
/** A flood of mails of one domain whose servers are silent waits for it once. */
const failureKeptMs = 60_000;

/** DNS TXT look-ups by the system's resolver, each name asked for once an hour. */
export function keyLookup(): ResolveTxt {
  const resolver = new Resolver({ timeout: timeoutMs, tries });
  const known = new Map<string, { answer: Promise<string[][]>; keptUntilMs: number }>();
  return (name) => {
    const remembered = known.get(name);
    if (remembered !== undefined && Date.now() < remembered.keptUntilMs) return remembered.answer;
    if (known.size >= maxKeys) known.clear();
    const key = { answer: resolver.resolveTxt(name), keptUntilMs: Date.now() + keptMs };
    known.set(name, key);
    key.answer.catch(({ code }: NodeJS.ErrnoException) => {
      if (code !== 'ENOTFOUND' && code !== 'ENODATA') key.keptUntilMs = Date.now() + failureKeptMs;
    });
    return key.answer;
  };
}
