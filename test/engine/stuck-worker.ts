import { parentPort } from 'node:worker_threads';
import type { Questions } from '../../main/engine/queries.ts';
import { type Handlers, RpcServer } from '../../shared/rpc.ts';

// A query worker whose questions go wrong in the ways that real ones might.

const port = parentPort;
if (port === null) throw new Error('not a worker');

const asked: number[] = [];

const handlers: Partial<Handlers<Questions>> = {
  /** The ids that it was asked for so far. */
  'reports.original': (id) => {
    asked.push(id);
    return `asked for ${asked.join(', ')}`;
  },
  /** A loop without an end. */
  'reports.headers': () => {
    for (;;);
  },
  /** More than there is memory for. */
  'refused.source': () => {
    const kept: number[][] = [];
    for (;;) kept.push(Array.from({ length: 1_000_000 }, (_, index) => index / 3));
  },
};
new RpcServer(
  { post: (message) => port.postMessage(message), listen: (onMessage) => void port.on('message', onMessage) },
  handlers as Handlers<Questions>,
);
