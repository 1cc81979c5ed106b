import { serveReading } from '../../main/engine/readserver.ts';
import { bytesOf, readSource } from '../../main/engine/source.ts';

// The reading thread with a weakness of each kind: a mail with such a header brings it about.

const kept: unknown[] = [];

const weaknesses: Record<string, () => void> = {
  hang: () => {
    for (;;);
  },
  heap: () => {
    for (;;) kept.push(Array.from({ length: 100_000 }, (_, index) => ({ index })));
  },
  buffers: () => {
    for (;;) kept.push(Buffer.alloc(1024 * 1024, 1));
  },
  end: () => process.exit(3),
  throw: () => {
    throw new TypeError('not a function');
  },
  later: () => void setImmediate(() => Promise.reject(new Error('nobody hears of this'))),
  kill: () => void process.kill(process.pid, 'SIGKILL'),
};

serveReading(async (source, verifying) => {
  const [, weakness = ''] = /X-Poison: (\w+)/.exec(bytesOf(source)?.toString('latin1') ?? '') ?? [];
  weaknesses[weakness]?.();
  // What happens later happens while this one is read.
  if (weakness !== '') await new Promise((resolve) => setTimeout(resolve, 1_000));
  return readSource(source, verifying);
});
