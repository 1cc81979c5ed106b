import { parentPort, workerData } from 'node:worker_threads';
import type { Events } from '../../shared/contract.ts';
import { RpcServer } from '../../shared/rpc.ts';
import { type Questions, queryHandlers } from './queries.ts';
import { Store } from './store/store.ts';

// Answers the window's questions in a thread of its own, which QueryRunner (queryrunner.ts) starts and ends.

/** What QueryRunner tells it. */
export interface QueryWorkerData {
  storePath: string;
}

const port = parentPort;
if (port === null) throw new Error('not a worker');
const { storePath } = workerData as QueryWorkerData;
const handlers = queryHandlers(Store.openForReading(storePath));
new RpcServer<Questions, Events>(
  {
    post: (message) => port.postMessage(message),
    listen: (onMessage, onClose) => {
      port.on('message', onMessage);
      port.on('close', onClose);
    },
  },
  handlers,
);
