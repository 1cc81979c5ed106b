import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { expect, test, vi } from 'vitest';
import { DeskError } from '../../shared/error.ts';
import { maxCallsAtOnce, RpcClient, RpcServer, type Handlers, type Port } from '../../shared/rpc.ts';
import { hangMs } from '../patience.ts';

type TestVerbs = {
  double: (n: number) => number;
  fail: (code: string) => null;
  wait: (none: null) => null;
};
type TestEvents = { told: string };

function port(real: MessagePort): Port {
  return {
    post: (message) => real.postMessage(message),
    listen: (onMessage, onClose) => {
      real.on('message', onMessage);
      real.on('close', onClose);
    },
  };
}

function pair(overrides: Partial<Handlers<TestVerbs>> = {}) {
  const { port1, port2 } = new MessageChannel();
  const aborted = vi.fn();
  const server = new RpcServer<TestVerbs, TestEvents>(port(port2), {
    double: (n) => n * 2,
    fail: () => {
      throw new DeskError('not-found', 'report 7');
    },
    wait: (_none, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          aborted();
          reject(new Error('stopped'));
        });
      }),
    ...overrides,
  });
  const events: string[] = [];
  const client = new RpcClient<TestVerbs, TestEvents>(port(port1), (name, value) => events.push(`${name} ${value}`));
  const post = (message: unknown) => port1.postMessage(message);
  return { client, server, events, aborted, post, close: () => port1.close(), serverPort: port2 };
}

test('a call is answered with what the handler returns', async () => {
  const { client, close } = pair();
  expect(await client.call('double', 21)).toBe(42);
  close();
});

test('a failure arrives with its code and detail', async () => {
  const { client, close } = pair();
  await expect(client.call('fail', 'x')).rejects.toMatchObject({ code: 'not-found', detail: 'report 7' });
  close();
});

test('an error that is not ours arrives as internal', async () => {
  const { client, close } = pair({
    double: () => {
      throw new TypeError('oops');
    },
  });
  await expect(client.call('double', 1)).rejects.toMatchObject({ code: 'internal', detail: 'oops' });
  close();
});

test('an unknown or inherited name is refused, not run', async () => {
  const { client, close } = pair();
  await expect(client.call('toString' as 'double', 1)).rejects.toMatchObject({ code: 'bad-request' });
  await expect(client.call('__proto__' as 'double', 1)).rejects.toMatchObject({ code: 'bad-request' });
  close();
});

test('a cancelled call stops its handler and rejects with cancelled', async () => {
  const { client, aborted, close } = pair();
  const controller = new AbortController();
  const call = client.call('wait', null, { signal: controller.signal });
  controller.abort();
  await expect(call).rejects.toMatchObject({ code: 'cancelled' });
  expect(aborted).toHaveBeenCalledOnce();
  close();
});

test('a call with a signal that is aborted already never leaves', async () => {
  const handler = vi.fn(() => 1);
  const { client, close } = pair({ double: handler });
  await expect(client.call('double', 1, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
  expect(handler).not.toHaveBeenCalled();
  close();
});

test('progress reaches the caller before the answer', async () => {
  const { client, close } = pair({
    double: (n, { progress }) => {
      progress('half');
      return n * 2;
    },
  });
  const seen: unknown[] = [];
  expect(await client.call('double', 1, { onProgress: (value) => seen.push(value) })).toBe(2);
  expect(seen).toEqual(['half']);
  close();
});

test('an event reaches the client', async () => {
  const { client, server, events, close } = pair();
  server.emit('told', 'news');
  await client.call('double', 1);
  expect(events).toEqual(['told news']);
  close();
});

test('when the other side is gone pending and later calls reject with engine-gone', async () => {
  const { client, serverPort } = pair();
  const call = client.call('wait', null);
  serverPort.close();
  await expect(call).rejects.toMatchObject({ code: 'engine-gone' });
  await expect(client.call('double', 1)).rejects.toMatchObject({ code: 'engine-gone' });
});

test('when the caller is gone its running handlers are stopped', async () => {
  const { client, aborted, close } = pair();
  const call = client.call('wait', null);
  call.catch(() => {});
  await client.call('double', 1);
  close();
  await vi.waitFor(() => expect(aborted).toHaveBeenCalledOnce(), hangMs);
});

/** Whatever a page might post instead of a call. */
const noRequests = [
  ...[null, undefined, 0, -1, '', 'call', true, 7n, [], [null], {}, new Map(), Float64Array.of(1), new Date(0)],
  ...[
    { kind: 'call' },
    { kind: 'call', id: 1 },
    { kind: 'call', id: 1, name: null },
    { kind: 'call', id: 1, name: {} },
  ],
  ...[
    { kind: 'call', id: 1, name: ['double'] },
    { kind: '__proto__', id: 1, name: 'double' },
  ],
  ...['1', 0, -1, 1.5, NaN, Infinity, 2 ** 60, null, {}].map((id) => ({ kind: 'call', id, name: 'double' })),
  ...['1', null, {}, 2 ** 60].map((id) => ({ kind: 'cancel', id })),
  ...['answer', 'error', 'progress', 'event'].map((kind) => ({ kind, id: 1, name: 'told', value: 1 })),
  JSON.parse('{ "__proto__": { "kind": "call" }, "id": 1, "name": "double" }') as unknown,
];

test('what is no call is ignored, and the next call is answered', async () => {
  const double = vi.fn(() => 1);
  const { client, post, close } = pair({ double });
  for (const message of noRequests) post(message);
  expect(await client.call('double', 21)).toBe(1);
  expect(double).toHaveBeenCalledTimes(1);
  close();
});

test('an id that is under way is refused a second time, and its call can still be cancelled', async () => {
  const { client, aborted, post, serverPort, close } = pair();
  const posted = vi.spyOn(serverPort, 'postMessage');
  post({ kind: 'call', id: 99, name: 'wait', argument: null });
  post({ kind: 'call', id: 99, name: 'double', argument: 1 });
  await client.call('double', 1);
  expect(posted).toHaveBeenCalledWith({ kind: 'error', id: 99, code: 'bad-request', detail: 'call 99 is under way' });
  post({ kind: 'cancel', id: 99 });
  await client.call('double', 1);
  expect(aborted).toHaveBeenCalledOnce();
  close();
});

test('more calls at once than any window makes are refused until some have ended', async () => {
  const { client, close } = pair();
  const controller = new AbortController();
  const waiting = Array.from({ length: maxCallsAtOnce }, () => client.call('wait', null, controller));
  const refused = Array.from({ length: 3_000 }, () => client.call('wait', null));
  for (const call of refused) await expect(call).rejects.toMatchObject({ code: 'too-many-calls' });
  controller.abort();
  await Promise.allSettled(waiting);
  expect(await client.call('double', 21)).toBe(42);
  close();
});

test('a name as long as memory is not sent back', async () => {
  const { client, close } = pair();
  const call = client.call('x'.repeat(1_000_000) as 'double', 1);
  await expect(call).rejects.toSatisfy((error: DeskError) => error.detail.length < 200);
  close();
});
