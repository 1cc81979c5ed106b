import { Resolver } from 'node:dns/promises';
import type { ResolveTxt } from './authenticity.ts';

const timeoutMs = 5_000;
const tries = 2;
/** Reporters have a key or two each; a backlog of thousands of mails asks for the same few. */
const maxKeys = 1_000;
const keptMs = 60 * 60_000;

/** DNS TXT look-ups by the system's resolver, each name asked for once an hour. */
export function keyLookup(): ResolveTxt {
  const resolver = new Resolver({ timeout: timeoutMs, tries });
  const known = new Map<string, { answer: Promise<string[][]>; askedAtMs: number }>();
  return (name) => {
    const key = known.get(name);
    if (key !== undefined && Date.now() - key.askedAtMs < keptMs) return key.answer;
    if (known.size >= maxKeys) known.clear();
    const answer = resolver.resolveTxt(name);
    known.set(name, { answer, askedAtMs: Date.now() });
    // A passing failure is not remembered; whoever waits for it hears of it.
    answer.catch(({ code }: NodeJS.ErrnoException) => {
      if (code !== 'ENOTFOUND' && code !== 'ENODATA') known.delete(name);
    });
    return answer;
  };
}
